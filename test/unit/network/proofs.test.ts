import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../../main/network/tunnel/challenges.ts';
import {
  digestResponse,
  strongestDigest,
  type DigestAlgorithm,
} from '../../../main/network/tunnel/digest.ts';
import { md4 } from '../../../main/network/tunnel/md4.ts';
import {
  authenticateMessage,
  negotiateMessage,
  readChallenge,
  respond,
  responseKey,
  splitUser,
} from '../../../main/network/tunnel/ntlm.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

describe('MD4', () => {
  // RFC 1320, appendix A.5.
  it.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('of %j', (text, digest) => {
    expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
  });
});

describe('NTLMv2', () => {
  // [MS-NLMP] §4.2.1 and §4.2.4: the protocol's own example, whose time is zero.
  const user = { domain: 'Domain', username: 'User', password: 'Password' };
  const targetInfo = hex('02000c0044006f006d00610069006e00 01000c005300650072007600650072 00 00000000');
  const challenge = { serverChallenge: hex('0123456789abcdef'), flags: 0xe28a8233, targetInfo };
  const moment = { clientChallenge: hex('aaaaaaaaaaaaaaaa'), now: -11_644_473_600_000 };

  it('makes the key of the example', () => {
    expect(responseKey(user).toString('hex')).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
  });

  it('answers as the example does', () => {
    const { ntResponse, lmResponse } = respond(challenge, user, moment);
    expect(lmResponse.toString('hex')).toBe('86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa');
    expect(ntResponse.subarray(0, 16).toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c');
    expect(ntResponse.subarray(16, 44)).toEqual(
      hex('0101000000000000 0000000000000000 aaaaaaaaaaaaaaaa 00000000'),
    );
    expect(ntResponse.subarray(44, 44 + targetInfo.length)).toEqual(targetInfo);
  });

  it('takes the time of the other side, and then leaves the second answer out', () => {
    const time = hex('0102030405060708');
    const timed = Buffer.concat([hex('0700 0800'), time, hex('00000000')]);
    const { ntResponse, lmResponse } = respond({ ...challenge, targetInfo: timed }, user, moment);
    expect(ntResponse.subarray(24, 32)).toEqual(time);
    expect(lmResponse).toEqual(Buffer.alloc(24));
  });

  it('lays its messages out so that they can be read', () => {
    const first = negotiateMessage();
    expect(first.toString('latin1', 0, 8)).toBe('NTLMSSP\0');
    expect(first.readUInt32LE(8)).toBe(1);
    const third = authenticateMessage(challenge, user, moment);
    const field = (at: number): Buffer =>
      third.subarray(third.readUInt32LE(at + 4), third.readUInt32LE(at + 4) + third.readUInt16LE(at));
    expect(third.readUInt32LE(8)).toBe(3);
    expect(field(12)).toHaveLength(24);
    expect(field(20).subarray(0, 16).toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c');
    expect(field(28).toString('utf16le')).toBe('Domain');
    expect(field(36).toString('utf16le')).toBe('User');
  });

  it('reads only what is a challenge', () => {
    const message = Buffer.alloc(56);
    message.write('NTLMSSP\0', 'latin1');
    message.writeUInt32LE(2, 8);
    message.write('0123456789abcdef', 24, 'hex');
    message.writeUInt16LE(4, 40);
    message.writeUInt32LE(48, 44);
    expect(readChallenge(message)).toMatchObject({ serverChallenge: hex('0123456789abcdef') });
    expect(readChallenge(message)?.targetInfo).toHaveLength(4);
    expect(readChallenge(negotiateMessage())).toBeNull();
    expect(readChallenge(Buffer.from('garbage'))).toBeNull();
  });

  it.each([
    ['corp\\alice', { domain: 'corp', username: 'alice' }],
    ['corp/alice', { domain: 'corp', username: 'alice' }],
    ['alice@corp.example', { domain: '', username: 'alice@corp.example' }],
    ['alice', { domain: '', username: 'alice' }],
  ])('takes %j apart', (text, parts) => {
    expect(splitUser(text)).toEqual(parts);
  });
});

describe('Digest', () => {
  // RFC 7616 §3.9.1.
  it.each<[DigestAlgorithm, string]>([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('answers as the example for %s does', (algorithm, response) => {
    const challenge = {
      realm: 'http-auth@example.org',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      opaque: null,
      algorithm,
      qop: 'auth',
      hashesUsername: false,
    } as const;
    const use = {
      username: 'Mufasa',
      password: 'Circle of Life',
      method: 'GET',
      uri: '/dir/index.html',
      count: 1,
      clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    };
    expect(digestResponse(challenge, use)).toBe(response);
  });

  it('takes the strongest it knows', () => {
    const offers = parseChallenges([
      'Digest realm="a", nonce="1", algorithm=MD5, qop="auth, auth-int"',
      'Digest realm="a", nonce="2", algorithm=SHA-256, qop="auth"',
      'Digest realm="a", nonce="3", algorithm=SHA-1024, qop="auth"',
      'Digest realm="a", nonce="4", algorithm=SHA-512-256, qop="auth-conf"',
    ]);
    expect(strongestDigest(offers)).toMatchObject({ nonce: '2', algorithm: 'SHA-256', qop: 'auth' });
  });

  it('speaks the older form where no qop is asked for', () => {
    expect(strongestDigest(parseChallenges(['Digest realm="a", nonce="1"']))).toMatchObject({ qop: null });
  });
});

describe('offers', () => {
  it.each<[string, string[]]>([
    ['Negotiate', ['negotiate']],
    ['NTLM TlRMTVNTUAACAAAA==', ['ntlm']],
    ['Negotiate, NTLM, Basic realm="a, Digest b=c"', ['negotiate', 'ntlm', 'basic']],
    ['Digest realm="x", nonce="y", Basic realm="z"', ['digest', 'basic']],
    [', ,Basic realm=x', ['basic']],
    ['Basic', ['basic']],
    ['', []],
    ['"nonsense', []],
  ])('%j names %j', (value, schemes) => {
    expect(parseChallenges([value]).map(({ scheme }) => scheme)).toEqual(schemes);
  });

  it('carry tokens and parameters', () => {
    const [ntlm, digest] = parseChallenges(['NTLM abc==', 'Digest Realm="a \\"b\\"", stale = TRUE']);
    expect(ntlm?.token).toBe('abc==');
    expect(digest?.params.get('realm')).toBe('a "b"');
    expect(digest?.params.get('stale')).toBe('TRUE');
  });
});
