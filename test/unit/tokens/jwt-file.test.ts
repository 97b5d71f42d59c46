import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Files } from '../../../main/ports/files.ts';
import { JwtFile } from '../../../main/tokens/jwt-file.ts';
import { looksLikeJwt } from '../../../main/tokens/jwt-shape.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = [part({ alg: 'RS256' }), part({ sub: 'erin' }), 'c2lnbmVk'].join('.');

const filesWith = (text: string): Files => ({ readText: () => Promise.resolve(text) });

describe('a file with a JWT', () => {
  it('is taken, white space around it left out', async () => {
    const taken = await new JwtFile(filesWith(`\n${jwt}\n`), '/run/jwt').take();
    expect(taken.reveal()).toBe(jwt);
  });

  it.each([
    ['a host name (h4b)', 'build-07.corp.example\n'],
    ['three words with dots', 'aaa.bbb.ccc'],
    ['a list of users', readFileSync('/etc/passwd', 'utf8')],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
    ['a JWT with something behind it', `${jwt}\n# secret`],
    ['an unsecured one', `${part({ alg: 'none' })}.${part({})}.`],
    ['a head without an algorithm', [part({ typ: 'JWT' }), part({}), 'c2ln'].join('.')],
    ['claims that are a list', [part({ alg: 'RS256' }), part([1]), 'c2ln'].join('.')],
    ['an encrypted one of five parts', `${jwt}.AAAA.AAAA`],
  ])('is not posted when it holds %s', async (_what, text) => {
    const file = new JwtFile(filesWith(text), '/run/jwt');
    const problem = { kind: 'secret.fileUnreadable', file: '/run/jwt', cause: 'notJwt' };
    await expect(file.take()).rejects.toMatchObject({ problem });
    expect(await file.ifNew()).toBeNull();
    expect(looksLikeJwt(text)).toBe(false);
  });

  it('is new until it is taken: one that nobody was left to sign in with comes again', async () => {
    const file = new JwtFile(filesWith(jwt), '/run/jwt');
    await file.ifNew();
    const again = await file.ifNew();
    expect(again?.jwt.reveal()).toBe(jwt);
    again?.taken();
    expect(await file.ifNew()).toBeNull();
  });

  it('is not new once a sign-in has taken it', async () => {
    const file = new JwtFile(filesWith(jwt), '/run/jwt');
    await file.take();
    expect(await file.ifNew()).toBeNull();
  });
});
