import { describe, expect, it } from 'vitest';
import {
  belongsToTyping,
  keysWords,
  offering,
  shortcutPressed,
  type Pressed,
} from '../../../renderer/commands/shortcut.ts';
import { actionIds, shortcutOf } from '../../../shared/actions.ts';

const press = (key: string, held: Partial<Pressed> = {}): Pressed => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('keys that are pressed', () => {
  it.each<[string, Pressed, string]>([
    ['a letter', press('k', { ctrlKey: true }), 'Mod+K'],
    ['a letter under caps lock', press('K', { ctrlKey: true }), 'Mod+K'],
    ['with Shift', press('A', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+A'],
    ['a sign that takes Shift', press('?', { shiftKey: true }), '?'],
    ['an arrow', press('ArrowUp', { altKey: true }), 'Alt+Up'],
    ['the space bar', press(' ', { ctrlKey: true }), 'Mod+Space'],
    ['a digit', press('1', { ctrlKey: true, code: 'Digit1' }), 'Mod+1'],
    ['a digit of a French keyboard', press('&', { ctrlKey: true, code: 'Digit1' }), 'Mod+1'],
    ['another system’s Ctrl', press('k', { metaKey: true }), 'Other+K'],
    ['a function key', press('F6', { shiftKey: true }), 'Shift+F6'],
  ])('%s', (_name, pressed, expected) => {
    expect(shortcutPressed(pressed, false)).toBe(expected);
  });

  it('mean Command on a Mac', () => {
    expect(shortcutPressed(press('k', { metaKey: true }), true)).toBe('Mod+K');
    expect(shortcutPressed(press('k', { ctrlKey: true }), true)).toBe('Other+K');
  });

  it('are written as on the keyboard', () => {
    expect(keysWords('Mod+Shift+Enter', false)).toBe('Ctrl+Shift+Enter');
    expect(keysWords('Mod+Shift+Enter', true)).toBe('⌘⇧↩');
    expect(keysWords('Alt+Up', false)).toBe('Alt+↑');
  });

  it('are told to those who hear a button', () => {
    expect(offering('newProfile', false)).toEqual({
      title: 'New profile (Ctrl+N)',
      'aria-keyshortcuts': 'Control+N',
    });
    expect(offering('signOut', false)).toEqual({ title: 'Sign out' });
  });
});

describe('whoever types', () => {
  it('keeps what a field needs, and every plain key', () => {
    const kept = ['Mod+A', 'Mod+Z', 'Mod+B', 'Delete', '?', 'Mod+Enter', 'Alt+Up', 'Mod+Space', 'K'];
    expect(kept.filter((shortcut) => !belongsToTyping(shortcut))).toEqual([]);
  });

  it('still reaches the rest of the window', () => {
    const through = ['Mod+K', 'Mod+N', 'Mod+S', 'Mod+1', 'Mod+,', 'F2', 'F6', 'Shift+F6'];
    expect(through.filter(belongsToTyping)).toEqual([]);
  });

  it('loses no shortcut that copies or pastes', () => {
    const clipboard = ['Mod+C', 'Mod+V', 'Mod+X', 'Mod+Y'];
    expect(clipboard.filter((shortcut) => !belongsToTyping(shortcut))).toEqual([]);
    expect(actionIds.filter((id) => clipboard.includes(shortcutOf(id) ?? ''))).toEqual([]);
  });
});
