import {
  looksLikeProfileFile,
  readProfileFile,
  type FoundProfile,
} from '../../shared/interchange/profile-files.ts';
import { readSnippet, type SnippetReading } from '../../shared/interchange/snippet/index.ts';
import { success, type Result } from '../../shared/result.ts';
import { textOf, type FileFlaw } from '../handed-file.ts';

/** A text that was dropped, chosen or pasted (`file` is null), or why there is none. */
export interface OfferedText {
  readonly file: string | null;
  readonly read: Result<string, FileFlaw>;
}

/** A file that can't be used as anything. */
export interface UnreadFile {
  readonly file: string;
  readonly flaw: FileFlaw;
}

/** What was made of it, for the person to look at. Nothing is saved yet. */
export type Offer =
  | {
      readonly kind: 'profiles';
      readonly found: readonly FoundProfile[];
      readonly unread: readonly UnreadFile[];
    }
  | { readonly kind: 'snippet'; readonly reading: SnippetReading };

const mostFileBytes = 8 * 1024 * 1024;
const mostSnippetCharacters = 256 * 1024;

/** One text that is no profile file is read as code; everything else has to be profile files. */
export function readOffer(texts: readonly OfferedText[], pasted: string): Offer {
  const [only, ...others] = texts;
  if (only?.read.ok && others.length === 0 && isSnippet(only.file, only.read.value))
    return { kind: 'snippet', reading: readSnippet(only.read.value) };
  const named = texts.map(({ file, read }) => ({ file: file ?? pasted, read }));
  return {
    kind: 'profiles',
    found: named.flatMap(({ file, read }) => (read.ok ? readProfileFile(file, read.value) : [])),
    unread: named.flatMap(({ file, read }) => (read.ok ? [] : [{ file, flaw: read.problem }])),
  };
}

const isSnippet = (file: string | null, text: string): boolean =>
  !/\.json$/i.test(file ?? '') && text.length <= mostSnippetCharacters && !looksLikeProfileFile(text);

export const pastedText = (text: string): OfferedText => ({
  file: null,
  read: success(text),
});

export const textsOf = (files: readonly File[]): Promise<OfferedText[]> =>
  Promise.all(
    files.map(async (file) => ({
      file: file.name,
      read: await textOf(file, mostFileBytes),
    })),
  );
