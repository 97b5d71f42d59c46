import { app, Menu, webContents, type MenuItemConstructorOptions, type WebContents } from 'electron';
import type { Text } from '../../shared/text/text.ts';

type MenuWords = Text['desktop']['menu'];

/** Where a right click went, as Chromium tells it. */
export interface ClickedText {
  readonly isEditable: boolean;
  readonly selectionText: string;
  readonly editFlags: {
    readonly canCut: boolean;
    readonly canCopy: boolean;
    readonly canPaste: boolean;
    readonly canSelectAll: boolean;
  };
}

/** What a right click offers: all of it in a field, a copy of words that are selected elsewhere, otherwise nothing. Pure. */
export function textMenuItems(
  words: MenuWords,
  { isEditable, selectionText, editFlags }: ClickedText,
): MenuItemConstructorOptions[] {
  const copy = { role: 'copy', label: words.copy, enabled: editFlags.canCopy } as const;
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  return [
    { role: 'cut', label: words.cut, enabled: editFlags.canCut },
    copy,
    { role: 'paste', label: words.paste, enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: words.selectAll, enabled: editFlags.canSelectAll },
  ];
}

/** Offers it in every window there is and will be, in the language in use. */
export function offerTextMenu(textInUse: () => Text): void {
  const offer = (contents: WebContents): void =>
    void contents.on('context-menu', (_event, clicked) => {
      const items = textMenuItems(textInUse().desktop.menu, clicked);
      if (items.length > 0) Menu.buildFromTemplate(items).popup();
    });
  webContents.getAllWebContents().forEach(offer);
  app.on('web-contents-created', (_event, contents) => offer(contents));
}
