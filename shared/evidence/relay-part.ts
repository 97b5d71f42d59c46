import { connectionsIn, isOutage, type RelayedHistory } from '../history.ts';
import type { Problem } from '../problem.ts';
import { defaultRelay, relayUrl } from '../relay.ts';
import { appsHeld, refusedByCause, type RelayedApp, type RelayStatus } from '../relay-status.ts';
import { explain } from '../text/en/problems.ts';
import { relayText } from '../text/en/relay.ts';
import { reportText } from '../text/en/report.ts';
import type { Case } from './case.ts';
import { list } from './markdown.ts';

type Listening = Extract<RelayStatus, { state: 'listening' }>;
const words = reportText.relay;

/** How apps of the person's computer were served: amounts and causes, none of what they asked for or said. */
export function relayPartOf({ profile, relayed }: Case): string {
  const { relay } = profile;
  const settings = profile.profile.relay;
  const past = pastOf(relayed ?? []);
  if (settings === undefined && relay.state === 'off' && past.length === 0) return '';
  const { port, mode } = settings ?? defaultRelay;
  return list([...(relay.state === 'off' ? [words.off(port, mode)] : stateOf(relay)), ...past]);
}

function stateOf(relay: Exclude<RelayStatus, { state: 'off' }>): readonly string[] {
  if (relay.state === 'waiting') return [words.waiting, words.standing(summaryOf(relay.problem))];
  const { apps, problem } = relay;
  const inState = (state: RelayedApp['phase']['state']) => apps.filter(({ phase }) => phase.state === state);
  return [
    words.address(relayUrl(relay.port), relay.mode),
    words.apps(inState('open').length, appsHeld(relay), inState('connecting').length),
    ...(problem === null ? [] : [words.standing(summaryOf(problem))]),
    ...failuresOf(relay),
    ...refusalsOf(relay),
  ];
}

/** Those that the relay still knows, by what they failed for. */
function failuresOf({ apps }: Listening): readonly string[] {
  const failed = apps.flatMap(({ phase }) =>
    phase.state === 'ended' && phase.why.kind === 'failed' ? [summaryOf(phase.why.problem)] : [],
  );
  const each = [...new Set(failed)].map((summary) =>
    words.failed(failed.filter((other) => other === summary).length, summary),
  );
  return each.length === 0 ? [] : [`${words.latestFailures} ${each.join('; ')}`];
}

function refusalsOf({ refused }: Listening): readonly string[] {
  const { tab } = relayText;
  const each = refusedByCause(refused).map(([cause, count]) => tab.refusedBy[cause](count));
  return each.length === 0 ? [] : [tab.refused(each)];
}

function pastOf(relayed: readonly RelayedHistory[]): readonly string[] {
  const connections = connectionsIn(relayed.flatMap(({ hours }) => hours));
  const outages = relayed.flatMap(({ spans }) => spans.filter(isOutage)).length;
  return connections + outages === 0 ? [] : [words.past(connections, outages)];
}

const summaryOf = (problem: Problem): string => explain(problem).summary;
