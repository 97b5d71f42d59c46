import type { SnippetSettings, Understood, Unexplained } from '../reading.ts';
import type { Finding, SingleFinding } from '../sdk/findings.ts';
import { serverOf } from '../urls.ts';
import { credentialIn } from './credential.ts';
import { given } from './given.ts';
import { headersIn } from './headers.ts';
import type { Outcome } from './outcome.ts';
import { realmUrlsIn } from './realm-urls.ts';

/** What was taken, and what was understood and not. */
export interface Collected {
  readonly settings: SnippetSettings;
  readonly understood: readonly Understood[];
  readonly notUnderstood: readonly Unexplained[];
}

/**
 * Lays all places that say something side by side, and takes only what they agree on. `plainLines`: where the code says
 * that a header's value is no secret.
 */
export function settingsIn(
  findings: readonly Finding[],
  plainLines: readonly number[],
  outcome: Outcome,
): Collected {
  const of = (what: SingleFinding['what']) => saidOf(findings, what);
  const told = outcome.agreed(
    'server',
    of('server').flatMap((finding) => (outcome.isForUs(finding, []) ? outcome.text(finding, serverOf) : [])),
  );
  const realm = realmUrlsIn(of('realmUrl'), told, of('server').length > 0, outcome);
  const { realmPaths, syncUrl, server = told } = realm;
  const hosts = [server, syncUrl].flatMap((url) => (url === undefined ? [] : [new URL(url).hostname]));
  const text = (what: 'authorizationHeaderName' | 'urlPrefix') =>
    outcome.agreed(
      what,
      of(what).flatMap((each) => (outcome.isForUs(each, hosts) ? outcome.text(each, (said) => said) : [])),
    );
  const settings: SnippetSettings = {
    ...given('server', server),
    ...given('syncUrl', syncUrl),
    realmPaths,
    ...given('credential', credentialIn(findings, outcome)),
    ...given('authorizationHeaderName', text('authorizationHeaderName')),
    ...given('urlPrefix', text('urlPrefix')),
    headers: headersIn(findings, hosts, plainLines, outcome),
    ...given('verify', switchIn('verify', of('verify'), outcome)),
    ...given('partial', switchIn('partial', of('partial'), outcome)),
  };
  for (const finding of of('certificate')) outcome.refuse(finding, 'certificateFile');
  for (const finding of findings)
    if (finding.what === null) outcome.refuse(finding, finding.why, finding.name);
  return {
    settings,
    understood: saidOnce(outcome.understood),
    notUnderstood: unique(outcome.notUnderstood),
  };
}

/** Defaults count only where nothing is said. */
function saidOf(findings: readonly Finding[], what: SingleFinding['what']): readonly SingleFinding[] {
  const found = findings.filter((finding): finding is SingleFinding => finding.what === what);
  const said = found.filter(({ isDefault }) => isDefault !== true);
  return said.length > 0 ? said : found;
}

function switchIn(
  what: 'verify' | 'partial',
  findings: readonly SingleFinding[],
  outcome: Outcome,
): boolean | undefined {
  const told = findings.flatMap((finding) => {
    const { value } = finding;
    if (value.kind === 'open') return outcome.refuseOpen(finding, value);
    return value.kind === 'switch' ? [{ finding, value: value.on }] : outcome.refuse(finding, 'wrongValue');
  });
  return outcome.agreed(what, told);
}

/** A setting that several places agree on is told once, where it is said first without a condition. */
const saidOnce = (understood: readonly Understood[]): Understood[] =>
  understood.filter((one, at) => {
    const same = understood.filter(
      (other) => other.what === one.what && other.shown === one.shown && other.missing === one.missing,
    );
    const best = same.find(({ only }) => only === null) ?? same[0];
    return (
      best === one ||
      (best !== undefined && JSON.stringify(best) === JSON.stringify(one) && understood.indexOf(best) === at)
    );
  });

const unique = <Item>(items: readonly Item[]): Item[] =>
  items.filter(
    (item, at) => items.findIndex((other) => JSON.stringify(other) === JSON.stringify(item)) === at,
  );
