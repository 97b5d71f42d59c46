import { readCode } from './code.ts';
import { looksLikeCommand, readCommands } from './languages/shell/command-reading.ts';
import type { SnippetReading } from './reading.ts';

export type { SnippetLanguage } from './language.ts';
export type {
  Json,
  NotUnderstood,
  NotUnderstoodWhy,
  SettingName,
  SnippetCredential,
  SnippetHeader,
  SnippetReading,
  SnippetRoute,
  SnippetSettings,
  Understood,
} from './reading.ts';

/**
 * Reads what a text says of a profile: code that sets up an SDK or a server, or commands of curl and wscat. Never fails:
 * every line that sets something is in the settings or named as not understood. This is the one way into this folder.
 */
export const readSnippet = (text: string): SnippetReading =>
  looksLikeCommand(text) ? readCommands(text) : readCode(text);
