import type { ProfileIssue } from '../../../shared/rules.ts';

/** The element of a field: fields are named as `parseProfile` names them. */
export const fieldId = (field: string): string => `field-${field.replace(/[^A-Za-z0-9]+/g, '-')}`;

/**
 * Moves the focus to the first of the fields that are on the page, in the page's own order, and opens the section it
 * is folded into. A field that stands for a list leads to its first row.
 */
export function focusFirst(form: HTMLElement, fields: readonly string[]): void {
  const wanted = new Set(fields.flatMap(withParents).map(fieldId));
  const target = [...form.querySelectorAll<HTMLElement>('[id^="field-"]')].find((each) =>
    wanted.has(each.id),
  );
  if (target === undefined) return;
  const folded = target.closest('details');
  if (folded !== null) folded.open = true;
  const focusable = target.matches('input, textarea, select, button')
    ? target
    : target.querySelector<HTMLElement>('input, textarea, select, button');
  focusable?.focus();
  target.scrollIntoView({ block: 'center' });
}

/** `a.b[0].c` is marked at `a.b[0].c`, or else at what it is part of. */
function withParents(field: string): readonly string[] {
  const list = field.replace(/\[\d+\].*$/, '');
  return list === field ? [field] : [field, list];
}

export const fieldsOf = (issues: readonly ProfileIssue[]): readonly string[] =>
  issues.map((issue) => issue.field);
