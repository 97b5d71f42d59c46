/** What only code in Java looks like. */
export const signs: readonly RegExp[] = [
  /\bimport (?:io\.realm|java)\.[\w.*]+;/,
  /\bSyncManager\.(?:set|add)\w+\(/,
  /\bSync\w+ \w+ = /,
  /;\s*$/m,
  /\b(?:Map|HashMap)<String, ?(?:String|Object)>/,
  /\bnew SyncConfiguration\.Builder\(/,
  /\b(?:private|public) static final\b/,
  /\bString \w+ = /,
];
