import { describe, expect, it } from 'vitest';
import { languages, type Language } from '../../../shared/language.ts';
import { de } from '../../../shared/text/de/index.ts';
import { en } from '../../../shared/text/en/index.ts';
import { texts } from '../../../shared/text/languages.ts';
import { allProblems } from '../shared/problem-samples.ts';
import { sentencesOf, type Sentence } from './sentences.ts';

const english = sentencesOf(en);
const german = sentencesOf(de);
const inEnglish = new Map(english.map((sentence) => [sentence.path, sentence.words]));

/** Names, signs, examples, and what German engineers call by the same name. */
const sameInGerman: ReadonlySet<string> = new Set([
  ...[
    'Causeway',
    'Causeway:',
    'Realm Object Server',
    'Deutsch',
    'English',
    'Staging',
    'Demo',
    'Test',
    'Start',
  ],
  ...[
    'nginx',
    'HAProxy',
    'Apache',
    'Envoy',
    'Swift',
    'Objective-C',
    'Java',
    'JavaScript',
    'Kotlin',
    '.NET',
    'C++',
  ],
  ...['Java, Android', 'Port', 'port', 'App', 'Apps', 'Snippets', 'Relay'],
  ...['Alt', 'Esc'],
  ...['curl', 'wscat', 'HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'TLS', 'SHA-', 'JWT', 'HAR'],
  ...['Server', 'Gateway', 'Route', 'Sync', 'Token', 'Tokens', 'Access', 'Refresh', 'Admin', 'Administrator'],
  ...['Upgrade', 'Heartbeat', 'Heartbeats', 'Pings', 'Trace', 'Status', 'Problem', 'Code', 'Version', 'Name'],
  ...['Provider', 'Nickname', 'Format', 'Form', 'Online', 'online', 'offline', 'optional', 'in', 'ms', 'min'],
  ...['https://ros.example:', 'http://proxy.example:', '-----BEGIN CERTIFICATE-----'],
  'SyncManager.shared.authorizationHeaderName = "X-Realm-Auth"',
]);

type Translation = Exclude<Language, 'en'>;

/** What is called in a language as it is in English. A language that is missing here does not compile. */
const sameAsInEnglish: Record<Translation, ReadonlySet<string>> = { de: sameInGerman };

const translations = languages.filter((language): language is Translation => language !== 'en');

const hasWords = (words: string): boolean => /\p{L}{2}/u.test(words);

/** What the language itself says in a sentence. */
const withoutInput = (words: string, input: readonly string[]): string =>
  input
    .reduce((rest, each) => rest.replace(each, ''), words)
    .replace(/\d+/g, '')
    .trim();

const isUntranslatedIn =
  (language: Translation) =>
  ({ path, words, input }: Sentence): boolean => {
    const own = withoutInput(words, input);
    const isSame = own === withoutInput(inEnglish.get(path) ?? '', input);
    return isSame && hasWords(own) && !sameAsInEnglish[language].has(own);
  };

/** Whether something that English says was left out. `1` may be said in words. */
const losesInput = ({ path, words, input }: Sentence): boolean =>
  input.some((each) => each !== '1' && (inEnglish.get(path) ?? '').includes(each) && !words.includes(each));

const garbage = /undefined|null|NaN|\[object/;

/** An example with a word where English too wants a number: that is never said. */
const takesNumbersOnly = ({ path }: Sentence): boolean => (inEnglish.get(path) ?? '').includes('NaN');

describe.each(translations)('%s', (language) => {
  const translated = sentencesOf(texts[language]);

  it('has every sentence that English has, and no other', () => {
    expect(translated.map(({ path }) => path).sort()).toEqual(english.map(({ path }) => path).sort());
  });

  it('is never empty, and never shows a value that is none', () => {
    const called = translated.filter((sentence) => !takesNumbersOnly(sentence));
    expect(called.filter(({ words }) => words.trim() === '' || garbage.test(words))).toEqual([]);
  });

  it('says everything in its own words, apart from what is called the same', () => {
    expect(translated.filter(isUntranslatedIn(language))).toEqual([]);
  });

  it('says of everything what English says of it', () => {
    expect(translated.filter(losesInput)).toEqual([]);
  });

  it.each(allProblems.map((problem) => [JSON.stringify(problem), problem] as const))(
    'explains %s',
    (_name, problem) => {
      const [original, other] = [en.explain(problem), texts[language].explain(problem)];
      for (const part of ['summary', 'hint'] as const) {
        expect(other[part]).toMatch(/^\p{L}.*\.$/u);
        expect(other[part]).not.toMatch(garbage);
        expect(other[part]).not.toBe(original[part]);
        expect(factsIn(other[part])).toEqual(factsIn(original[part]));
      }
    },
  );
});

describe('German', () => {
  it('quotes „so“ and stands apart from dots …', () => {
    expect(german.filter(({ words }) => /”|(?<!„[^“]*)“|[^ ]…/.test(words))).toEqual([]);
  });

  it('writes times and amounts as German does', () => {
    const { durationWords, ageWords, bytesWords, limitWords, farWords, shortMomentWords, dayWords } =
      de.times;
    const march = new Date(2026, 2, 6, 9, 5).getTime();
    expect([durationWords(1_250), durationWords(4.26), ageWords(192_000)]).toEqual([
      ...['1,25 s', '4,3 ms', '3 min 12 s'],
    ]);
    expect([bytesWords(4_200), limitWords(1_800), farWords(90 * 86_400_000)]).toEqual([
      ...['4,2 KB', '1,8 s', '3 Monate'],
    ]);
    expect([shortMomentWords(march), dayWords(march)]).toEqual(['6. März, 09:05', 'Freitag']);
  });
});

/** What has to stand in both: addresses, paths, codes in brackets. */
const factsIn = (sentence: string): readonly string[] =>
  [...(sentence.match(/[\w.-]+\.example(?::\d+)?|\(\d{3}[^)]*\)|(?<= )\/[\w~/-]+/g) ?? [])].sort();
