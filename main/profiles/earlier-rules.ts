import { readBypassEntry } from '../../shared/bypass.ts';
import { sameHeader } from '../../shared/headers.ts';
import { readCertificates } from '../../shared/pem.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A profile as an earlier version saved it, as today's rules want it. What is refused today where it is typed and never
 * had an effect is left out, so that the profile means the same without it.
 */
export function underTodaysRules(profile: unknown): unknown {
  if (!isRecord(profile)) return profile;
  return withParts(profile, {
    route: withoutDeadEntries,
    gateway: withoutProofOfProxy,
    trust: withoutDamaged,
  });
}

/** Each of these parts, where the profile has it, as its function makes it. */
const withParts = (profile: Fields, parts: Readonly<Record<string, (part: Fields) => Fields>>): Fields => ({
  ...profile,
  ...Object.fromEntries(
    Object.entries(parts).flatMap(([name, mended]) => {
      const part = profile[name];
      return isRecord(part) ? [[name, mended(part)]] : [];
    }),
  ),
});

/** Entries of a bypass list that can never match. */
function withoutDeadEntries(route: Fields): Fields {
  const { bypass } = route;
  if (!Array.isArray(bypass)) return route;
  return {
    ...route,
    bypass: bypass.filter((entry: unknown) => typeof entry !== 'string' || readBypassEntry(entry).ok),
  };
}

/** The proof for a forward proxy, which neither gateway nor server reads (RFC 9110 §11.7.2). */
function withoutProofOfProxy(gateway: Fields): Fields {
  const { customRequestHeaders: headers } = gateway;
  if (!Array.isArray(headers)) return gateway;
  const isProof = (header: unknown) =>
    isRecord(header) &&
    typeof header['name'] === 'string' &&
    sameHeader(header['name'], 'Proxy-Authorization');
  return { ...gateway, customRequestHeaders: headers.filter((header: unknown) => !isProof(header)) };
}

/** Certificates that can't be read beside others that can: they were passed over. */
function withoutDamaged(trust: Fields): Fields {
  const { ca } = trust;
  if (typeof ca !== 'string') return trust;
  const { certificates, damaged } = readCertificates(ca);
  return damaged.length === 0 || certificates.length === 0 ? trust : { ...trust, ca: certificates.join('') };
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
