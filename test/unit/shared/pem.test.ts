import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../../shared/profile.ts';
import { pemOfDer, readCertificates } from '../../../shared/pem.ts';
import { minimal } from './profile-samples.ts';

const caseFile = (name: string) =>
  readFileSync(new URL(`../../cases/pem/${name}.pem`, import.meta.url), 'utf8');
const plain = caseFile('plain');
const fingerprint = new X509Certificate(plain).fingerprint256;
const base64 = plain.replace(/-----[A-Z ]+-----|\s/g, '');
const fingerprints = (text: string) =>
  readCertificates(text).certificates.map((pem) => new X509Certificate(pem).fingerprint256);

/** Two certificates in an empty envelope, as Windows exports chains. */
const p7b = (() => {
  const der = Buffer.from(base64, 'base64');
  const element = (tag: number, ...content: readonly Buffer[]): Buffer => {
    const body = Buffer.concat(content);
    const length = Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
    return Buffer.concat([Buffer.from([tag]), length, body]);
  };
  const oid = (hex: string) => Buffer.concat([Buffer.from([6, hex.length / 2]), Buffer.from(hex, 'hex')]);
  const inner = element(0x30, oid('2a864886f70d010701'));
  const version = Buffer.from([2, 1, 1]);
  const none = element(0x31);
  const data = element(0x30, version, none, inner, element(0xa0, der, der), none);
  return element(0x30, oid('2a864886f70d010702'), element(0xa0, data));
})();

describe('certificates as people have them', () => {
  it.each([
    ['plain', plain],
    ['c02: in openssl’s trusted form', caseFile('c02-trusted-certificate')],
    ['c04: indented', caseFile('c04-indented')],
    ['by its old name', plain.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
    ['on one line', plain.replace(/\n/g, ' ')],
    ['on one line without any space', plain.replace(/\n/g, '')],
    ['with line feeds written as \\n', JSON.stringify(plain)],
    ['with the line ends of Windows', plain.replace(/\n/g, '\r\n')],
    ['with remarks before it', `subject=CN = Quay\nissuer=CN = Quay\n${plain}`],
    ['with headers in it', plain.replace('-----\n', '-----\nX-Remark: mine\n\n')],
    ['beside other things', `-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n${plain}`],
    ['as bare base64', base64],
    ['as bare base64 in lines', base64.replace(/.{64}/g, '$&\n')],
    ['with a byte order mark', `\ufeff${plain}`],
  ])('are read %s', (_form, text) => {
    expect(fingerprints(text)).toEqual([fingerprint]);
    expect(parseProfile({ ...minimal, trust: { ca: text } })).toMatchObject({ ok: true });
  });

  it('are read out of a .p7b, as text and as a file', () => {
    const text = `-----BEGIN PKCS7-----\n${p7b.toString('base64')}\n-----END PKCS7-----\n`;
    expect(fingerprints(text)).toEqual([fingerprint, fingerprint]);
    expect(fingerprints(p7b.toString('base64'))).toEqual([fingerprint, fingerprint]);
    expect(fingerprints(pemOfDer(p7b) ?? '')).toEqual([fingerprint, fingerprint]);
    expect(fingerprints(pemOfDer(Buffer.from(base64, 'base64')) ?? '')).toEqual([fingerprint]);
  });

  it.each([
    ['cut off', plain.slice(0, 400), [1]],
    ['cut off before another', `${plain.slice(0, 400)}\n${plain}`, [1]],
    ['not base64', plain.replace('MII', 'M!!'), [1]],
    ['empty', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----', [1]],
    ['of another kind', '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----', [1]],
  ])('that are %s are told by their number', (_flaw, text, damaged) => {
    expect(readCertificates(text).damaged).toEqual(damaged);
  });

  it('c07: of several, the one that is damaged is named', () => {
    const parsed = parseProfile({ ...minimal, trust: { ca: caseFile('c07-one-of-two-broken') } });
    expect(parsed).toEqual({
      ok: false,
      problem: [{ field: 'trust.ca', rule: 'pemUnreadable', which: { number: 2, of: 2 } }],
    });
  });

  it.each(['', 'text', 'AAAA', '-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----'])(
    'are not seen in %j',
    (text) => {
      expect(readCertificates(text).total).toBe(0);
    },
  );
});
