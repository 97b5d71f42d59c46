import { notSecretMark } from '../code-conventions.ts';
import type { Dialect } from './dialect.ts';
import { bestOf } from './language.ts';
import type { CodeLanguage } from './languages/names.ts';
import { excerptOf, leftOverLines } from './left-over.ts';
import type { Lines, NotUnderstood, SnippetReading, Unexplained } from './reading.ts';
import { findingsIn } from './sdk/finder.ts';
import { sdksOf } from './sdk/sdk.ts';
import { Outcome } from './settings/outcome.ts';
import { settingsIn } from './settings/settings.ts';
import { codeIn } from './syntax/code-blocks.ts';
import { conditionalTokens } from './syntax/conditions.ts';
import { SnippetIndex } from './syntax/snippet-index.ts';
import { spellingsOf } from './syntax/spelling.ts';
import { tokenize } from './syntax/tokenizer.ts';
import { functionsOf } from './values/functions.ts';

/** Reads what code in one of the languages says of a profile. Never fails; what it can't read it names. */
export function codeReader(
  dialects: Readonly<Record<CodeLanguage, Dialect>>,
): (text: string) => SnippetReading {
  const all = Object.values(dialects);
  const vocabulary = {
    functions: functionsOf(all.map(({ functions }) => functions)),
    sdks: sdksOf(all.map(({ sdk }) => sdk)),
  };
  const spellings = all.map(({ spelling }) => spelling);
  const waysOfNone = spellingsOf(spellings, null);
  const waysOf = new Map(all.map((dialect) => [dialect, spellingsOf(spellings, dialect.spelling)]));
  return (text) => {
    const { source, prose } = codeIn(text.replaceAll(/\r\n?/g, '\n'));
    const language = bestOf(dialects, source);
    const own = language === null ? null : dialects[language];
    const ways = (own === null ? undefined : waysOf.get(own)) ?? waysOfNone;
    const { tokens, comments } = tokenize(source, ways);
    const index = new SnippetIndex(tokens, ways);
    const { findings, ledger } = findingsIn(index, vocabulary);
    const plainLines = comments.filter((each) => each.text.includes(notSecretMark)).map(({ line }) => line);
    const conditional = conditionalTokens(tokens, ways);
    const outcome = new Outcome(ledger, (at) => conditional[at] === true);
    const { settings, understood, notUnderstood } = settingsIn(findings, plainLines, outcome);
    const named = notUnderstood.map(({ lines }) => lines);
    const left = leftOverLines(index, ledger, named, ways);
    const withExcerpt = (each: Unexplained) => ({ ...each, excerpt: excerptOf(index, source, each.lines) });
    return {
      language: own?.startsServer?.(source) === true ? 'server' : language,
      settings,
      understood: [...understood].sort(byLine),
      notUnderstood: [...[...notUnderstood, ...left].map(withExcerpt), ...prose.map(asProse)].sort(byLine),
    };
  };
}

const byLine = (one: { readonly lines: Lines }, other: { readonly lines: Lines }): number =>
  one.lines.first - other.lines.first;

const asProse = (lines: Lines): NotUnderstood => ({
  lines,
  why: 'prose',
  what: null,
  from: null,
  excerpt: '',
});
