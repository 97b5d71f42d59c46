/** @typedef {import('./list.js').Mutant} Mutant */

/** @type {Readonly<Record<string, readonly Mutant[]>>} */
export const NETWORK = {
  'main/network/route.ts': [
    {
      find: "url.protocol === 'https:' || url.protocol === 'wss:'",
      replace: "url.protocol === 'https:'",
      why: 'wss is taken for unencrypted',
    },
    { find: 'isTls ? 443 : 80', replace: 'isTls ? 80 : 443', why: 'wrong port' },
    {
      find: "isTls ? 'https' : 'http'}://${host}:${port}/",
      replace: "isTls ? 'https' : 'http'}://${host}/",
      why: 'a PAC script isn’t told the port',
    },
    {
      find: "if (settings.mode === 'direct') return unguarded([{ kind: 'direct', reason: 'profile' }]);",
      replace: '',
      why: '“directly” is left to the system',
    },
    {
      find: 'if (entry !== null) return',
      replace: 'if (entry === null) return',
      why: 'negation: all but what is bypassed is direct',
    },
    {
      find: 'if (!settings.neverDirect) return unguarded(ways);',
      replace: 'return unguarded(ways);',
      why: '“never directly” is not kept',
    },
    {
      find: 'proxied.length < ways.length',
      replace: 'proxied.length <= ways.length',
      why: 'boundary: “never directly” is blamed for nothing',
    },
    {
      find: "whenUndecided !== 'direct'",
      replace: "whenUndecided === 'direct'",
      why: 'negation: direct without the person’s word',
    },
    { find: 'return ways.length > 0 ? ways :', replace: 'return', why: 'the system’s proxy is passed over' },
    {
      find: "isGuarded ? 'neverDirect' : 'unsupported'",
      replace: "isGuarded ? 'unsupported' : 'neverDirect'",
      why: 'the wrong reason is named',
    },
    { find: "SOCKS: 'socks5h',", replace: '', why: 'a PAC script’s SOCKS is passed over' },
    { find: "HTTPS: 'https',", replace: "HTTPS: 'http',", why: 'the login goes to the proxy unencrypted' },
    {
      after: 'answer.split',
      find: "word.toUpperCase() === 'DIRECT'",
      replace: "word === 'DIRECT'",
      why: 'a PAC script in small letters',
    },
    {
      after: 'answer.split',
      find: 'schemes[word.toUpperCase()]',
      replace: 'schemes[word]',
      why: 'the same for its proxies',
    },
    { find: 'return [first, ...rest];', replace: 'return [first];', why: 'the second proxy is never tried' },
  ],
  'main/network/bypass.ts': [
    {
      find: 'host: comparableHost(target.host)',
      replace: 'host: target.host',
      why: 'capital letters, a dot at the end, an address in another spelling',
    },
    {
      find: 'found = isLoopback(to.host) ? null : found',
      replace: 'found = isLoopback(to.host) ? found : null',
      why: '<-loopback> bypasses what it takes out',
    },
    { find: 'found ??= text', replace: 'found = text', why: 'the last entry is named, not the first' },
    {
      find: 'if (!entry.ok) continue;',
      replace: 'if (!entry.ok) return found;',
      why: 'a broken entry ends the list',
    },
    {
      find: '(entry) => !readBypassEntry(entry).ok',
      replace: '(entry) => readBypassEntry(entry).ok',
      why: 'good entries are shown as dead',
    },
    {
      find: 'if (port !== null && port !== to.port) return false;',
      replace: '',
      why: 'an entry with a port bypasses every port',
    },
    {
      find: "(scheme === 'https') !== to.isTls",
      replace: "(scheme === 'https') === to.isTls",
      why: 'an https entry bypasses http',
    },
    {
      find: 'to.isTls !== undefined && ',
      replace: '',
      why: 'a target without a scheme matches no entry with one',
    },
    {
      find: "isOtherScheme && dialect === 'profile'",
      replace: 'isOtherScheme',
      why: 'in no_proxy the scheme of a pasted URL counts',
    },
    {
      find: "!host.includes('.') && isIP(host) === 0",
      replace: "!host.includes('.')",
      why: '<local> bypasses every IPv6 address',
    },
    {
      find: "!host.includes('.') && isIP(host) === 0",
      replace: 'isIP(host) === 0',
      why: '<local> bypasses every name',
    },
    {
      find: "dialect === 'environment' && isBelow(host, hosts.name)",
      replace: 'isBelow(host, hosts.name)',
      why: 'a bare name in a profile means its subdomains',
    },
    {
      find: "dialect === 'environment' && isBelow",
      replace: "dialect === 'profile' && isBelow",
      why: 'the two dialects are mixed up',
    },
    {
      find: 'host === hosts.domain || isBelow(host, hosts.domain)',
      replace: 'isBelow(host, hosts.domain)',
      why: '.corp.example leaves corp.example out',
    },
    {
      find: 'isIP(host) === 0 && host.endsWith(`.${domain}`)',
      replace: 'host.endsWith(`.${domain}`)',
      why: '10.0.0.1 belongs to 0.0.1',
      equivalent: 'an entry that ends as an address does is refused when it is read, so no name does',
    },
    {
      find: 'host.endsWith(`.${domain}`)',
      replace: 'host.endsWith(domain)',
      why: 'evilcorp.example belongs to corp.example',
    },
    {
      find: ".replace(/[.+?^${}()|[\\]\\\\]/g, '\\\\$&')",
      replace: '',
      why: 'a dot in a pattern stands for any letter',
    },
    {
      find: ".replace(/\\*+/g, '.*')}$`)",
      replace: ".replace(/\\*+/g, '.*')}`)",
      why: 'a pattern may end anywhere',
    },
    { find: 'new RegExp(`^${pattern', replace: 'new RegExp(`${pattern', why: 'a pattern may begin anywhere' },
    {
      find: 'list.addSubnet(addresses.address, addresses.bits, addresses.family)',
      replace: 'list.addAddress(addresses.address, addresses.family)',
      why: 'a network (CIDR) is its first address alone',
    },
    {
      find: "isIP(host) === 4 ? 'ipv4' : 'ipv6'",
      replace: "isIP(host) === 6 ? 'ipv4' : 'ipv6'",
      why: 'wrong family',
    },
    {
      find: '|127\\.[\\d.]+',
      replace: '|127\\.0\\.0\\.1',
      why: 'of 127.0.0.0/8 only one address is this computer',
    },
    { find: '|.*\\.localhost', replace: '', why: 'RFC 6761: names below localhost' },
  ],
  'main/network/classify/codes.ts': [
    {
      find: ".find((code) => code !== '') ?? ''",
      replace: "[0] ?? ''",
      why: 'of several tries the first is asked, though it has no code',
    },
    {
      find: 'if (error instanceof AggregateError)',
      replace: 'if (!(error instanceof AggregateError))',
      why: 'negation: several tries have no code',
    },
  ],
  'main/network/classify/dialling.ts': [
    {
      find: "ENETUNREACH: 'unreachable',",
      replace: '',
      why: 'no way to that network is told as a closed connection',
    },
    { find: "ECONNREFUSED: 'refused'", replace: "ECONNREFUSED: 'reset'", why: 'wrong cause' },
    {
      find: "bySide(side, leg === 'auth' ? 'server' : 'gateway')",
      replace: "bySide(side, leg === 'auth' ? 'gateway' : 'server')",
      why: 'who is silent is named the wrong way round',
    },
    {
      after: 'export function classifyFarEnd',
      find: 'if (failure.timedOut)',
      replace: 'if (false)',
      why: 'a time-out is told as a refusal',
    },
    {
      after: 'export function classifyFarEnd',
      find: "if (isOffline(failure.error)) return { kind: 'network.down' };",
      replace: '',
      why: 'the server is blamed for this computer’s network',
    },
    {
      after: 'export function classifyProxy',
      find: "if (isOffline(failure.error)) return { kind: 'network.down' };",
      replace: '',
      why: 'the proxy is blamed for this computer’s network',
    },
    {
      after: 'export function classifyProxy',
      find: "if (stage === 'resolve') return { kind: 'route.unresolved', proxy };",
      replace: '',
      why: 'a proxy whose name is unknown is told as closed',
    },
    {
      after: 'export function classifyProxy',
      find: "code.startsWith('ERR_SSL_')",
      replace: 'false',
      why: 'TLS with the proxy failed: a certificate is asked for',
    },
  ],
  'main/network/classify/closing.ts': [
    {
      find: 'silences.quietMs < shortestIdleMs',
      replace: 'silences.quietMs <= shortestIdleMs',
      why: 'boundary: a silence of exactly a second',
    },
    {
      find: 'silenceToleranceMs(quietMs)',
      replace: 'Math.min(500, quietMs * 0.1)',
      why: 'silences that are all but the same count as different',
    },
    {
      find: 'quietMs >= survivedMs',
      replace: 'quietMs > survivedMs',
      why: 'boundary: the longest silence that it survived',
    },
    {
      find: 'lastQuietMs !== null && ',
      replace: '',
      why: 'one silence is enough for a verdict',
      equivalent:
        'null counts as 0, and no silence of a second or more is within half a second or a tenth of its length of 0',
    },
    {
      find: "if (waitedMs !== undefined) return { kind: 'session.closed', code, ...silences };",
      replace: '',
      why: 'a ping that found the connection dead tells when it died',
    },
  ],
  'main/network/classify/tls.ts': [
    {
      find: "return side === 'server' ? 'sync server' : 'gateway';",
      replace: "return side === 'server' ? 'gateway' : 'sync server';",
      why: 'the wrong hop is named',
    },
    {
      find: 'HANDSHAKE_FAILURE',
      replace: 'HANDSHAKE_FAILED',
      why: 'a client certificate that is missing goes unnoticed',
    },
    {
      find: "case 'CERT_HAS_EXPIRED':",
      replace: "case 'CERT_EXPIRED':",
      why: 'an expired certificate is told as untrusted',
    },
    {
      find: 'names.length > 0 ? names : [subject]',
      replace: 'names',
      why: 'a certificate without names: nothing to compare',
    },
    {
      find: "at.presented.inspector === null ? untrustedCause(code, at.presented) : 'inspected'",
      replace: 'untrustedCause(code, at.presented)',
      why: 'a company’s inspection goes unnoticed',
    },
    {
      find: 'lacksIssuer && chain.length === 1',
      replace: 'lacksIssuer && chain.length <= 2',
      why: 'off by one: a chain of two counts as one',
    },
    {
      find: "code === 'DEPTH_ZERO_SELF_SIGNED_CERT'",
      replace: "code !== 'DEPTH_ZERO_SELF_SIGNED_CERT'",
      why: 'negation: all is self-signed',
    },
    {
      find: "code === 'ECONNRESET' || code === 'EPIPE' ? 'closed'",
      replace: "code === 'ECONNRESET' ? 'closed'",
      why: 'one of two spellings of a closed connection',
    },
    {
      find: 'flaw === null ? refusedCertificate',
      replace: 'flaw !== null ? refusedCertificate',
      why: 'negation: our own judgement is passed over',
    },
    {
      find: '|PACKET_LENGTH_TOO_LONG',
      replace: '',
      why: 'a server without TLS is told as a failure without a cause',
    },
  ],
  'main/network/classify/auth.ts': [
    {
      after: 'export function classifyAuth',
      find: 'status >= 300 && status < 400',
      replace: 'status > 300 && status < 400',
      why: 'boundary: 300 is no redirect',
    },
    {
      after: 'export function classifyAuth',
      find: 'status >= 300 && status < 400',
      replace: 'status >= 300 && status <= 400',
      why: 'boundary: 400 is a redirect',
    },
    { find: ' || code === 802', replace: '', why: 'the server’s own “busy” is told as a failure' },
    {
      find: 'status === 429 || status === 503',
      replace: 'status === 503',
      why: 'too many requests: tried at once again',
    },
    {
      find: "if (isSwallowedHeader(code, body)) return { kind: 'auth.swallowedHeader', status };",
      replace: '',
      why: 'a gateway’s Authorization is told as a wrong password',
    },
    {
      find: 'code === 611 && /does not',
      replace: '/does not',
      why: 'any program’s words count as the server’s',
    },
    {
      after: 'case 611:',
      find: "asked === 'signIn'",
      replace: "asked !== 'signIn'",
      why: 'wrong remedy: a wrong password renews, an old token asks',
    },
    {
      after: 'case 615:',
      find: "asked === 'signIn'",
      replace: "asked !== 'signIn'",
      why: 'the same for 614 and 615',
    },
    {
      find: "code === 615 ? { why: 'expired' }",
      replace: "code === 614 ? { why: 'expired' }",
      why: 'the wrong reason',
    },
    {
      find: "if (asked === 'accessToken' && status === 403) return { kind: 'auth.pathRefused', status, realmPath };",
      replace: '',
      why: 'a refused realm path signs the profile out',
    },
    {
      find: 'status === 404 || status === 405 || (status === 501',
      replace: 'status === 404 || (status === 501',
      why: 'a web server at the wrong address is told as a refusal',
    },
    {
      find: "status === 501 && body.trim() !== ''",
      replace: 'status === 501',
      why: 'the server’s empty 501 is told as a wrong address',
    },
    {
      find: '[A-Za-z0-9_.]{1,40}',
      replace: '[A-Za-z0-9_.<> ]{1,40}',
      why: 'foreign text is quoted as the name of a parameter',
    },
    {
      after: 'function byStatus',
      find: "if (saysWantsTls(status, body)) return { kind: 'auth.malformed', status, flaw: 'wantsTls' };",
      replace: '',
      why: 'http to an https port is told as a refusal',
    },
    {
      after: 'function byStatus',
      find: 'isFromRealm(markedOf(answer)) && jsonOf(body) !== null',
      replace: 'jsonOf(body) !== null',
      why: 'a gateway’s JSON is taken for the server’s',
    },
    {
      after: 'export function classifyAuth',
      find: "if (intercepted !== null) return { kind: 'auth.intercepted', ...intercepted };",
      replace: '',
      why: 'a bot challenge is told as the server’s refusal',
    },
    {
      after: 'export function classifyAuth',
      find: "hopOf('auth', side)",
      replace: "hopOf('sync', side)",
      why: 'who wants a certificate is named wrongly',
    },
  ],
  'main/network/classify/upgrade.ts': [
    {
      after: 'export function classifyUpgrade',
      find: 'status >= 300 && status < 400',
      replace: 'status > 300 && status < 400',
      why: 'boundary: 300 is no redirect',
    },
    {
      find: 'if (status < 300)',
      replace: 'if (status <= 300)',
      why: 'boundary: 300 is a page',
      after: 'export function classifyUpgrade',
      equivalent: '300 is a redirect, which the line before has answered',
    },
    { find: '    case 414:\n', replace: '', why: 'a URL too long is told as forbidden' },
    {
      find: '    case 429:\n',
      replace: '',
      why: 'too many requests is told as forbidden: the person is asked',
    },
    {
      after: 'export function classifyUpgrade',
      find: 'status >= 500',
      replace: 'status > 500',
      why: 'boundary: 500 is told as forbidden',
    },
    {
      find: 'waitAskedFor(answer, now)',
      replace: 'null',
      why: 'dropped header: Retry-After',
      after: 'case 503:',
    },
    {
      find: 'if (status === 426) return true;',
      replace: '',
      why: 'Upgrade Required (RFC 9110 §15.5.22) is told as forbidden',
    },
    {
      find: 'realmCodeOf(markedOf(answer)) === 611',
      replace: 'realmCodeOf(markedOf(answer)) !== null',
      why: 'each 401 of the server is told as a lost Upgrade',
    },
    {
      find: '!isFromRealm(markedOf(answer)) && missesUpgrade',
      replace: 'missesUpgrade',
      why: 'the server’s own words are told as a gateway’s',
    },
    {
      find: 'status >= 400 && status <= 501',
      replace: 'status >= 400 && status < 501',
      why: 'boundary: 501 of a gateway that knows no websockets',
    },
    {
      find: "answer.side === 'gateway' ? 'gateway' : null",
      replace: 'null',
      why: 'the gateway that the profile names isn’t blamed',
    },
    {
      find: 'if (status !== 403) return {};',
      replace: '',
      why: 'each refusal of Envoy’s is told as “websockets off”',
    },
    {
      find: "isEnvoys(head) && body.trim() === ''",
      replace: 'isEnvoys(head)',
      why: 'Envoy’s other words are passed over',
    },
    { find: '/^x-envoy-/i', replace: '/^x-envoy-/', why: 'header names in capital letters' },
    {
      find: "return body.trim() === '' ? { cause: 'tokenMissing' } : {};",
      replace: "return { cause: 'tokenMissing' };",
      why: 'a gateway’s 400 is told as a missing token',
    },
    { find: "return 'encodedTwice';", replace: "return 'changed';", why: 'wrong cause' },
    {
      find: 'longest > commonHeaderLimit',
      replace: 'longest >= commonHeaderLimit',
      why: 'boundary: a line of exactly 8 KiB is taken',
    },
    {
      find: 'name.length + value.length + 4',
      replace: 'name.length + value.length',
      why: 'off by four: colon, blank and the end of the line',
    },
    {
      after: 'export function classifyUpgrade',
      find: "if (mismatch !== null) return { kind: 'gateway.protocolMismatch', status, by: 'server', ...mismatch };",
      replace: '',
      why: 'a version that isn’t spoken is told as a bad request',
    },
    {
      after: 'export function classifyUpgrade',
      find: "if (intercepted === 'portal') return { kind: 'network.portal', status };",
      replace: '',
      why: 'a captive portal is told as a firewall',
    },
  ],
  'main/network/classify/signs.ts': [
    {
      find: "answer.side === 'server' && !somethingStandsBefore",
      replace: '!somethingStandsBefore',
      why: 'a silent gateway’s answer is told as the server’s',
    },
    {
      find: '&& !somethingStandsBefore(answer.head ?? [])',
      replace: '',
      why: 'what a proxy on the way says is told as the server’s',
    },
    {
      find: 'const serversOwn = [400, 401, 404, 500, 503];',
      replace: 'const serversOwn = [400, 401, 404, 500];',
      why: 'the server’s own 503 is told of no one',
    },
    {
      find: 'side === undefined || side === otherwise',
      replace: 'side === undefined',
      why: 'what goes without saying is said',
    },
    {
      find: 'if (isFromRealm(marked)) return null;',
      replace: '',
      why: 'the server’s answer through a product is told as the product’s',
    },
    {
      find: "what === 'botChallenge' ? {} : saidIn(answer)",
      replace: 'saidIn(answer)',
      why: 'scripts are quoted',
    },
    {
      find: "421: 'misdirected',",
      replace: '',
      why: 'Misdirected Request (RFC 9110 §15.5.20) is told as forbidden',
    },
    { find: "525: 'serverTls',", replace: "525: 'serverDown',", why: 'wrong cause' },
    {
      find: '(status === 400 || status === 403) &&',
      replace: 'status === 400 &&',
      why: 'Apache’s 403 for a missing certificate is told as forbidden',
    },
    {
      find: 'status === 400 &&\n  /plain HTTP',
      replace: '/plain HTTP',
      why: 'a page that speaks of it is told as a mistake',
    },
    { find: '|exceeds server limit', replace: '', why: 'Apache’s words for a header too long' },
    {
      find: '/^\\d+$/.test(header.trim())',
      replace: '/^\\d+$/.test(header)',
      why: 'blanks around Retry-After',
    },
    { find: 'Number(header) * 1000', replace: 'Number(header)', why: 'seconds are taken for milliseconds' },
    { find: 'Math.max(0, ms)', replace: 'ms', why: 'a date that has passed: a wait of less than nothing' },
    {
      find: 'Number.isNaN(theirNow) ? now : theirNow',
      replace: 'now',
      why: 'dropped header: Date; a date by their clock is read by ours',
    },
    {
      find: 'isTls && !target.isTls && url.hostname === target.host',
      replace: 'isTls && url.hostname === target.host',
      why: 'who is on https already is told to use it',
    },
    {
      find: '&& url.hostname === target.host',
      replace: '',
      why: 'a redirect to another host is told as the same over TLS',
    },
    {
      find: 'url.host.length > longestHost',
      replace: 'url.host.length >= longestHost',
      why: 'boundary: the longest host that DNS knows',
    },
    { find: '/^(https?|wss?):$/', replace: '/^https?:$/', why: 'a redirect to wss' },
    { find: 'jsonOf(shown.body)', replace: 'jsonOf(body)', why: 'a secret is quoted unmasked' },
  ],
};
