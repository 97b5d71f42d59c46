import { describe, expect, it } from 'vitest';
import { adviceOn } from '../../../shared/advice.ts';
import { profileWith } from './profile-samples.ts';

describe('what is advised about a profile that breaks no rule', () => {
  it('L15: a sync URL without TLS under a server with it', () => {
    const clear = { gateway: { syncUrl: 'ws://gateway.quay.example' } };
    expect(adviceOn(profileWith({ server: 'HTTPS://ros.quay.example', ...clear }))).toEqual([
      { field: 'gateway.syncUrl', kind: 'tokenInTheClear' },
    ]);
    expect(adviceOn(profileWith({ server: 'http://ros.quay.example', ...clear }))).toEqual([]);
  });

  it('a server that ends with what is added to it', () => {
    expect(adviceOn(profileWith({ server: 'https://ros.quay.example/auth/' }))).toEqual([
      { field: 'server', kind: 'serverEndsInAuth' },
    ]);
    expect(adviceOn(profileWith({ server: 'https://auth.example/ros' }))).toEqual([]);
  });

  it('a secret in a header that is saved as plain text', () => {
    const headers = (name: string, value: string) =>
      adviceOn(profileWith({ gateway: { customRequestHeaders: [{ name, value }] } }));
    expect(headers('Cookie', 'session=1')).toEqual([
      { field: 'gateway.customRequestHeaders[0].value', kind: 'headerNotSecret' },
    ]);
    expect(headers('X-Team', 'mobile')).toEqual([]);
  });

  it('nothing about a plain one', () => {
    expect(adviceOn(profileWith())).toEqual([]);
  });
});
