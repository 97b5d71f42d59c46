import type { Language } from '../../shared/language.ts';
import { en } from '../../shared/text/en/index.ts';
import type { Text } from '../../shared/text/text.ts';

/** English is there from the start; another language's words are loaded when it is chosen. */
const wordsOf: Readonly<Record<Language, () => Promise<Text>>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import('../../shared/text/de/index.ts')).de,
};

let current: { readonly language: Language; readonly text: Text } = $state.raw({ language: 'en', text: en });
let chosen: Language = 'en';

/** The language that the window speaks. */
export const spoken = {
  get language(): Language {
    return current.language;
  },
  get text(): Text {
    return current.text;
  },
  /** Resolves once the window speaks it, or another one that was chosen meanwhile. */
  async choose(language: Language): Promise<void> {
    chosen = language;
    const text = await wordsOf[language]();
    if (chosen === language) current = { language, text };
  },
};
