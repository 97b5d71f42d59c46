import type { CertificateFacts, Presented } from '../../../shared/certificate.ts';

export const certificate = (change: Partial<CertificateFacts> = {}): CertificateFacts => ({
  subject: 'gateway.example',
  issuer: 'Corp CA',
  names: ['gateway.example'],
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
  fingerprint: Array.from({ length: 32 }, () => 'AB').join(':'),
  trustedBy: null,
  ...change,
});

/** A chain of one certificate, with nothing remarkable about it. */
export const presented = (change: Partial<Presented> = {}): Presented => ({
  host: 'gateway.example:443',
  chain: [certificate()],
  inspector: null,
  changedFrom: null,
  trustedUntil: null,
  ...change,
});
