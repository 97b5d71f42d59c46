import { describe, expect, it } from 'vitest';
import { MemoryAcquaintances } from '../../../main/network/acquaintances.ts';
import { recogniseInspector, type Circumstances } from '../../../main/network/inspection.ts';
import { Masking } from '../../../main/network/masking.ts';
import { certificate } from '../shared/presented.ts';

const alone: Circumstances = { lastGood: null, strangers: new Map(), host: 'gateway.corp.example' };
const seen = { host: 'gateway.corp.example:443', fingerprint: 'AA', seenAt: 0 };

describe('a TLS inspector', () => {
  it.each([
    ['Zscaler Intermediate Root CA (zscaler.net)', 'Zscaler'],
    ['mitmproxy', 'mitmproxy'],
    ['FG100E4Q17000000, Fortinet', 'Fortinet FortiGate'],
    ['Corp SSL Inspection CA', 'Generic TLS inspection'],
    ['DO_NOT_TRUST_FiddlerRoot', 'Fiddler'],
  ])('is known by its name: %s', (issuer, name) => {
    expect(recogniseInspector([certificate({ issuer })], alone)).toEqual({ name, sign: 'productName' });
  });

  it('shows by another issuer than last time', () => {
    const chain = [certificate({ issuer: 'New CA' })];
    const found = recogniseInspector(chain, { ...alone, lastGood: { ...seen, issuer: 'Old CA' } });
    expect(found).toEqual({ name: 'New CA', sign: 'issuerChanged' });
    expect(recogniseInspector(chain, { ...alone, lastGood: { ...seen, issuer: 'New CA' } })).toBeNull();
  });

  it('shows by the same stranger on hosts that have nothing to do with each other', () => {
    const chain = [certificate({ issuer: 'Edge 7' })];
    const strangers = (host: string) => ({ ...alone, strangers: new Map([[host, 'Edge 7']]) });
    expect(recogniseInspector(chain, strangers('ros.other.example.org'))).toEqual({
      name: 'Edge 7',
      sign: 'sameIssuerEverywhere',
    });
    expect(recogniseInspector(chain, strangers('ros.corp.example'))).toBeNull();
  });

  it('is nobody whom the built-in roots vouch for, nor a self-signed host', () => {
    const root = certificate({ subject: 'Root', issuer: 'Root', fingerprint: 'BB', trustedBy: 'builtIn' });
    expect(recogniseInspector([certificate({ issuer: 'Zscaler' }), root], alone)).toBeNull();
    const own = certificate({ subject: 'me', issuer: 'me' });
    expect(recogniseInspector([own], { ...alone, lastGood: { ...seen, issuer: 'Old' } })).toBeNull();
  });
});

describe('trust in one certificate', () => {
  it('ends at its date', () => {
    let now = 1_000;
    const pin = { host: 'a:1', fingerprint: 'AA', until: 2_000 };
    const acquaintances = new MemoryAcquaintances(() => now, [pin]);
    expect(acquaintances.pins()).toEqual([pin]);
    now = 2_000;
    expect(acquaintances.pins()).toEqual([]);
  });
});

describe('masking', () => {
  const masking = new Masking(['tok"en:/+==', 'abc']);

  it('takes a secret out in every form in which it may come back', () => {
    const echoes = ['tok"en:/+==', 'tok\\"en:/+==', encodeURIComponent('tok"en:/+=='), btoa('tok"en:/+==')];
    expect(echoes.map((echo) => masking.text(`<${echo}>`))).toEqual(echoes.map(() => '<[secret]>'));
  });

  it('hides whole fields, and where a redirect leads beyond its path', () => {
    const head = [
      'HTTP/1.1 302 Found',
      'Set-Cookie: sid=1',
      'X-Own: v',
      'Location: https://a.example/in?t=1',
    ];
    expect(masking.head(head, ['x-own'])).toEqual([
      'HTTP/1.1 302 Found',
      'Set-Cookie: [secret]',
      'X-Own: [secret]',
      'Location: https://a.example/in?[secret]',
    ]);
  });
});
