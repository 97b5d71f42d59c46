import type { Language } from '../../shared/language.ts';

let language: Language = $state('en');

/** The language that the window speaks. */
export const spoken = {
  get language(): Language {
    return language;
  },
  set language(chosen: Language) {
    language = chosen;
  },
};
