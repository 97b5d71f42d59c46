import { describe, expect, it } from 'vitest';
import { actionIds, actionWith, isActionOf, shortcutOf } from '../../../shared/actions.ts';
import { languages } from '../../../shared/language.ts';
import { texts } from '../../../shared/text/languages.ts';

describe('the table of actions', () => {
  it('gives no shortcut twice', () => {
    const shortcuts = actionIds.map(shortcutOf).filter((shortcut) => shortcut !== null);
    expect(shortcuts.length).toBeGreaterThan(20);
    expect(shortcuts.filter((each, index) => shortcuts.indexOf(each) !== index)).toEqual([]);
  });

  it('finds every action by its shortcut', () => {
    for (const id of actionIds) {
      const shortcut = shortcutOf(id);
      if (shortcut !== null) expect(actionWith(shortcut)).toBe(id);
    }
    expect(actionWith('Mod+Shift+Alt+F12')).toBeNull();
  });

  it('writes shortcuts in one order, with names that there are', () => {
    const form = /^(Mod\+)?(Alt\+)?(Shift\+)?([A-Z0-9,.?]|F\d|Enter|Delete|Space|Up|Down)$/;
    const odd = actionIds.filter((id) => !form.test(shortcutOf(id) ?? 'F1'));
    expect(odd).toEqual([]);
  });

  it.each(languages)(
    'has words for every action, and for every one its own within a subject (%s)',
    (language) => {
      const { words } = texts[language].actions;
      for (const of of ['window', 'profile', 'session', 'editor', 'list'] as const) {
        const said = actionIds.filter((id) => isActionOf(id, of)).map((id) => words[id]);
        expect(said.filter((each) => each.trim() === '')).toEqual([]);
        expect(new Set(said).size).toBe(said.length);
      }
    },
  );
});
