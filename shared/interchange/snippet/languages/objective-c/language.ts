/** What only code in Objective-C looks like. */
export const signs: readonly RegExp[] = [
  /@["“”{[]/,
  /\[RLM\w+/,
  /#import\b/,
  /\bNS[A-Z]\w+ \*/,
  /\bRLM\w+ \*/,
];
