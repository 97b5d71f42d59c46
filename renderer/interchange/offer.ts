import {
  looksLikeProfileFile,
  readProfileFile,
  type FoundProfile,
} from '../../shared/interchange/profile-files.ts';
import { readSnippet, type SnippetReading } from '../../shared/interchange/snippet/reading.ts';

/** A text that was dropped, chosen or pasted; null in place of a text that is too large or can't be read. */
export interface OfferedText {
  /** Null for pasted text. */
  readonly file: string | null;
  readonly text: string | null;
}

/** What was made of it, for the person to look at. Nothing is saved yet. */
export type Offer =
  | { readonly kind: 'profiles'; readonly found: readonly FoundProfile[]; readonly unread: readonly string[] }
  | { readonly kind: 'snippet'; readonly reading: SnippetReading };

export const mostFileBytes = 8 * 1024 * 1024;
const mostSnippetCharacters = 256 * 1024;

/** One text that is no profile file is read as code; everything else has to be profile files. */
export function readOffer(texts: readonly OfferedText[], pasted: string): Offer {
  const [only, ...others] = texts;
  const code = only !== undefined && others.length === 0 && isSnippet(only) ? only.text : null;
  if (code !== null) {
    return { kind: 'snippet', reading: readSnippet(code) };
  }
  return {
    kind: 'profiles',
    found: texts.flatMap(({ file, text }) => (text === null ? [] : readProfileFile(file ?? pasted, text))),
    unread: texts.flatMap(({ file, text }) => (text === null ? [file ?? pasted] : [])),
  };
}

const isSnippet = ({ file, text }: OfferedText): boolean =>
  text !== null &&
  !/\.json$/i.test(file ?? '') &&
  text.length <= mostSnippetCharacters &&
  !looksLikeProfileFile(text);

/** Reads files that the person handed over. What is too large for either is not read at all. */
export const textsOf = (files: readonly File[]): Promise<OfferedText[]> =>
  Promise.all(
    files.map(async (file) => ({
      file: file.name,
      text: file.size > mostFileBytes ? null : await file.text().catch(() => null),
    })),
  );
