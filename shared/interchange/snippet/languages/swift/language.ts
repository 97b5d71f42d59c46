/** What only code in Swift looks like. */
export const signs: readonly RegExp[] = [
  /\bimport (?:RealmSwift|Foundation)\b/,
  /\bSync(?:Manager|User)\.(?:shared|logIn\(with)/,
  /\bSyncManager\.\w+ = /,
  /\bSyncConfiguration\(\s*user:/,
  /\b(?:if|guard) let\b|\bfunc \w+\(|\bnil\b/,
  /\bURL\(string:/,
  /\b\w+\(\w+: /,
];
