import { codeReader } from './code.ts';
import { dialects, loneLanguages } from './languages/index.ts';
import type { SnippetReading } from './reading.ts';

export type { SnippetLanguage } from './languages/names.ts';
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

const readCode = codeReader(dialects);

/**
 * Reads what a text says of a profile: code that sets up an SDK or a server, or commands of curl and wscat. Never fails:
 * every line that sets something is in the settings or named as not understood. This is the one way into this folder.
 */
export const readSnippet = (text: string): SnippetReading =>
  loneLanguages.find(({ isMeant }) => isMeant(text))?.read(text) ?? readCode(text);
