import type { Presented } from '../certificate.ts';
import { hopLine, hopWords, type HopMark } from '../hop-line.ts';
import { isOutage, uptimeOf } from '../history.ts';
import type { Outage, SessionHistory } from '../history.ts';
import { statusOf, type Problem } from '../problem.ts';
import { placeOf, remedyOf } from '../problem-kinds.ts';
import { toProfileFile, type Profile } from '../profile.ts';
import type { AccessTokenStatus, Exchange, SessionStatus, Stage, Trace } from '../status.ts';
import { causeWords } from '../text/history-words.ts';
import { en } from '../text/en/index.ts';
import { historyText } from '../text/en/history.ts';
import { explain } from '../text/en/problems.ts';
import { reportText as words } from '../text/en/report.ts';
import { ui } from '../text/en/ui.ts';
import { problemOf, type Case } from './case.ts';
import { relayPartOf } from './relay-part.ts';
import { blocks, fenced, heading, list, table } from './markdown.ts';

/** A case as a person reads it, in Markdown: what is wrong comes first. */
export function reportOf(facts: Case, notes: readonly string[] = []): string {
  const { at, about, profile, session, traces, history } = facts;
  const sections: readonly (readonly [title: string, body: string])[] = [
    [words.sections.state, stateOf(facts)],
    [words.sections.way, wayOf(facts)],
    [words.sections.attempts, attemptsOf(traces)],
    [words.sections.exchanges, exchangesOf(traces)],
    [words.sections.certificates, certificatesOf(traces)],
    [words.sections.tokens, tokensOf(facts)],
    [words.sections.history, historyOf(history)],
    [words.sections.relay, relayPartOf(facts)],
    [words.sections.profile, profileOf(profile.profile)],
    [words.sections.versions, list(Object.entries(about).map(([name, version]) => `${name}: ${version}`))],
  ];
  const title = words.title(profile.profile.name, session?.realmPath ?? null);
  const told = sections.filter(([, body]) => body !== '');
  return `${blocks([
    heading(1, title),
    [words.made(timeOf(at), about.version), ...notes].join(' '),
    ...told.flatMap(([name, body]) => [heading(2, name), body]),
  ])}\n`;
}

function stateOf(facts: Case): string {
  const { session } = facts;
  const problem = problemOf(facts);
  const ended = session?.lastEnd ?? null;
  return blocks([
    session === null ? words.states.none : phaseWords(session),
    problem === null ? null : problemWords(problem),
    problem !== null || ended === null
      ? null
      : words.lastEnd(timeOf(ended.at), explain(ended.problem).summary),
    session === null
      ? null
      : list([
          words.heartbeats(session.heartbeats, session.refreshes),
          words.traffic(session.traffic.received.messages, session.traffic.sent.messages),
        ]),
  ]);
}

function phaseWords({ phase }: SessionStatus): string {
  const { states } = words;
  switch (phase.state) {
    case 'connecting':
      return states.connecting(phase.attempt);
    case 'online':
      return states.online(
        timeOf(phase.since),
        phase.protocol,
        phase.rttMs === null ? words.notMeasured : `${msOf(phase.rttMs)} ms`,
      );
    case 'waiting':
      return states.waiting(timeOf(phase.until));
    case 'idle':
    case 'awaitingToken':
    case 'awaitingSignIn':
    case 'offline':
    case 'blocked':
      return states[phase.state];
  }
}

function problemWords(problem: Problem): string {
  const { summary, hint } = explain(problem);
  const status = statusOf(problem);
  const code = status === null || status === 0 ? problem.kind : `${problem.kind} ${status}`;
  return blocks([`**${summary}** ${hint}`, words.problemFacts(code, placeOf(problem), remedyOf(problem))]);
}

const signs: Record<HopMark, string> = { untouched: '○', passing: '◐', passed: '●', refused: '■' };

/** The hop line as the window draws it. */
function wayOf({ profile, session, traces }: Case): string {
  const hops = hopLine(profile.profile, session, profile.signIn).map((hop) => {
    const { title, address, mark, note } = hopWords(hop, ui);
    const where = address === null ? title : `${title} ${address}`;
    return `${signs[hop.mark]} ${where} (${note ?? mark})`;
  });
  const route = traces[0]?.route ?? null;
  return blocks([fenced(hops.join('\n→ ')), route === null ? null : words.routeWords(route)]);
}

const attemptsOf = (traces: readonly Trace[]): string =>
  traces.length === 0 ? words.noAttempt : blocks(traces.map(attemptOf));

const attemptOf = (trace: Trace): string =>
  blocks([
    heading(3, words.attemptHead(trace.attempt, timeOf(trace.startedAt))),
    trace.problem === null ? null : explain(trace.problem).summary,
    table(words.stageColumns, [...trace.stages.map(stageRow), ...rowUnderWay(trace)]),
  ]);

const stageRow = ({ leg, name, ok, startedMs, ms, detail, waitedFor }: Stage): readonly string[] => [
  ...[ui.legs[leg], ui.stages[name], ok ? words.passed : words.failed, msOf(startedMs), msOf(ms)],
  [
    ...(detail === null ? [] : [words.stageDetail(detail)]),
    ...(waitedFor === undefined
      ? []
      : [words.waitedFor(ui.legs[waitedFor.leg], ui.stages[waitedFor.name], msOf(waitedFor.ms))]),
  ].join('; '),
];

const rowUnderWay = ({ current }: Trace): readonly (readonly string[])[] =>
  current === null ? [] : [[ui.legs[current.leg], ui.stages[current.name], words.underWay, '', '', '']];

/** Of the newest attempt that said anything: a report is read from top to bottom. */
function exchangesOf(traces: readonly Trace[]): string {
  const told = traces.find(({ stages }) => stages.some(({ evidence }) => evidence?.exchanges !== undefined));
  if (told === undefined) return words.noExchange;
  return blocks([
    words.exchangesOf(told.attempt),
    ...told.stages.flatMap(({ leg, name, evidence }) =>
      (evidence?.exchanges ?? []).flatMap((exchange) => [
        heading(3, words.exchangeHead(ui.legs[leg], ui.stages[name])),
        fenced(exchangeText(exchange), 'http'),
      ]),
    ),
  ]);
}

/** The rest of a longer body is in the HAR file. */
const longestBody = 2_000;

function exchangeText({ request, answer, body }: Exchange): string {
  const kept = body === null || body.trim() === '' ? [] : ['', ...shortened(body)];
  const answered = answer.length === 0 ? [words.noAnswer] : [...answer, ...kept];
  return [...request, '', ...answered].join('\n');
}

const shortened = (body: string): readonly string[] =>
  body.length <= longestBody ? [body] : [body.slice(0, longestBody), words.cut(body.length - longestBody)];

/** What each host showed last. */
function certificatesOf(traces: readonly Trace[]): string {
  const shown = traces.flatMap(({ stages }) =>
    stages.flatMap(({ evidence }) => evidence?.certificates ?? []),
  );
  const hosts = [...new Set(shown.map(({ host }) => host))];
  return blocks(hosts.map((host) => chainOf(shown.find((each) => each.host === host) ?? null)));
}

function chainOf(presented: Presented | null): string | null {
  if (presented === null) return null;
  const { host, chain, inspector, changedFrom, trustedUntil } = presented;
  const rows = chain.map(({ subject, issuer, validFrom, validTo, fingerprint, trustedBy }) => [
    ...[subject, issuer, words.until(dayOf(validFrom), dayOf(validTo)), fingerprint],
    trustedBy ?? words.nobody,
  ]);
  return blocks([
    heading(3, words.presentedBy(host)),
    inspector === null ? null : words.inspector(inspector.name, inspector.sign),
    changedFrom === null ? null : words.changed(changedFrom.issuer),
    trustedUntil === null ? null : words.pinned(timeOf(trustedUntil)),
    table(words.certificateColumns, rows),
  ]);
}

function tokensOf({ profile, session }: Case): string {
  const { signIn, savedSecrets } = profile;
  return list([
    words.signIn(signIn.state),
    ...(signIn.state === 'signedIn' && signIn.identity !== null ? [words.identity(signIn.identity)] : []),
    ...(signIn.state === 'signedIn' ? [words.storedIn(signIn.storedIn)] : []),
    ...(session === null ? [] : tokenFacts(session.token)),
    words.saved(savedSecrets.length === 0 ? words.savedNone : savedSecrets.join(', ')),
  ]);
}

function tokenFacts(token: AccessTokenStatus): readonly string[] {
  const said = words.accessToken(ui.details.tokenStates[token.state]);
  if (token.state !== 'fresh') return [said];
  const { expiresAt, renewsAt } = token;
  return [
    said,
    words.expires(expiresAt === null ? words.never : timeOf(expiresAt)),
    ...(renewsAt === null ? [] : [words.renews(timeOf(renewsAt))]),
  ];
}

const mostOutages = 20;

function historyOf(history: SessionHistory | null): string {
  if (history === null || history.spans.length === 0) return words.noHistory;
  const { share } = uptimeOf(history.spans);
  const outages = history.spans.filter(isOutage).toReversed();
  const left = outages.length - mostOutages;
  return blocks([
    words.uptime(historyText.share(share ?? 1), outages.length),
    outages.length === 0 ? null : table(words.outageColumns, outages.slice(0, mostOutages).map(outageRow)),
    left > 0 ? words.moreOutages(left) : null,
  ]);
}

function outageRow({ from, to, isOver, causes }: Outage): readonly string[] {
  const seconds = ((to - from) / 1000).toFixed(1);
  return [
    timeOf(from),
    isOver ? seconds : words.soFar(seconds),
    causes.map((cause) => causeWords(en, cause)).join(historyText.then),
  ];
}

/** As its file, without the text of certificates: what they say stands above. */
function profileOf(profile: Profile): string {
  const { trust, ...file } = toProfileFile(profile);
  const short = {
    ...trust,
    ...(trust?.ca === undefined ? {} : { ca: leftOut(trust.ca) }),
    ...(trust?.clientCertificate === undefined
      ? {}
      : { clientCertificate: leftOut(trust.clientCertificate) }),
  };
  return fenced(JSON.stringify({ ...file, trust: short }, null, 2), 'json');
}

const leftOut = (pem: string): string => words.pemLeftOut(pem.split('-----BEGIN').length - 1);

/** `2026-03-02 12:26:00.000`, UTC. */
const timeOf = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
const dayOf = (iso: string): string => iso.slice(0, 10);
const msOf = (ms: number): string => String(Math.round(ms * 10) / 10);
