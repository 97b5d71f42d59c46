import type { Sdk } from './sdk/sdk.ts';
import type { Spelling } from './syntax/spelling.ts';
import type { Functions } from './values/functions.ts';

/** All that is particular to a language, and to the SDK that is used in it: a folder in `languages/` makes one. */
export interface Dialect {
  /** What only that language's code looks like. Where two share a sign, each has others to outvote it. */
  readonly signs: readonly RegExp[];
  /** Whether a text in it starts a server, rather than using an SDK. */
  readonly startsServer?: (text: string) => boolean;
  readonly spelling: Spelling;
  readonly functions: Functions;
  readonly sdk: Sdk;
}
