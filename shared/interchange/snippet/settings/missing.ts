import { isPlaceholder, placeholderIn } from '../../placeholders.ts';
import type { Json } from '../reading.ts';
import type { Value } from '../values/value.ts';

/** Where a value that has to be entered comes from; null for one that is there. */
export function missingIn(value: Value): string | null {
  switch (value.kind) {
    case 'text':
      return placeholderIn(value.text);
    case 'open':
      return value.from ?? '';
    case 'list':
    case 'map':
    case 'number':
      return '';
    case 'switch':
    case 'nothing':
      return null;
  }
}

/** The same of a secret: what looks like a placeholder is shown only where no one would choose it as a secret. */
export function missingSecretIn(value: Value): string | null {
  if (value.kind !== 'text') return missingIn(value);
  if (!isPlaceholder(value.text)) return null;
  return /pass|pwd|secret|token|key|jwt|your|insert|change|enter/i.test(value.text) ? value.text : '';
}

/** A name that may be shown and kept. */
export const named = (value: Value): string =>
  value.kind === 'text' && placeholderIn(value.text) === null ? value.text : '';

export const secretIn = (value: Value): string =>
  value.kind === 'text' && !isPlaceholder(value.text) ? value.text : '';

/** Undefined where a part of it isn't in the snippet. */
export function jsonIn(value: Value): Json | undefined {
  switch (value.kind) {
    case 'text':
      return placeholderIn(value.text) === null ? value.text : undefined;
    case 'number': {
      const number = Number(value.text.replaceAll('_', ''));
      return Number.isFinite(number) ? number : undefined;
    }
    case 'switch':
      return value.on;
    case 'nothing':
      return null;
    case 'list': {
      const items = value.items.map(jsonIn);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'map': {
      const entries = value.entries.flatMap(({ key, value: of }): [string, Json][] => {
        const json = jsonIn(of);
        return json === undefined || named(key) === '' ? [] : [[named(key), json]];
      });
      return entries.length === value.entries.length ? Object.fromEntries(entries) : undefined;
    }
    case 'open':
      return undefined;
  }
}
