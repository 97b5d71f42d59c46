import { describe, expect, it } from 'vitest';
import { InMemoryCertificates } from '../../../main/network/certificate-memory.ts';
import { recogniseInspector, type Circumstances } from '../../../main/network/inspection.ts';
import { systemRandom } from '../../../main/ports/random.ts';
import { namelessSecret, SecretNames } from '../../../main/secrets/secret-names.ts';
import { secretMark } from '../../../shared/secret-mark.ts';
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
    const certificateMemory = new InMemoryCertificates(() => now, [pin]);
    expect(certificateMemory.pins()).toEqual([pin]);
    now = 2_000;
    expect(certificateMemory.pins()).toEqual([]);
  });
});

describe('names of secrets', () => {
  const names = () => new SecretNames(systemRandom);

  it('go on with two letters after Z, and are all known where they are drawn apart', () => {
    const { name } = names();
    const all = Array.from({ length: 30 }, (_, at) => name('access token', String(at)));
    expect([all[0], all[25], all[26], all[27]]).toEqual([
      '[access token A]',
      '[access token Z]',
      '[access token AA]',
      '[access token AB]',
    ]);
    expect(new Set(all).size).toBe(30);
    for (const one of [...all, namelessSecret('secret', '')]) expect(secretMark.exec(one)?.[0]).toBe(one);
  });

  it('are those of the value, by whatever word it is called', () => {
    const { name } = names();
    expect(name('header value', 'same')).toBe('[header value A]');
    expect(name('credential', 'same')).toBe('[header value A]');
  });

  it('are forgotten in the order of their last use, so that they do not pile up', () => {
    const { name } = names();
    name('secret', 'kept in use');
    name('secret', 'used once');
    for (let at = 0; at < 12_000; at += 1) {
      name('access token', String(at));
      if (at % 1_000 === 0) name('secret', 'kept in use');
    }
    expect(name('secret', 'kept in use')).toBe('[secret A]');
    expect(name('secret', 'used once')).toBe('[secret C]');
  });
});
