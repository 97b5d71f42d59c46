import type { Dialect } from './dialect.ts';
import { codeLanguages, type CodeLanguage } from './languages/names.ts';

/** The language that a text looks like most; null where nothing tells. */
export function bestOf(dialects: Readonly<Record<CodeLanguage, Dialect>>, text: string): CodeLanguage | null {
  const votes = (language: CodeLanguage) => dialects[language].signs.filter((sign) => sign.test(text)).length;
  const best = codeLanguages.reduce((one, other) => (votes(other) > votes(one) ? other : one));
  return votes(best) === 0 ? null : best;
}
