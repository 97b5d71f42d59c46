import type { en } from './en/index.ts';

/** The same shape with any words in it. */
type Words<Shape> = Shape extends string
  ? string
  : Shape extends (...input: infer Input) => infer Output
    ? (...input: Input) => Words<Output>
    : { readonly [Key in keyof Shape]: Words<Shape[Key]> };

/** Everything a person reads, in some language: each has every sentence that English has, and no other. */
export type Text = Words<typeof en>;
