import type { Directives } from '../syntax/spelling.ts';

/** `#if … #endif`, as the family of C has it; what else begins with # at the start of a line is a compiler's own, too. */
export const hashDirectives: Directives = {
  line: /#[ \t]*[A-Za-z][^\n]*/y,
  begins: /^#\s*if/,
  ends: /^#\s*endif/,
};
