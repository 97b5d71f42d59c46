/** What only code in C# looks like. */
export const signs: readonly RegExp[] = [
  /\busing [A-Z][\w.]*;/,
  /\bnew (?:Uri|Dictionary<|FullSyncConfiguration|QueryBasedSyncConfiguration)/,
  /\bUser\.LoginAsync\(/,
  /\b(?:AuthorizationHeaderName|CustomHttpHeaders|CustomRequestHeaders|UrlPrefix)\b/,
  /\bEnvironment\.GetEnvironmentVariable\b/,
  /(?<![\w@])\$@?"/,
  /\bconst string\b/,
  /;\s*$/m,
];
