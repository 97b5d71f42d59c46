import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cause, Pinging } from '../../../shared/history.ts';
import type { NotUnderstoodWhy } from '../../../shared/interchange/snippet/index.ts';
import { languages } from '../../../shared/language.ts';
import { mistakesBehind, nextStepFor, placeOf, remedyOf } from '../../../shared/problem-kinds.ts';
import { hintsFor } from '../../../shared/hints/hints.ts';
import { isFailure, isSignInDue } from '../../../shared/next-step.ts';
import type { Notice, RouteReason, RouteStatus, StageDetail } from '../../../shared/status.ts';
import { detailWords } from '../../../shared/text/details.ts';
import { reportText } from '../../../shared/text/en/report.ts';
import { causeWords, limitSentences } from '../../../shared/text/history-words.ts';
import { texts } from '../../../shared/text/languages.ts';
import { noticeSentence } from '../../../shared/text/notice-sentence.ts';
import { standstillWords, stepWords } from '../../../shared/text/step-words.ts';
import type { Text } from '../../../shared/text/text.ts';
import { waysWords } from '../../../shared/text/ways.ts';
import { exitStatusOf } from '../../../main/check/check.ts';
import { everyProblemOf, problemKinds } from '../shared/problem-ranges.ts';
import { profileWith } from '../shared/profile-samples.ts';

/**
 * What is said of problems and of all else that is chosen by more than its name, letter by letter, in files beside this
 * test: whoever changes how a sentence is chosen sees here that it is the same one still, and whoever changes a sentence
 * sees where it is said. `npx vitest run --project unit golden -u` writes them anew; the difference is what to review.
 */

const golden = (name: string): string => join(import.meta.dirname, 'golden', name);

/** Tells whether each input has the same output as before, where all of them would be too long to read. */
const digestOf = (pairs: readonly (readonly [unknown, string])[]): string =>
  createHash('sha256').update(JSON.stringify(pairs)).digest('hex').slice(0, 16);

/** What comes of all inputs: a digest of which has which, and each different output, with how often it comes. */
function outcomes(title: string, pairs: readonly (readonly [unknown, string])[]): string {
  const counts = new Map<string, number>();
  for (const [, output] of pairs) counts.set(output, (counts.get(output) ?? 0) + 1);
  const lines = [...counts].map(([output, count]) => `${count} × ${output}`);
  return [`# ${title}: ${pairs.length} inputs, ${digestOf(pairs)}`, ...lines, ''].join('\n');
}

/** Summaries and hints each by themselves: there are far more pairs of them than sentences. */
const problemsInWords = (text: Text): string =>
  problemKinds
    .flatMap((kind) => {
      const explained = everyProblemOf(kind).map((problem) => [problem, text.explain(problem)] as const);
      return (['summary', 'hint'] as const).map((part) =>
        outcomes(
          `${kind}, ${part}`,
          explained.map(([problem, explanation]) => [problem, explanation[part]]),
        ),
      );
    })
    .join('\n');

const stepsInWords = (text: Text): string =>
  problemKinds
    .map((kind) =>
      outcomes(
        `${kind}, ${causeWords(text, { kind, code: null })}`,
        everyProblemOf(kind).map((problem) => [
          problem,
          `${stepWords(text, nextStepFor(problem))} | ${standstillWords(text, problem)}`,
        ]),
      ),
    )
    .join('\n');

const file = '/data/file.json';
const notices: { readonly [Kind in Notice['kind']]: readonly Extract<Notice, { kind: Kind }>[] } = {
  profilesSetAside: [true, false].map((restored) => ({ kind: 'profilesSetAside', file, restored }) as const),
  profilesFromNewerVersion: [{ kind: 'profilesFromNewerVersion', file }],
  profileUnreadable: [{ kind: 'profileUnreadable', name: 'Berlin', file }],
  profilesNotSaved: (['full', 'denied', 'newerVersion', 'failed'] as const).map(
    (cause) => ({ kind: 'profilesNotSaved', file, cause }) as const,
  ),
  secretsLeftInKeychain: [1, 2, 12].map((profiles) => ({ kind: 'secretsLeftInKeychain', profiles }) as const),
  settingsSetAside: [true, false].map((restored) => ({ kind: 'settingsSetAside', file, restored }) as const),
  settingsFromNewerVersion: [{ kind: 'settingsFromNewerVersion', file }],
  settingsNotSaved: (['full', 'denied', 'newerVersion', 'failed'] as const).map(
    (cause) => ({ kind: 'settingsNotSaved', file, cause }) as const,
  ),
  historyNotKept: [{ kind: 'historyNotKept', file }],
  profilesSilent: [{ kind: 'profilesSilent', file }],
  settingsSilent: [{ kind: 'settingsSilent', file }],
  fileSilent: [{ kind: 'fileSilent', file }],
  openAtLoginFailed: [{ kind: 'openAtLoginFailed' }],
  bug: [{ kind: 'bug', id: '1c3f' }],
};

const proxy = 'http://proxy.example:3128';
const rules: Readonly<Record<RouteReason, readonly Partial<RouteStatus>[]>> = {
  profile: [{}],
  bypass: [{ entry: '*.example' }, {}],
  system: [{}],
  https_proxy: [{ variable: 'HTTPS_PROXY' }, {}],
  http_proxy: [{ variable: 'http_proxy' }, {}],
  all_proxy: [{ variable: 'ALL_PROXY' }, {}],
  no_proxy: [{ variable: 'no_proxy', entry: '*.example' }, {}],
  'no proxy set': [{}, { dead: { in: 'NO_PROXY', entries: ['10.300.1.1', 'a..b'] } }],
  whenUndecided: [{}],
};
const ways = Object.entries(rules).flatMap(([reason, extras]) =>
  extras.flatMap((extra): readonly (readonly RouteStatus[])[] => {
    const rule = { reason: reason as RouteReason, ...extra };
    const direct = { ...rule, kind: 'direct' } as RouteStatus;
    const through = { ...rule, kind: 'forwardProxy', proxy } as RouteStatus;
    return [[direct], [through], [through, direct]];
  }),
);

const flaws = [null, 'unreadable', 'noCertificates'] as const;
const environmentRoots = flaws.flatMap((flaw) =>
  [0, 1, 3].map((count) => ({ variable: 'SSL_CERT_FILE', count, flaw })),
);
const details: readonly StageDetail[] = [
  'as it is',
  ...ways.map((each): StageDetail => ({ kind: 'ways', ways: each })),
  ...([null, 'negotiate', 'ntlm', 'digest', 'basic'] as const).flatMap((scheme) =>
    ([null, 'noLibrary', 'noTicket'] as const).map((unavailable): StageDetail => ({
      kind: 'proven',
      proxy,
      scheme,
      unavailable,
    })),
  ),
  ...environmentRoots.map((roots): StageDetail => ({
    kind: 'secured',
    protocol: 'TLSv1.3',
    cipher: 'AES',
    isResumed: true,
    environmentRoots: [roots],
  })),
  { kind: 'secured', protocol: 'TLSv1.3', cipher: 'AES', isResumed: false },
  { kind: 'keptConnectionClosed' },
  ...[null, { oldest: 22, newest: 22 }, { oldest: 24, newest: 28 }].flatMap((speaks) =>
    [null, 22, 26].flatMap((next) =>
      [true, false].map((isCertain): StageDetail => ({
        kind: 'versionRefused',
        answer: '400',
        asked: 30,
        isCertain,
        speaks,
        next,
      })),
    ),
  ),
  ...[-90_000_000, 599_100, 14 * 365 * 86_400_000].map((aheadMs): StageDetail => ({
    kind: 'clockOff',
    answer: '200',
    aheadMs,
  })),
];

const causes: readonly Cause[] = [
  ...[null, 0, 1006].map((code) => ({ kind: 'session.closed', code }) as const),
  { kind: 'of.anotherVersion' as Cause['kind'], code: 3 },
];
const limit = { limitMs: 60_000, isAtMost: false };
const pinging: Pinging = { everyMs: 60_000, idleLimit: null, ageLimit: null, suggestedMs: null };
const pingings = [
  pinging,
  { ...pinging, idleLimit: limit, suggestedMs: 20_000 },
  { ...pinging, idleLimit: { ...limit, isAtMost: true }, suggestedMs: 90_000 },
  { ...pinging, idleLimit: limit, suggestedMs: 20_000, ageLimit: { ...limit, limitMs: 3_600_000 } },
] as readonly Pinging[];

const whys: Record<NotUnderstoodWhy, true> = {
  elsewhere: true,
  computed: true,
  ambiguous: true,
  conflict: true,
  otherHost: true,
  certificateFile: true,
  placeholder: true,
  noScheme: true,
  creates: true,
  ownHeader: true,
  noCounterpart: true,
  wrongValue: true,
  unknown: true,
  prose: true,
};

const counts = [0, 1, 2, 3, 11, 1234];
const names = (count: number): string[] => [...'ABCDEFGHIJ'].slice(0, count);

/** Sentences whose form follows from an amount, with more of them than the other tests ask for. */
const amountsIn = ({
  actions,
  desktop,
  evidence,
  history,
  interchange,
  profiles,
  ui,
}: Text): readonly (readonly [unknown, string])[] => [
  ...counts.flatMap((count): readonly (readonly [unknown, string])[] =>
    [
      ...[actions.palette.count(count), desktop.sessions(count), desktop.notConnected('X', count)],
      ...[desktop.connectedAgain('X', count), desktop.moreProfiles(count), desktop.otherCauses(count)],
      ...[history.outageCount(count), history.more(count), history.showAll(count)],
      ...[history.trafficWords('1 KB', count, '2 KB', count), interchange.found(count)],
      ...[interchange.flawed(count), interchange.importThem(count), interchange.lines(1, 1 + count)],
      ...[profiles.inGroup('G', count), profiles.several.count(count), profiles.remove.online(count)],
      ...[profiles.remove.confirm(count), profiles.news.several(count, 'online')],
      ...[profiles.production.disconnectBody(count)],
      ...[profiles.production.disconnectTitle(names(count), count)],
      ...[profiles.production.disconnectTitle(names(2), count), ui.statusBar.needsSignIn(count)],
      ...[ui.forget.titleAll(count), ui.forget.lead(count), ui.forget.sessions(count)],
      ...[ui.forget.refreshTokens(count), ui.problem.concerns(count, 3), ui.details.renewedTimes(count)],
      ...[ui.editor.invalid(count), ui.editor.folded.versions('22', count), ui.demo.requests(count)],
      ...[ui.editor.folded.gateway('h', '/p', count), ui.signIn.correctsUsername(count)],
      ...[ui.signIn.refusedAgain(count), ui.details.heartbeatsAnswered(count)],
    ].map((words, index) => [`${count}, ${index}`, words] as const),
  ),
  ...[0, 1, 2, 5, 6, 7, 10].flatMap((count) =>
    [
      ...[ui.signIn.alsoFor(names(count)), evidence.chain.names(names(count))],
      ...[profiles.remove.title(names(count)), profiles.remove.removed(names(count))],
      ...[profiles.production.saveTitle(names(count)), ui.forget.anonymous(names(count))],
      ui.forget.pasted(names(count)),
    ].map((words, index) => [`${count} names, ${index}`, words] as const),
  ),
  ...[0, 0.5, 0.9994, 0.99999, 1].map((part) => [`part ${part}`, history.share(part)] as const),
];

function othersInWords(text: Text): string {
  const pair = <Item>(items: readonly Item[], say: (item: Item) => string) =>
    items.map((item) => [item, say(item)] as const);
  const { interchange } = text;
  return [
    outcomes(
      'notices',
      pair(Object.values(notices).flat(), (notice) => noticeSentence(text, notice)),
    ),
    outcomes(
      'ways',
      pair(ways, (each) => waysWords(text, each)),
    ),
    outcomes(
      'details',
      pair(details, (detail) => detailWords(text, detail)),
    ),
    outcomes(
      'causes',
      pair(causes, (cause) => causeWords(text, cause)),
    ),
    outcomes(
      'limits',
      pair(pingings, (each) => limitSentences(text, each).join(' ')),
    ),
    outcomes(
      'not understood',
      Object.keys(whys).flatMap((why) =>
        [null, 'TOKEN'].map((from) => [[why, from], interchange.reasons[why as NotUnderstoodWhy](from)]),
      ),
    ),
    outcomes(
      'issues',
      pair(Object.keys(text.rules), (rule) =>
        [{}, { which: { number: 2, of: 3 } }]
          .map((which) => text.issueSentence({ field: 'name', rule: rule as never, ...which }))
          .join(' | '),
      ),
    ),
    outcomes('amounts', amountsIn(text)),
  ].join('\n');
}

const gateway = profileWith({ gateway: { urlPrefix: '/sync' } });

/** What is decided of a problem besides its words. */
const decisions = (): string =>
  problemKinds
    .map((kind) =>
      outcomes(
        kind,
        everyProblemOf(kind).map((problem) => {
          const { do: step, ...at } = nextStepFor(problem);
          const hints = hintsFor(problem, gateway).map((hint) => hint.for);
          return [
            problem,
            [
              ...[placeOf(problem), remedyOf(problem), `exit ${exitStatusOf(problem)}`],
              ...[[step, ...Object.values(at)].join(' '), isFailure(problem) ? 'failure' : 'no failure'],
              ...(isSignInDue(problem) ? ['sign-in due'] : []),
              ...mistakesBehind(problem),
              hints.join(' '),
            ].join(', '),
          ];
        }),
      ),
    )
    .join('\n');

describe('letter by letter as before', () => {
  it.each(languages)('in %s: problems', async (language) => {
    await expect(problemsInWords(texts[language])).toMatchFileSnapshot(golden(`problems.${language}.txt`));
  });

  it.each(languages)('in %s: what to do about problems', async (language) => {
    await expect(stepsInWords(texts[language])).toMatchFileSnapshot(golden(`steps.${language}.txt`));
  });

  it.each(languages)('in %s: what is chosen by more than a name', async (language) => {
    await expect(othersInWords(texts[language])).toMatchFileSnapshot(golden(`others.${language}.txt`));
  });

  it('what is decided of problems', async () => {
    await expect(decisions()).toMatchFileSnapshot(golden('decisions.txt'));
  });

  it('the words of reports', async () => {
    const route = { kind: 'direct', reason: 'profile' } as const;
    const words = [
      ...[reportText.title('P', null), reportText.title('P', '/a'), reportText.uptime('99 %', 1)],
      ...[reportText.uptime('99 %', 2), reportText.pemLeftOut(1), reportText.pemLeftOut(2)],
      ...[reportText.har.entry('tls', null), reportText.har.entry('tls', route)],
    ];
    await expect(words.join('\n')).toMatchFileSnapshot(golden('report.en.txt'));
  });
});
