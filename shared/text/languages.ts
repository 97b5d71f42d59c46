import type { Language } from '../language.ts';
import { de } from './de/index.ts';
import { en } from './en/index.ts';
import type { Text } from './text.ts';

export const texts: Readonly<Record<Language, Text>> = { en, de };
