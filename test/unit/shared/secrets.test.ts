import { describe, expect, it } from 'vitest';
import { profileIdSchema, sessionIdOf } from '../../../shared/brand.ts';
import { headerSecret, neededSecrets } from '../../../shared/secret-kinds.ts';
import { parseEnteredSecrets } from '../../../shared/secrets.ts';
import { contractExample, profileWith } from './profile-samples.ts';

describe('typed secrets', () => {
  it('are read as the contract names them', () => {
    const all = {
      password: 'p',
      jwt: 'a.b.c',
      refreshToken: 'r',
      adminToken: 'a',
      custom: { any: ['json'] },
      headers: { Authorization: 'Basic QTpC' },
      proxyPassword: 'pp',
      clientKey: 'k',
      clientKeyPassphrase: 'kp',
    };
    expect(parseEnteredSecrets(all)).toEqual({ ok: true, value: all });
    expect(parseEnteredSecrets({})).toEqual({ ok: true, value: {} });
  });

  it('hold tokens without the blanks and line ends that came with them', () => {
    const typed = { adminToken: 'abc\n', refreshToken: '\tabc ', jwt: 'a.b.c\r\n', password: ' p ' };
    expect(parseEnteredSecrets(typed)).toEqual({
      ok: true,
      value: { adminToken: 'abc', refreshToken: 'abc', jwt: 'a.b.c', password: ' p ' },
    });
  });

  it('t4: hold a token without the scheme before it', () => {
    const typed = { jwt: 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJ1c2VySWQiOiJuZWxsIn0.c2ln', refreshToken: '"r"' };
    expect(parseEnteredSecrets(typed)).toEqual({
      ok: true,
      value: { jwt: 'eyJhbGciOiJSUzI1NiJ9.eyJ1c2VySWQiOiJuZWxsIn0.c2ln', refreshToken: 'r' },
    });
  });

  it.each([
    [{ passwrd: 'p' }, 'passwrd', 'unknownField'],
    [{ password: 7 }, 'password', 'wrongType'],
    [{ password: 'p'.repeat(65_537) }, 'password', 'tooLong'],
    [{ headers: { 'X-A': 'a\r\nX-B: b' } }, 'headers.X-A', 'headerValueMalformed'],
    [{ adminToken: 'a b\nX-Evil: c' }, 'adminToken', 'tokenMalformed'],
    // L16: it would add a parameter to the header that it goes into.
    [{ refreshToken: 'a" evil="b' }, 'refreshToken', 'tokenMalformed'],
    [{ jwt: 'a\\' }, 'jwt', 'tokenMalformed'],
    [{ refreshToken: 'tökën' }, 'refreshToken', 'tokenMalformed'],
    [{ jwt: ' \n' }, 'jwt', 'required'],
    [{ password: '' }, 'password', 'required'],
    [{ headers: 'X-A: b' }, 'headers', 'wrongType'],
    [null, '', 'wrongType'],
  ])('%j is refused at %s: %s', (input, field, rule) => {
    expect(parseEnteredSecrets(input)).toEqual({ ok: false, problem: [{ field, rule }] });
  });

  it('are not repeated in what is said of a refusal', () => {
    expect(JSON.stringify(parseEnteredSecrets({ headers: { 'X-A': 'canary\n' } }))).not.toContain('canary');
  });
});

describe('the secrets a profile needs besides its credential', () => {
  it('are those of its headers, its proxy and its client certificate', () => {
    const profile = profileWith(JSON.parse(JSON.stringify(contractExample)) as object);
    expect(neededSecrets(profile)).toEqual(['header:authorization', 'proxyPassword', 'clientKey']);
  });

  it('are none for a plain one', () => {
    expect(neededSecrets(profileWith())).toEqual([]);
  });

  it('hold the password for the system’s proxies as well', () => {
    expect(neededSecrets(profileWith({ route: { username: 'u' } }))).toEqual(['proxyPassword']);
  });

  it('leave out the password of a proxy that is not in use', () => {
    const route = { mode: 'direct', proxy: 'http://p:1', username: 'u' } as const;
    expect(neededSecrets(profileWith({ route }))).toEqual([]);
  });

  it('know a header whatever its case', () => {
    expect(headerSecret('X-Team')).toBe(headerSecret('x-team'));
  });
});

describe('ids', () => {
  it('of sessions tell profiles and paths apart', () => {
    const [one, other] = ['a', 'b'].map((id) => profileIdSchema.parse(id));
    const ids = [one, other].flatMap((id) =>
      id === undefined ? [] : [sessionIdOf(id, '/x'), sessionIdOf(id, '/y')],
    );
    expect(new Set(ids).size).toBe(4);
  });

  it.each(['', 'A', 'a b', '../x', 'a'.repeat(65)])('of profiles are never %j', (text) => {
    expect(profileIdSchema.safeParse(text).success).toBe(false);
  });
});
