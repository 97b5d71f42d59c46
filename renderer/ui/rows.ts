/**
 * Arrow keys, Home and End in a list of rows: moves the focus to the row's button and, unless told not to, presses it. Attached to the
 * list; rows are the elements that carry `data-row`.
 */
export function moveAmongRows(
  event: KeyboardEvent & { currentTarget: HTMLElement },
  how: 'press' | 'focus' = 'press',
): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const here = rows.findIndex((row) => row === document.activeElement);
  const next = rows[nextIndex(event.key, here, rows.length)];
  if (here < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
  if (how === 'press') next.click();
}

function nextIndex(key: string, here: number, length: number): number {
  switch (key) {
    case 'ArrowDown':
      return Math.min(here + 1, length - 1);
    case 'ArrowUp':
      return Math.max(here - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return -1;
  }
}
