import { z } from 'zod';

/** What may be told of an error: its class, and where it came from. Its message may quote anything. */
export interface Thrown {
  readonly type: string;
  readonly place: string;
}

export const thrownOf = (error: unknown): Thrown => ({ type: classOf(error), place: placeOf(error) });

/** The same from the window, of which nothing is taken on trust: classes of the language, and places alone. */
export const thrownSchema = z.strictObject({
  type: z
    .string()
    .regex(/^((Aggregate|Eval|Range|Reference|Syntax|Type|URI)?Error|DOMException)$/)
    .catch('other'),
  place: z
    .string()
    .regex(/^([\w.-]{1,80}:\d{1,9}:\d{1,9}( < |$)){0,4}$/)
    .catch(''),
});

const classOf = (error: unknown): string => (error instanceof Error ? error.constructor.name : typeof error);

/**
 * File and line of the first stack frames. The message that heads a stack is cut off first, because it may look like
 * frames itself; a stack that doesn't hold the message says nothing.
 */
function placeOf(error: unknown): string {
  if (!(error instanceof Error) || error.stack?.includes(error.message) !== true) return '';
  const traced = error.stack.slice(error.stack.indexOf(error.message) + error.message.length);
  const frames = traced.matchAll(/^\s+at (?:.*[(/\\])?([\w.-]+:\d+:\d+)\)?$/gm);
  return [...frames]
    .slice(0, 4)
    .map(([, place]) => place)
    .join(' < ');
}
