/** @typedef {import('./list.js').Mutant} Mutant */

/** @type {Readonly<Record<string, readonly Mutant[]>>} */
export const MASKING = {
  'main/network/masking.ts': [
    { find: "  'proxy-authorization',\n", replace: '', why: 'dropped header: the proxy’s login is shown' },
    { find: "  'set-cookie',\n", replace: '', why: 'dropped header: cookies are shown' },
    { find: "  'authentication-info',\n", replace: '', why: 'dropped header: proofs of the server’s' },
    {
      find: "  'x-realm-access-token',\n",
      replace: '',
      why: 'dropped header: the access token is shown',
      equivalent: 'its name ends in “token”, as those that are hidden for their names do',
    },
    {
      find: 'hidden.has(name.toLowerCase())',
      replace: 'hidden.has(name)',
      why: 'lower-casing dropped: Authorization is shown',
    },
    {
      find: 'ownSecrets.map((name) => name.toLowerCase())',
      replace: 'ownSecrets',
      why: 'lower-casing dropped: own secret headers are shown',
    },
    { find: ' || isSecretName(name)', replace: '', why: 'X-Api-Key is shown' },
    {
      find: '|refresh|content-location)$/i',
      replace: ')$/i',
      why: 'a token in Refresh or Content-Location is shown',
    },
    { find: '/[?#].*$/', replace: '/[?].*$/', why: 'a token behind # is shown' },
    {
      find: 'this.#known.learnFrom(head, body);',
      replace: '',
      why: 'an answer’s own tokens are shown where their field isn’t named',
    },
    { find: 'body.slice(0, mostBody)', replace: 'body', why: 'a body without an end is judged' },
    {
      find: 'this.#masksIn(body, true)',
      replace: 'this.#masksIn(body)',
      why: 'a secret that was cut off is shown',
    },
    {
      find: 'names: each.names.map((name) => this.text(name)),',
      replace: '',
      why: 'names in a certificate repeat anything',
    },
    {
      find: '{ ...changedFrom, issuer: this.text(changedFrom.issuer) }',
      replace: 'changedFrom',
      why: 'the issuer of the certificate before',
    },
    {
      find: 'index === 0 ? this.text(line) : this.#field(line, hidden)',
      replace: 'index === 0 ? line : this.#field(line, hidden)',
      why: 'a token in the status line is shown',
    },
    {
      find: 'json === undefined || jsonIn(masked) !== undefined ? masked :',
      replace: 'true ? masked :',
      why: 'masked JSON is no JSON: it can’t be judged',
    },
    {
      find: 'Object.entries(value).map(([name, each]) => [this.text(name), this.#inJson(each)])',
      replace: 'Object.entries(value).map(([name, each]) => [name, this.#inJson(each)])',
      why: 'a secret as the name of a field is shown',
    },
    {
      find: 'return masked === text ? value : masked;',
      replace: 'return value;',
      why: 'a secret that is a number is shown',
    },
    {
      find: 'known.length > 0 ? known : together',
      replace: 'together',
      why: 'a known secret is called after the shape around it',
    },
    {
      find: 'mask.from < last.to',
      replace: 'mask.from <= last.to',
      why: 'boundary: two secrets side by side are one',
    },
    {
      find: 'last.to = Math.max(last.to, mask.to);',
      replace: '',
      why: 'the end of the longer of two is shown',
    },
    {
      find: 'other.to - other.from - (one.to - one.from)',
      replace: 'one.to - one.from - (other.to - other.from)',
      why: 'it is called after the shortest',
    },
  ],
  'main/network/spellings.ts': [
    {
      find: "one.normalize('NFD')",
      replace: 'one',
      why: 'dropped spelling: letters and their accents apart',
    },
    {
      find: 'swap16().toString',
      replace: 'toString',
      why: 'dropped spelling: UTF-16, the other way round',
      after: 'const inUtf16',
    },
    { find: '...asHost(one)', replace: '', why: 'dropped spelling: punycode' },
    {
      find: 'return [0, 1, 2].map((offset)',
      replace: 'return [0, 1].map((offset)',
      why: 'dropped spelling: base64, a third of its places',
    },
    { find: ".replaceAll('+', ' ')", replace: '', why: 'dropped spelling: + for a blank in forms' },
    { find: 'bytes.toLowerCase()', replace: 'bytes', why: 'lower-casing dropped' },
    {
      find: ".replaceAll('-', '+').replaceAll('_', '/')",
      replace: '',
      why: 'dropped spelling: base64 for URLs',
    },
    {
      find: '[/%/, pattern(percent)],\n',
      replace: '',
      why: 'dropped spelling: percent alone, amid other escapes’ letters',
    },
    {
      find: 'pattern(percent, html, code, printable)',
      replace: 'pattern(percent, html, code)',
      why: 'dropped spelling: quoted-printable',
    },
    { find: '%u(?<pu>[0-9a-f]{4})|', replace: '', why: 'dropped spelling: %u00e4' },
    { find: '|&#0*(?<hd>[0-9]{1,7});?', replace: '', why: 'dropped spelling: decimal character references' },
    { find: '\\\\u\\{(?<ub>[0-9a-f]{1,6})\\}|', replace: '', why: 'dropped spelling: \\u{…}' },
    { find: '|\\\\(?<o>[0-3][0-7]{2})', replace: '', why: 'dropped spelling: octal escapes' },
    { find: 'const deepest = 2;', replace: 'const deepest = 0;', why: 'base64 in base64 is not looked into' },
    {
      find: 'shortestWithinText = 4',
      replace: 'shortestWithinText = 5',
      why: 'boundary: a secret of four characters within a text',
    },
    {
      find: 'while (first > 0 && isOfRun',
      replace: 'while (first > 1 && isOfRun',
      why: 'off by one: the first letter of base64 is left over',
    },
    {
      find: 'if (whole.length > 0)',
      replace: 'if (whole.length > 1)',
      why: 'a secret under four characters is shown',
    },
  ],
  'main/network/token-shapes.ts': [
    { find: '|api[_-]?key', replace: '', why: 'a dropped name: api_key' },
    { find: '{13,}={0,2}', replace: '{130,}={0,2}', why: 'short tokens are shown' },
    { find: '    ...text.matchAll(formField),\n', replace: '', why: 'a hidden field of a form is shown' },
    { find: '...text.matchAll(privateKey)', replace: '', why: 'a private key is shown' },
    { find: "`${secretName}$`, 'i')", replace: '`${secretName}$`)', why: 'names in capital letters' },
    {
      find: 'value.length >= 12',
      replace: 'value.length > 12',
      why: 'boundary: a token of twelve characters',
    },
  ],
  'main/network/known-secrets.ts': [
    {
      find: 'known.isIssued && isIssued',
      replace: 'isIssued',
      why: 'the person’s own secret is forgotten as a token is',
      equivalent:
        'what is issued is sent as nothing else: a secret of the person’s stays the very one that it was',
    },
    {
      find: "pair.slice(pair.indexOf(':') + 1)",
      replace: "pair.slice(pair.lastIndexOf(':') + 1)",
      why: 'a password with a colon in it',
    },
    {
      find: 'this.index.remove(secret, textsOf(secret));',
      replace: '',
      why: 'what is forgotten is looked for still',
    },
    { find: '[pair, password]', replace: '[pair]', why: 'the password in Basic is shown' },
    {
      find: '...head.slice(1).flatMap(tokensInField)',
      replace: '',
      why: 'a token in a header isn’t known in the body',
    },
  ],
};
