const codeLanguages = ['swift', 'objective-c', 'java', 'kotlin', 'javascript', 'csharp'] as const;
type CodeLanguage = (typeof codeLanguages)[number];
/** `server`: JavaScript that starts a Realm Object Server. `shell`: commands of curl and wscat. */
export type SnippetLanguage = CodeLanguage | 'server' | 'shell';

/** What only that language's code looks like. Where two share a sign, each has others to outvote it. */
const signs: Record<CodeLanguage, readonly RegExp[]> = {
  swift: [
    /\bimport (?:RealmSwift|Foundation)\b/,
    /\bSync(?:Manager|User)\.(?:shared|logIn\(with)/,
    /\bSyncManager\.\w+ = /,
    /\bSyncConfiguration\(\s*user:/,
    /\b(?:if|guard) let\b|\bfunc \w+\(|\bnil\b/,
    /\bURL\(string:/,
    /\b\w+\(\w+: /,
  ],
  'objective-c': [/@["“”{[]/, /\[RLM\w+/, /#import\b/, /\bNS[A-Z]\w+ \*/, /\bRLM\w+ \*/],
  java: [
    /\bimport (?:io\.realm|java)\.[\w.*]+;/,
    /\bSyncManager\.(?:set|add)\w+\(/,
    /\bSync\w+ \w+ = /,
    /;\s*$/m,
    /\b(?:Map|HashMap)<String, ?(?:String|Object)>/,
    /\bnew SyncConfiguration\.Builder\(/,
    /\b(?:private|public) static final\b/,
    /\bString \w+ = /,
  ],
  kotlin: [
    /\bval \w+/,
    /\bfun \w+\(/,
    /\b(?:hash|mutable|linked)?[mM]apOf[(<]/,
    /" to "/,
    /\bSyncManager\.(?:add|set)\w+\(.*\)\s*$/m,
    /\bSyncManager\.(?:add|set)\w+\(.*\)\s*$/m,
    /\.apply \{/,
  ],
  javascript: [
    /\b(?:const|let) [\w{].* = (?:await )?(?:require\(|new |\{|['"‘“`]|Realm\.)/,
    /\bRealm\.Sync\b|\bRealm\.open\(/,
    /=> ?\{/,
    /\bprocess\.env\b|\bmodule\.exports\b|\bconsole\.log\b/,
    /\bcustom_http_headers\b|\bstartConfig\b|\bnew ros\./,
    /===|\bfrom ['"]realm['"]/,
    /\bserver\.start\(/,
    /;\s*$/m,
  ],
  csharp: [
    /\busing [A-Z][\w.]*;/,
    /\bnew (?:Uri|Dictionary<|FullSyncConfiguration|QueryBasedSyncConfiguration)/,
    /\bUser\.LoginAsync\(/,
    /\b(?:AuthorizationHeaderName|CustomHttpHeaders|CustomRequestHeaders|UrlPrefix)\b/,
    /\bEnvironment\.GetEnvironmentVariable\b/,
    /(?<![\w@])\$@?"/,
    /\bconst string\b/,
    /;\s*$/m,
  ],
};

const startsServer =
  /\bnew ros\.|\bserver\.start\(|\bstartConfig\b|\bBasicServer\b|\bSyncProxyService\b|['"]realm-object-server['"]/;
const usesRealm = /\bRealm\.(?:Sync|open)\b|\bnew Realm\(/;

/** The language that the text looks like most; null where nothing tells. */
export function languageOf(text: string): SnippetLanguage | null {
  const votes = (language: CodeLanguage) => signs[language].filter((sign) => sign.test(text)).length;
  const best = codeLanguages.reduce((one, other) => (votes(other) > votes(one) ? other : one));
  if (votes(best) === 0) return null;
  const isServer = best === 'javascript' && startsServer.test(text) && !usesRealm.test(text);
  return isServer ? 'server' : best;
}
