import {
  isNamedAsProfileFile,
  mostFileBytes,
  type FileFlaw,
  type OpenedFiles,
} from '../../shared/interchange/opened-files.ts';
import { looksLikeProfileFile, readProfileFile } from '../../shared/interchange/profile-files.ts';
import { readSnippet, type SnippetReading } from '../../shared/interchange/snippet/index.ts';
import { success, type Result } from '../../shared/result.ts';
import { textOf } from '../handed-file.ts';

/** A text that was dropped, chosen or pasted (`file` is null), or why there is none. */
export interface OfferedText {
  readonly file: string | null;
  readonly read: Result<string, FileFlaw>;
}

/** What was made of it, for the person to look at. Nothing is saved yet. */
export type Offer =
  | ({ readonly kind: 'profiles' } & OpenedFiles)
  | { readonly kind: 'snippet'; readonly reading: SnippetReading };

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
  !isNamedAsProfileFile(file ?? '') && text.length <= mostSnippetCharacters && !looksLikeProfileFile(text);

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
