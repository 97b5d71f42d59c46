import { tick } from 'svelte';
import { actionWith, isActionOf, type ActionId, type ActionOf } from '../../shared/actions.ts';
import type { AppContext } from '../state/app-context.ts';
import { enterMain, focusRowInSight, goBack, goDeeper } from './panes.ts';
import { perform } from './perform.ts';
import { belongsToTyping, shortcutPressed, type Pressed } from './shortcut.ts';

/** A dialog or menu over the window gets all keys. */
export const overlays = '[role="dialog"], [role="alertdialog"], [role="menu"]';

const fields =
  'textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="button"], [type="file"])';

/** The keys of the whole window, if the focused element did not use them. */
export function handleKey(context: AppContext, event: KeyboardEvent): void {
  const { target } = event;
  const element = target instanceof Element ? target : document.body;
  if (event.defaultPrevented || document.querySelector(overlays) !== null) return;
  const shortcut = shortcutPressed(event, context.view.isMac);
  const isTyping = element.matches(fields);
  const id = isTyping && belongsToTyping(shortcut) ? null : actionWith(shortcut);
  const isDone =
    id === null || event.repeat ? moveFocus(context, element, shortcut, isTyping) : perform(context, id);
  if (isDone) event.preventDefault();
}

/** What was chosen in the application's menu. */
export function handleMenu(context: AppContext, id: ActionId): void {
  if (document.querySelector(overlays) === null) perform(context, id);
}

/** Enter and Escape lead into things and back. */
function moveFocus(context: AppContext, element: Element, shortcut: string, isTyping: boolean): boolean {
  if (shortcut === 'Enter' && element instanceof HTMLElement && element.matches('[data-row]')) {
    void open(element);
    return true;
  }
  if (shortcut !== 'Escape') return false;
  // A search that still holds something is cleared by it.
  if (isTyping) return element.matches('nav input[type="search"]:placeholder-shown') && focusRowInSight();
  return leave(context, element);
}

async function open(row: HTMLElement): Promise<void> {
  row.click();
  await tick();
  if (!row.isConnected || !goDeeper(row)) enterMain();
}

/** The editor sees to itself. */
function leave({ screen }: AppContext, element: Element): boolean {
  switch (screen.task.kind) {
    case 'editing':
      return false;
    case 'overview':
      screen.doneEditing();
      void tick().then(focusRowInSight);
      return true;
    case 'watching':
      return goBack(element);
  }
}

/** What keys mean on a row of the list of profiles; null where they mean nothing of its own. */
export function listAction(event: Pressed, isMac: boolean): ActionOf<'list'> | null {
  const id = actionWith(shortcutPressed(event, isMac));
  return id !== null && isActionOf(id, 'list') ? id : null;
}
