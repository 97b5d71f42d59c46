/** What only code in JavaScript or TypeScript looks like. */
export const signs: readonly RegExp[] = [
  /\b(?:const|let) [\w{].* = (?:await )?(?:require\(|new |\{|['"‘“`]|Realm\.)/,
  /\bRealm\.Sync\b|\bRealm\.open\(/,
  /=> ?\{/,
  /\bprocess\.env\b|\bmodule\.exports\b|\bconsole\.log\b/,
  /\bcustom_http_headers\b|\bstartConfig\b|\bnew ros\./,
  /===|\bfrom ['"]realm['"]/,
  /\bserver\.start\(/,
  /;\s*$/m,
];

const serverSigns =
  /\bnew ros\.|\bserver\.start\(|\bstartConfig\b|\bBasicServer\b|\bSyncProxyService\b|['"]realm-object-server['"]/;
const clientSigns = /\bRealm\.(?:Sync|open)\b|\bnew Realm\(/;

/** Whether it starts a Realm Object Server, and uses none. */
export const startsServer = (text: string): boolean => serverSigns.test(text) && !clientSigns.test(text);
