/** What only code in Kotlin looks like. */
export const signs: readonly RegExp[] = [
  /\bval \w+/,
  /\bfun \w+\(/,
  /\b(?:hash|mutable|linked)?[mM]apOf[(<]/,
  /" to "/,
  // Counts twice: Java has the same call, and ends it with a semicolon.
  /\bSyncManager\.(?:add|set)\w+\(.*\)\s*$/m,
  /\bSyncManager\.(?:add|set)\w+\(.*\)\s*$/m,
  /\.apply \{/,
];
