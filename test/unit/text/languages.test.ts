import { describe, expect, it } from 'vitest';
import { languageFor } from '../../../shared/language.ts';
import { defaultSettings, languageIn } from '../../../shared/settings.ts';

describe('the language', () => {
  it.each([
    [['de-AT', 'en-US'], 'de'],
    [['de_DE.UTF-8'], 'de'],
    [['DE'], 'de'],
    [['fr-FR', 'de-CH', 'en'], 'de'],
    [['en-GB', 'de'], 'en'],
    [['den', 'fr'], 'en'],
    [['C'], 'en'],
    [[], 'en'],
  ])('for %j is %s', (preferred, language) => {
    expect(languageFor(preferred)).toBe(language);
  });

  it('is the one that was chosen, or the system’s', () => {
    expect(languageIn(defaultSettings, ['de-DE'])).toBe('de');
    expect(languageIn({ ...defaultSettings, language: 'en' }, ['de-DE'])).toBe('en');
  });
});
