/** The languages that there are sentences in (`text/`). */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What each calls itself, which is how it is found by who reads no other. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** The first of the preferred languages (BCP 47, such as `de-AT`) that there are sentences in; English failing that. */
export function languageFor(preferred: readonly string[]): Language {
  const known = preferred.map((tag) => languages.find((language) => language === primaryOf(tag)));
  return known.find((language) => language !== undefined) ?? 'en';
}

/** `de` of `de-AT`; also of `de_AT.UTF-8`, as some systems write it. */
const primaryOf = (tag: string): string => tag.toLowerCase().split(/[-_.]/, 1)[0] ?? '';
