import type { Problem } from '../../shared/problem.ts';
import { issueSentence } from '../../shared/text/en/rules.ts';
import { visibleText } from '../../shared/visible-text.ts';
import type { CheckedStage, CheckResult, CheckedSession } from './check.ts';

/** The result for a person: a line for each stage, then the verdict. */
export function reportInWords(result: CheckResult, problem: Problem | null): string {
  const lines = [
    ...result.stages.map(stageLine),
    ...(result.stages.length > 0 ? [''] : []),
    ...(result.warnings ?? []).map(({ summary }) => `! ${summary}`),
    verdict(result),
  ];
  if (result.problem !== null) lines.push(result.problem.hint, ...issueLines(problem), codeLine(result));
  return `${lines.map(visibleText).join('\n')}\n`;
}

function stageLine({ leg, name, ok, ms, detail, waitedFor, isAskedAgain }: CheckedStage): string {
  const wait =
    waitedFor === undefined ? [] : [`after ${waitedFor.ms.toFixed(1)} ms of waiting for ${waitedFor.name}`];
  const words = [...(detail === null ? [] : [detail]), ...wait].join(', ');
  return `${isAskedAgain === true ? '↻' : ok ? '✓' : '✗'} ${leg.padEnd(4)}  ${name.padEnd(12)}  ${ms.toFixed(1).padStart(8)} ms  ${words}`.trimEnd();
}

function verdict({ profile, realmPath, session, problem }: CheckResult): string {
  if (problem !== null) return problem.summary;
  return session === null
    ? `${profile.name} passed.`
    : `${profile.name} is connected to ${realmPath}: ${words(session)}.`;
}

function words({ protocol, rttMs, heldMs, refreshes }: CheckedSession): string {
  const parts = [protocol];
  if (rttMs !== undefined) parts.push(`round trip ${rttMs} ms`);
  if (heldMs >= 1000) parts.push(`held ${Math.round(heldMs / 1000)} s`);
  if (refreshes > 0)
    parts.push(refreshes === 1 ? 'token refreshed once' : `token refreshed ${refreshes} times`);
  return parts.join(', ');
}

/** The first broken rule is the summary already; the others follow. */
const issueLines = (problem: Problem | null): string[] =>
  problem?.kind === 'profile.invalid'
    ? problem.issues.slice(1).map((issue) => `${issue.field}: ${issueSentence(issue)}`)
    : [];

const codeLine = ({ problem }: CheckResult): string =>
  problem === null ? '' : `[${[problem.kind, problem.status].filter((part) => part !== null).join(' ')}]`;
