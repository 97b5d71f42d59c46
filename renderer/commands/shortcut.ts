import { shortcutOf, type ActionId } from '../../shared/actions.ts';
import { actionsText } from '../text.ts';

/** Shortcuts as `shared/actions.ts` writes them: read from keys that are pressed, and written for people. */

export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const names: Readonly<Record<string, string>> = { ' ': 'Space', ArrowUp: 'Up', ArrowDown: 'Down' };

/** Digits are meant by their place: on some keyboards they take Shift. */
function keyOf({ key, code, ctrlKey, metaKey }: Pressed): string {
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit !== undefined && (ctrlKey || metaKey)) return digit;
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** Signs such as `?` already say whether Shift was needed for them. */
const isSign = (key: string): boolean => key.length === 1 && key === key.toLowerCase();

export function shortcutPressed(event: Pressed, isMac: boolean): string {
  const key = keyOf(event);
  const isMod = isMac ? event.metaKey : event.ctrlKey;
  const isOther = isMac ? event.ctrlKey : event.metaKey;
  const parts = [
    isOther ? 'Other' : '',
    isMod ? 'Mod' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && !isSign(key) ? 'Shift' : '',
    key,
  ];
  return parts.filter((part) => part !== '').join('+');
}

const onMac: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Enter: '↩',
  Delete: '⌦',
  Escape: 'esc',
};

/** The keys one by one, as they are written on the keyboard. */
export const keysOf = (shortcut: string, isMac: boolean): readonly string[] =>
  shortcut.split('+').map((key) => (isMac ? onMac[key] : undefined) ?? actionsText.keys[key] ?? key);

export const keysWords = (shortcut: string, isMac: boolean): string =>
  keysOf(shortcut, isMac).join(isMac ? '' : '+');

const ariaNames: Readonly<Record<string, string>> = { Up: 'ArrowUp', Down: 'ArrowDown' };

/** As `aria-keyshortcuts` wants it. */
const ariaOf = (shortcut: string, isMac: boolean): string =>
  shortcut
    .split('+')
    .map((key) => (key === 'Mod' ? (isMac ? 'Meta' : 'Control') : (ariaNames[key] ?? key)))
    .join('+');

/** For a button that does what a shortcut does, too: shown when it is pointed at, and said by screen readers. */
export function offering(id: ActionId, isMac: boolean, title: string = actionsText.words[id]) {
  const shortcut = shortcutOf(id);
  if (shortcut === null) return { title };
  return {
    title: actionsText.withKeys(title, keysWords(shortcut, isMac)),
    'aria-keyshortcuts': ariaOf(shortcut, isMac),
  };
}

const editing = /^(Mod\+(Shift\+)?[ACVXYZB]|(Mod\+|Alt\+|Shift\+)*(Up|Down|Enter|Delete|Space|Home|End))$/;

/** Whether a field has a use of its own for these keys, so that the field must get them. */
export const belongsToTyping = (shortcut: string): boolean =>
  editing.test(shortcut) || !/^(Mod\+|(Shift\+)?F\d)/.test(shortcut);
