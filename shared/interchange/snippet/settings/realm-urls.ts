import { realmPathRule } from '../../../realm-path.ts';
import type { SingleFinding } from '../sdk/findings.ts';
import { realmUrlParts, syncUrlFor, type RealmUrlParts } from '../urls.ts';
import { given } from './given.ts';
import type { Outcome } from './outcome.ts';

/** A realm URL taken apart, and where it stands. */
type RealmUrl = RealmUrlParts & { readonly finding: SingleFinding };

/** What URLs of realms say. */
export interface RealmUrls {
  readonly realmPaths: readonly string[];
  readonly syncUrl?: string;
  readonly server?: string;
}

/** `server`: the one that is said; `isServerSaid`: whether any place speaks of it. */
export function realmUrlsIn(
  findings: readonly SingleFinding[],
  server: string | undefined,
  isServerSaid: boolean,
  outcome: Outcome,
): RealmUrls {
  const urls = findings.flatMap((finding) => realmUrlIn(finding, server, outcome));
  const origins = [...new Set(urls.flatMap((url) => originOf(url) ?? []))];
  if (origins.length > 1) {
    for (const { finding } of urls) outcome.refuse(finding, 'conflict');
    return { realmPaths: [] };
  }
  const [origin] = origins;
  // No code signs in elsewhere: the server is where the realm is.
  const isServer = server === undefined && origin !== undefined && !isServerSaid;
  const derived = isServer ? origin.replace(/^ws/, 'http') : undefined;
  const syncUrl = isServer ? undefined : syncUrlFor(origin, server);
  for (const url of urls) {
    if (url.path !== null) outcome.take(url.finding, 'realmPath', url.path);
    if (url.host !== null && derived !== undefined) outcome.take(url.finding, 'server', derived);
    if (url.host !== null && syncUrl !== undefined) outcome.take(url.finding, 'syncUrl', syncUrl);
    outcome.enter(url.finding);
  }
  return {
    realmPaths: [...new Set(urls.flatMap(({ path }) => path ?? []))],
    ...given('syncUrl', syncUrl),
    ...given('server', derived),
  };
}

function realmUrlIn(
  finding: SingleFinding,
  server: string | undefined,
  outcome: Outcome,
): readonly RealmUrl[] {
  const text = outcome.plainText(finding, finding.value);
  if (text === null) return [];
  const parts = realmUrlParts(text);
  if (parts === null || (parts.path !== null && realmPathRule(parts.path) !== null))
    return outcome.refuse(finding, 'wrongValue');
  if (parts.host === null || parts.scheme !== null) return [{ finding, ...parts }];
  if (server !== undefined) return [{ finding, ...parts, scheme: /^https/i.test(server) ? 'wss' : 'ws' }];
  outcome.refuse(finding, 'noScheme', parts.host);
  return [{ finding, ...parts, host: null }];
}

const originOf = ({ scheme, host }: RealmUrl): string | null =>
  host === null || scheme === null ? null : `${scheme}://${host}`;
