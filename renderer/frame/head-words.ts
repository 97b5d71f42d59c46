import type { Head } from '../../shared/head.ts';
import type { Indicator } from '../../shared/indicators.ts';
import { standstillWords } from '../../shared/text/step-words.ts';
import { visibleText } from '../../shared/visible-text.ts';
import { text, ui } from '../text.ts';

/** The state as a sign, where nothing can be drawn: the shapes of `StateShape`. */
const signs: Record<Indicator, string> = {
  online: '●',
  working: '◐',
  waiting: '◷',
  off: '○',
  needsSignIn: '⚷',
  blocked: '■',
};

/** The state in a few words: what it waits for or who stops it, where that is known. */
export function headWords({ indicator, problem }: Head): string {
  if (indicator !== 'blocked' || problem === null) return ui.head.states[indicator];
  const words = standstillWords(text, problem);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** The window's title, which task bars and window lists show. One profile is named only where there is something to see to. */
export function titleWords(head: Head): string {
  const { indicator, profile } = head;
  if (profile === null || indicator === 'off') return ui.app.name;
  const name = indicator === 'online' ? [] : [visibleText(profile.profile.name)];
  return [`${signs[indicator]} ${headWords(head)}`, ...name, ui.app.name].join(' – ');
}
