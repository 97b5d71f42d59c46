import { describe, expect, it } from 'vitest';
import { looksSecret } from '../../../shared/secrecy.ts';

describe('a header in code', () => {
  it.each([
    ['Authorization', 'x'],
    ['X-Auth-User', 'bob'],
    ['Proxy-Token', 'x'],
    ['X-Api-Key', 'x'],
    ['X-Client-Secret', 'x'],
    ['X-Passphrase', 'x'],
    ['Db-Pwd', 'x'],
    ['Cookie', 'a=b'],
    ['X-Session', '1'],
    ['X-Corp', 'Bearer abc'],
    ['X-Corp', 'basic dXNlcg=='],
    ['X-Corp', 'eyJhbGciOi.eyJzdWIi.sig'],
    ['X-Corp', 'f81d4fae7dec11d0a76500a0c91e6bf6'],
  ])('%s: %s is a secret', (name, value) => expect(looksSecret(name, value)).toBe(true));

  it.each([
    ['X-Team', 'mobile'],
    ['X-Region', 'eu-central-1'],
    ['User-Agent', 'Tasks/2.1 (iPad; build 42)'],
    ['X-Empty', ''],
  ])('%s: %s is none', (name, value) => expect(looksSecret(name, value)).toBe(false));
});
