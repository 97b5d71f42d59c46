import type { Dialect } from '../dialect.ts';
import type { SnippetReading } from '../reading.ts';
import { csharp } from './csharp/index.ts';
import { java } from './java/index.ts';
import { javascript } from './javascript/index.ts';
import { kotlin } from './kotlin/index.ts';
import type { CodeLanguage } from './names.ts';
import { objectiveC } from './objective-c/index.ts';
import { shell } from './shell/index.ts';
import { swift } from './swift/index.ts';

/** The languages that are read alike, each a folder. */
export const dialects: Readonly<Record<CodeLanguage, Dialect>> = {
  swift,
  'objective-c': objectiveC,
  java,
  kotlin,
  javascript,
  csharp,
};

/** A language with nothing in common with the others, and so with a reader of its own. */
export interface LoneLanguage {
  readonly isMeant: (text: string) => boolean;
  readonly read: (text: string) => SnippetReading;
}

export const loneLanguages: readonly LoneLanguage[] = [shell];
