/**
 * The parts of the window between which the focus goes: profiles, what is watched of one, a session's details. Each has
 * one element at which it is entered.
 */
const entrances = [
  'nav [data-row][tabindex="0"], nav button',
  'main [data-row][tabindex="0"], main button, main input',
  'aside [role="tab"][aria-selected="true"]',
] as const;
const panes = ['nav', 'main', 'aside'] as const;

const present = (): readonly (typeof panes)[number][] =>
  panes.filter((pane) => document.querySelector(pane) !== null);

/** Null when the focus is in none of them. */
const paneOf = (element: Element | null): (typeof panes)[number] | null =>
  panes.find((pane) => (element?.closest(pane) ?? null) !== null) ?? null;

function enter(pane: (typeof panes)[number]): boolean {
  // A list that is long begins with what is to be found in it, so the first that matches is not always the row.
  const wanted = (entrances[panes.indexOf(pane)] ?? '').split(', ');
  const element = wanted
    .map((each) => document.querySelector<HTMLElement>(each))
    .find((each) => each !== null);
  element?.focus();
  return element !== undefined;
}

/** Goes around. */
export function focusPane(step: 1 | -1): void {
  const there = present();
  const here = paneOf(document.activeElement);
  const from = here === null ? (step === 1 ? -1 : 0) : there.indexOf(here);
  const next = there.at((from + step) % there.length);
  if (next !== undefined) enter(next);
}

/** From a profile to its sessions, from a session to its details. */
export function goDeeper(from: Element): boolean {
  const pane = paneOf(from);
  const next = pane === null ? undefined : panes[panes.indexOf(pane) + 1];
  return next !== undefined && enter(next);
}

/** The way back. */
export function goBack(from: Element): boolean {
  const pane = paneOf(from);
  const before = pane === null ? undefined : panes[panes.indexOf(pane) - 1];
  return before !== undefined && enter(before);
}

/** The search of profiles; where there are too few to be searched, the list of them. */
export function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('nav input[type="search"]');
  if (field === null) enter('nav');
  else field.select();
}

export const enterMain = (): boolean => enter('main');
export const focusRowInSight = (): boolean => enter('nav') || enter('main');
