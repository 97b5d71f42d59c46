import { describe, expect, it } from 'vitest';
import {
  classifyAuth,
  classifyHangUp,
  classifyFarEnd,
  classifyUpgrade,
  hopOf,
} from '../../../main/network/classify.ts';
import { isFromRealm } from '../../../main/network/answer-marks.ts';
import type { Place, Problem, Remedy } from '../../../shared/problem.ts';
import { placeOf, remedyOf } from '../../../shared/problem-kinds.ts';
import type { FarSide } from '../../../shared/far-side.ts';
import { explain } from '../../../shared/text/en/problems.ts';
import { explain as explainInGerman } from '../../../shared/text/de/problems.ts';
import { answerCase, madeUp, type AnswerCase } from '../../cases/answers.ts';

const target = { host: 'ros.quay.example', port: 9080, isTls: false };

const refused = ({ status, head, body, header }: AnswerCase, side: FarSide) => ({
  target,
  side,
  status,
  head,
  body,
  shown: { head, body },
  location: header('location'),
  retryAfter: header('retry-after'),
});

const upgrade = (answer: AnswerCase, side: FarSide = 'server'): Problem =>
  classifyUpgrade({ ...refused(answer, side) }, '/realm-sync', 0);

const auth = (
  answer: AnswerCase,
  asked: 'signIn' | 'accessToken' = 'signIn',
  side: FarSide = 'server',
): Problem => classifyAuth({ ...refused(answer, side), asked, realmPath: '/~/tasks' }, 0);

/** All that a person reads of it. */
const told = (problem: Problem): string => Object.values(explain(problem)).join(' ');

const json = (status: number, body: object, ...headers: string[]): AnswerCase =>
  madeUp(status, JSON.stringify(body), 'Content-Type: application/json', ...headers);

const html = (status: number, body: string, ...headers: string[]): AnswerCase =>
  madeUp(status, `<!DOCTYPE html><html>${body}</html>`, 'Content-Type: text/html', ...headers);

/** Refusals in JSON as the products word them. */
const foreignJson: readonly (readonly [product: string, answer: AnswerCase])[] = [
  ['a01, WSO2', answerCase('a01-api-gateway-401')],
  [
    'Apigee',
    json(401, { fault: { faultstring: 'Invalid ApiKey', detail: { errorcode: 'oauth.v2.InvalidApiKey' } } }),
  ],
  [
    'IBM API Connect',
    json(401, { httpCode: '401', httpMessage: 'Unauthorized', moreInformation: 'No client id' }),
  ],
  ['Kong', json(401, { message: 'No API key found in request' })],
  ['AWS', json(403, { __type: 'AccessDeniedException', Message: 'no' })],
  ['Azure API Management', json(401, { statusCode: 401, message: 'Access denied due to missing key.' })],
  ['Spring', json(403, { timestamp: '2026', status: 403, error: 'Forbidden', path: '/auth' })],
  [
    'ASP.NET, of RFC 9457',
    json(401, {
      type: 'https://tools.ietf.org/html/rfc9110#section-15.5.2',
      title: 'Unauthorized',
      status: 401,
    }),
  ],
  ['the same with a trace', json(403, { type: 'about:blank', title: 'No', status: 403, traceId: '00-1' })],
  ['one of its media type', madeUp(403, '{"status":403}', 'Content-Type: application/problem+json')],
  ['a title and a status', json(403, { title: 'Forbidden', status: 403 })],
  ['a detail and an instance', json(401, { status: 401, detail: 'Sign in', instance: '/auth' })],
  ['gRPC', json(401, { code: 16, message: 'unauthenticated', details: [] })],
  ['a code of its own', json(403, { status: 403, code: 4711, title: 'No' })],
  ['a code in text', json(401, { status: 401, code: '611' })],
  ['Tyk', json(403, { error: 'Access to this API has been disallowed' })],
  ['a list', madeUp(401, '[{"code":611}]', 'Content-Type: application/json')],
  ['nothing at all', json(401, {})],
];

describe('a refusal in JSON that isn’t Realm’s', () => {
  it.each(foreignJson)('%s: not taken for the server’s', (_product, answer) => {
    expect(isFromRealm(answer)).toBe(false);
    for (const asked of ['signIn', 'accessToken'] as const) {
      const problem = auth(answer, asked);
      expect([problem.kind, placeOf(problem)]).toEqual(['auth.refusedOnTheWay', 'gateway']);
      expect(told(problem)).not.toMatch(/user ?name|password|expired|revoked/i);
      expect(explainInGerman(problem).hint).not.toMatch(/Benutzername|Passwort|abgelaufen|widerrufen/);
    }
  });

  it('g16: on the upgrade it is the gateway’s, and no reason for a new token', () => {
    for (const answer of [answerCase('g16-upgrade-401'), ...foreignJson.map(([, each]) => each)]) {
      if (answer.status !== 401 || answer.body === '{}') continue;
      const problem = upgrade(answer);
      expect([problem.kind, placeOf(problem), remedyOf(problem)]).toEqual([
        'gateway.unauthorized',
        'gateway',
        'askUser',
      ]);
    }
  });

  const realms: readonly (readonly [what: string, answer: AnswerCase, kind: string])[] = [
    ['{"status":403} alone', json(403, { status: 403 }), 'auth.pathRefused'],
    ['a code and nothing else', json(403, { code: 614 }), 'auth.refreshRefused'],
    [
      'all its fields',
      json(401, {
        type: 'https://realm.io/docs/object-server/problems/invalid-credentials',
        title: 'The provided credentials are invalid.',
        status: 401,
        code: 611,
        detail: 'x',
      }),
      'auth.refreshRefused',
    ],
    [
      'its kind without a code',
      json(400, { type: 'https://realm.io/docs/object-server/problems/x', status: 400 }),
      'auth.badRequest',
    ],
    [
      'its name over anything',
      json(400, { title: 'Unexpected end of JSON input', status: 400 }, 'Server: Realm-Object-Server/3.12.0'),
      'auth.badRequest',
    ],
  ];
  it.each(realms)('but this is: %s', (_what, answer, kind) => {
    expect(isFromRealm(answer)).toBe(true);
    const problem = auth(answer, 'accessToken');
    expect([problem.kind, placeOf(problem)]).toEqual([kind, 'auth server']);
  });
});

describe('who is blamed where nothing is said', () => {
  const empty = (status: number, ...headers: string[]) => madeUp(status, '', ...headers);

  it.each<[string, AnswerCase, FarSide, Place]>([
    ['no gateway in the profile', empty(503), 'server', 'sync server'],
    ['one in the profile', empty(503), 'gateway', 'gateway'],
    ['q01, the server’s name', answerCase('q01-server-busy'), 'gateway', 'sync server'],
    ['the worker’s name', empty(400, 'server: realm-sync-server/22'), 'gateway', 'sync server'],
    ['nginx’s name', empty(400, 'Server: nginx'), 'server', 'gateway'],
    ['a field of Envoy’s', empty(404, 'x-envoy-upstream-service-time: 3'), 'server', 'gateway'],
    ['somebody’s Via', empty(401, 'Via: 1.1 varnish'), 'server', 'gateway'],
    ['a status that the server never says', empty(403), 'server', 'gateway'],
    ['squid’s Via, which passed it on', empty(503, 'Via: 1.1 lab (squid/5.7)'), 'server', 'sync server'],
  ])('%s', (_what, answer, side, place) => {
    const problem = upgrade(answer, side);
    expect(placeOf(problem)).toBe(place);
    if (place === 'sync server') expect(explain(problem).summary).not.toMatch(/gateway/i);
  });

  it('D7a: without a gateway nobody speaks of one, nor of a sync URL, when there is no answer at all', () => {
    const end = { leg: 'sync', host: 'h', port: 1, side: 'server' } as const;
    const failing = { timedOut: false, error: Object.assign(new Error(), { code: 'ECONNREFUSED' }) } as const;
    const problems = [
      classifyFarEnd(end, 'connect', failing),
      classifyFarEnd(end, 'resolve', failing),
      classifyFarEnd(end, 'tls', { timedOut: true }),
      classifyHangUp('h', [], 'server'),
    ];
    for (const problem of problems) {
      expect(placeOf(problem)).toBe('sync server');
      expect(told(problem)).not.toMatch(/gateway|sync URL/i);
      expect(Object.values(explainInGerman(problem)).join(' ')).not.toMatch(/Gateway|Sync-URL/);
    }
  });

  it('D7b: where the gateway has the login’s own address, what fails there is its doing', () => {
    const failing = { timedOut: false, error: Object.assign(new Error(), { code: 'ECONNREFUSED' }) } as const;
    const problem = classifyFarEnd({ leg: 'auth', host: 'h', port: 1, side: 'gateway' }, 'connect', failing);
    expect(placeOf(problem)).toBe('gateway');
    expect(explain(problem).summary).toMatch(/^The gateway h:1 /);
    expect([hopOf('auth', 'gateway'), hopOf('auth', 'server')]).toEqual(['gateway', 'auth server']);
    expect([hopOf('sync', 'gateway'), hopOf('sync', 'server')]).toEqual(['gateway', 'sync server']);
  });
});

describe('a page in place of an answer', () => {
  const challenge = /challenge for bots/;
  const filter = /filter or policy/i;
  const firewall = /firewall for web applications/i;

  it.each<[string, AnswerCase, RegExp, string | null]>([
    ['g05, Cloudflare', answerCase('g05-challenge'), challenge, 'Cloudflare'],
    [
      'Cloudflare, by its script',
      html(503, '<script src="/cdn-cgi/challenge-platform/x.js">'),
      challenge,
      'Cloudflare',
    ],
    [
      'DataDome',
      html(403, '<script src="https://ct.captcha-delivery.com/c.js"></script>'),
      challenge,
      'DataDome',
    ],
    ['AWS WAF', madeUp(202, '', 'x-amzn-waf-action: challenge'), challenge, 'AWS WAF'],
    ['HUMAN', html(403, '<div id="px-captcha"></div>'), challenge, 'HUMAN'],
    ['Akamai', html(429, '<div id="sec-if-cpt-container"></div>'), challenge, 'Akamai'],
    ['Imperva', html(200, '<script src="/_Incapsula_Resource?SWJIYLWA=7"></script>'), challenge, 'Imperva'],
    ['Anubis', html(200, '<title>Making sure you&#39;re not a bot!</title>'), challenge, 'Anubis'],
    ['nobody’s', html(403, '<body>Please verify you are human <div class="g-recaptcha">'), challenge, null],
    ['g19', answerCase('g19-block-page-503'), filter, null],
    ['Zscaler', html(403, '<title>Access blocked</title>', 'Server: Zscaler/6.2'), filter, 'Zscaler'],
    ['Fortinet', html(200, '<h1>FortiGuard Intrusion Prevention - Access Blocked</h1>'), filter, 'Fortinet'],
    ['Palo Alto', html(503, '<title>Web Page Blocked</title>Palo Alto Networks'), filter, 'Palo Alto'],
    ['Sophos', html(403, '<title>Blocked site</title>Sophos Firewall'), filter, 'Sophos'],
    ['Umbrella', html(403, '<p>This site is blocked.</p>Cisco Umbrella'), filter, 'Cisco Umbrella'],
    ['Skyhigh', html(403, '<title>McAfee Web Gateway - Notification</title>'), filter, 'Skyhigh'],
    ['Forcepoint', html(403, '<a href="blockpage.cgi?ws-session=1">x</a>'), filter, 'Forcepoint'],
    ['Check Point', html(200, '<title>UserCheck</title>'), filter, 'Check Point'],
    [
      'in German',
      html(403, '<h1>Seite gesperrt</h1>Die Richtlinie unserer Firma erlaubt sie nicht.'),
      filter,
      null,
    ],
    ['in French', html(503, '<h1>Page bloquée</h1>Catégorie : inconnue'), filter, null],
    ['in Spanish', html(200, '<h1>Página bloqueada</h1>por la política de la empresa'), filter, null],
    ['g25, Imperva', answerCase('g25-firewall-incident'), firewall, '7-1'],
    [
      'F5',
      html(
        200,
        '<body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 1844674407<br></body>',
      ),
      firewall,
      '1844674407',
    ],
    [
      'Akamai',
      html(
        403,
        '<H1>Access Denied</H1>You don\'t have permission to access "x" on this server.<P>Reference&#32;&#35;18&#46;2d351ab8&#46;1557333295',
        'Server: AkamaiGHost',
      ),
      firewall,
      '18.2d351ab8.1557333295',
    ],
    [
      'Cloudflare’s own',
      html(
        403,
        '<h1>Sorry, you have been blocked</h1>Cloudflare Ray ID: <strong>7d1a2b3c4d5e6f70</strong>',
        'Server: cloudflare',
      ),
      firewall,
      '7d1a2b3c4d5e6f70',
    ],
    [
      'Cloudflare, by its field',
      madeUp(403, 'error code: 1020', 'Server: cloudflare', 'CF-RAY: 8e1f-FRA'),
      firewall,
      '8e1f-FRA',
    ],
    ['FortiWeb', html(403, '<p>Attack ID: 20000051</p><p>Message ID: 000077</p>'), firewall, '20000051'],
    [
      'ModSecurity',
      html(406, '<h1>Not Acceptable!</h1>This error was generated by Mod_Security.'),
      firewall,
      'ModSecurity',
    ],
    ['Barracuda', html(403, '<p>Barracuda Web Application Firewall</p>'), firewall, 'Barracuda'],
    [
      'nobody’s',
      html(403, 'Your request was blocked by our security rules. Incident ID: QX-77.'),
      firewall,
      'QX-77',
    ],
    ['one in JSON', json(403, { error: 'Blocked by WAF', incident_id: 'ab12-9' }), firewall, 'ab12-9'],
  ])('%s', (_product, answer, kind, name) => {
    for (const problem of [upgrade(answer), auth(answer)]) {
      expect(problem.kind).toMatch(/\.intercepted$/);
      const { summary } = explain(problem);
      expect(summary).toMatch(kind);
      if (name !== null) expect(summary).toContain(name);
      expect(remedyOf(problem)).toBe<Remedy>('askUser');
    }
  });

  it.each<[string, AnswerCase, Remedy, RegExp]>([
    ['a plain 503', html(503, '<h1>503 Service Unavailable</h1>'), 'retry', /unavailable for the moment/],
    [
      'maintenance',
      html(503, '<h1>Down for maintenance</h1>Back at noon. Request ID: 77'),
      'retry',
      /unavailable/,
    ],
    ['nginx’s 403', html(403, '<center><h1>403 Forbidden</h1></center><hr>nginx'), 'askUser', /forbids/],
    ['a server’s own words', madeUp(403, 'Your account is blocked'), 'askUser', /forbids/],
  ])('is none of those: %s', (_what, answer, remedy, words) => {
    const problem = upgrade(answer);
    expect(remedyOf(problem)).toBe(remedy);
    expect(explain(problem).summary).toMatch(words);
  });

  it.each<[string, AnswerCase]>([
    ['WISPr', html(200, '<!-- <WISPAccessGatewayParam> -->')],
    ['a guest’s', html(200, '<title>Guest Wi-Fi</title><form action="/go"><input name="room"></form>')],
    ['FortiGate', madeUp(302, '', 'Location: http://10.0.0.1:1000/fgtauth?7')],
    ['by the status', madeUp(511, '')],
  ])('a portal of the network: %s', (_what, answer) => {
    expect(upgrade(answer)).toMatchObject({ kind: 'network.portal' });
    expect(auth(answer)).toMatchObject({ kind: 'network.portal' });
  });

  it('numbers are numbers: nothing else that stands behind such a label is shown', () => {
    const rejected = (behind: string) =>
      upgrade(html(403, `The requested URL was rejected. Your support ID is: ${behind}`));
    expect(rejected('12345678901234567890')).toMatchObject({ incident: '12345678901234567890' });
    expect(rejected('unknown')).not.toHaveProperty('incident');
    expect(rejected('9'.repeat(400))).not.toHaveProperty('incident');
    expect(JSON.stringify(rejected('\u001b[31m7'))).not.toMatch(/\\u001b/);
  });
});

describe('sign-in', () => {
  it.each<[string, AnswerCase, boolean]>([
    ['g13, a parked page', answerCase('g13-parked-page'), false],
    [
      'associated, design on',
      html(200, '<title>Design on demand</title><script></script>Associated press'),
      false,
    ],
    ['catalog in, blog on', html(200, '<title>Catalog in stock</title><form>Blog on</form>'), false],
    ['authors', html(200, '<title>Authors</title><form action="/authors">'), false],
    ['an assistant', html(200, '<title>Assonance</title>lesson assigned in class<script>'), false],
    ['Sign in', html(200, '<title>Sign in</title>'), true],
    ['a password', html(200, '<form><input type="password" name="p"></form>'), true],
    ['SAML', html(200, '<form><input name="SAMLRequest" value="x"></form>'), true],
    ['by script', html(200, '<script>location="https://login.quay.example/x"</script>'), true],
    ['in German', html(200, '<title>Anmeldung</title>'), true],
    ['in Japanese', html(200, '<title>ログイン</title>'), true],
  ])('a page: %s', (_what, answer, isSignIn) => {
    expect(upgrade(answer)).toMatchObject({
      kind: 'gateway.notWebSocket',
      ...(isSignIn ? { isSignIn } : {}),
    });
    expect(/sign-in page/.test(told(upgrade(answer)))).toBe(isSignIn);
  });

  it.each([
    ['https://login.quay.example/', true],
    ['https://quay.example/sso/start', true],
    ['https://quay.okta.com/app/x', true],
    ['https://idp.quay.example/adfs/ls/?wa=x', true],
    ['/oauth2/authorize?x', true],
    ['https://www.quay.example/users/sign_in', true],
    ['https://associates.quay.example/', false],
    ['https://quay.example/authors/sso-called', true],
    ['https://quay.example/authors', false],
    ['https://quay.example/blogin', false],
    ['https://design.quay.example/on', false],
    ['https://ros.quay.example/auth', false],
    ['https://quay.example/landing?next=login', false],
  ])('a place: %s', (location, isSignIn) => {
    const problem = upgrade(madeUp(302, '', `Location: ${location}`));
    expect('isSignIn' in problem).toBe(isSignIn);
  });

  it.each([
    ['L10', answerCase('L10-location-file')],
    ['garbage', madeUp(302, '', 'Location: :::')],
    ['no host', madeUp(302, '', 'Location: http://')],
    ['mail', madeUp(307, '', 'Location: mailto:a@quay.example')],
    ['a script', madeUp(301, '', 'Location: javascript:alert(1)')],
    ['none', madeUp(301, '')],
    ['no end', madeUp(301, '', `Location: https://${'a.'.repeat(400)}example/`)],
  ])('a place that is none leaves no hole in the sentence: %s', (_what, answer) => {
    for (const problem of [upgrade(answer), auth(answer)]) {
      expect(problem).toMatchObject({ host: null });
      expect(explain(problem).summary).toMatch(/redirects .*to another address \(30\d\)\.$/);
      expect(explainInGerman(problem).summary).toMatch(/einer anderen Adresse \(30\d\)\.$/);
    }
  });
});

describe('statuses that say more', () => {
  it.each<[string, AnswerCase, RegExp, Remedy]>([
    ['g08', answerCase('g08-464'), /load balancer.*another version of HTTP to its targets/, 'askUser'],
    ['421', madeUp(421, ''), /name/, 'askUser'],
    ['408', madeUp(408, '', 'Server: nginx'), /waited too long for the request/, 'retry'],
    ['463', madeUp(463, '', 'Server: awselb/2.0'), /too many hops/, 'askUser'],
    ['499', madeUp(499, ''), /given up/, 'retry'],
    ['521', html(521, 'error code: 521', 'Server: cloudflare'), /refused by the server behind it/, 'retry'],
    ['522', madeUp(522, '', 'Server: cloudflare'), /waited in vain/, 'retry'],
    ['526', madeUp(526, '', 'Server: cloudflare'), /could not secure/, 'askUser'],
    ['530', madeUp(530, 'error code: 1016', 'Server: cloudflare'), /finds no way/, 'retry'],
    ['561', madeUp(561, '', 'Server: awselb/2.0'), /identity provider/, 'retry'],
  ])('%s', (_status, answer, words, remedy) => {
    const problem = upgrade(answer);
    expect([placeOf(problem), remedyOf(problem)]).toEqual(['gateway', remedy]);
    expect(told(problem)).toMatch(words);
    expect(told(problem)).not.toMatch(/forbids/);
    expect(told(auth(answer))).toMatch(words);
  });

  it('Envoy’s empty 403 is told apart from its rules', () => {
    expect(told(upgrade(madeUp(403, '', 'server: envoy')))).toMatch(/Envoy.*upgrade_configs/);
    expect(told(upgrade(madeUp(403, '', 'server: istio-envoy')))).toMatch(/upgrade_configs/);
    expect(told(upgrade(madeUp(403, 'RBAC: access denied', 'server: envoy')))).toMatch(/access rule/);
  });

  it.each<[string, AnswerCase]>([
    ['g32', answerCase('g32-upgrade-lost')],
    ['Spring', madeUp(400, 'Can "Upgrade" only to "WebSocket".')],
    ['Spring, Connection', madeUp(400, '"Connection" must be "upgrade".')],
    [
      'gorilla',
      madeUp(
        400,
        "Bad Request: websocket: the client is not using the websocket protocol: 'upgrade' token not found in 'Connection' header",
      ),
    ],
    ['websockets', madeUp(426, 'Failed to open a WebSocket connection: missing Upgrade header.')],
    ['coder', madeUp(426, 'WebSocket protocol violation: Connection header "" does not contain Upgrade')],
    ['Jetty', madeUp(400, 'Not a WebSocket upgrade request')],
    ['the server’s own 401/611', json(401, { status: 401, code: 611, title: 'x' })],
  ])('an Upgrade header that was lost: %s', (_who, answer) => {
    const problem = upgrade(answer);
    expect(problem.kind).toBe('gateway.upgradeStripped');
    expect(told(problem)).toContain('Upgrade header');
    expect(told(problem)).not.toContain('%2F');
  });
});

describe('what the far side says itself', () => {
  it('D13: is quoted, plain and short', () => {
    const problem = upgrade(answerCase('D13-names-the-header'));
    expect(told(problem)).toContain('“X-Quay-Key is missing. Ask netops@quay.example”');
    expect(explainInGerman(problem).hint).toContain('„X-Quay-Key is missing. Ask netops@quay.example“');
  });

  it.each<[string, AnswerCase, string | undefined]>([
    [
      'a page',
      html(403, '<head><style>p{}</style></head><p>Ask&nbsp;<b>netops</b></p><script>x()</script>'),
      'Ask netops',
    ],
    ['WSO2', answerCase('g16-upgrade-401'), 'This call carries no credential of the gateway'],
    ['Kong', json(401, { message: 'No API key found in request' }), 'No API key found in request'],
    ['control characters', madeUp(403, 'a\u001b]0;x\u0007bc \u202edef\r\nghi'), 'a]0;xbc def ghi'],
    ['too long', madeUp(403, 'word '.repeat(100)), `${'word '.repeat(40).slice(0, 199).trimEnd()}…`],
    [
      'nginx’s own',
      html(403, '<center><h1>403 Forbidden</h1></center><hr><center>nginx</center>'),
      undefined,
    ],
    ['no letters', madeUp(403, '{"a":1}'), undefined],
    ['the server’s status', json(500, { status: 500 }), undefined],
  ])('%s', (_what, answer, words) => {
    const problem = upgrade(answer);
    expect('words' in problem ? problem.words : undefined).toBe(words);
  });

  it('is nothing but what may be shown', () => {
    const answer = answerCase('D13-names-the-header');
    const hidden = { ...refused(answer, 'server'), shown: { head: [], body: '[header value A] is missing' } };
    expect(classifyUpgrade({ ...hidden }, '/realm-sync', 0)).toMatchObject({
      words: '[header value A] is missing',
    });
    const { shown: _shown, ...unshown } = hidden;
    expect(classifyUpgrade({ ...unshown }, '/realm-sync', 0)).not.toHaveProperty('words');
  });

  it('of the auth server is its detail, where it says more than its code', () => {
    const problem = auth(
      json(401, { type: 't', title: 'T', status: 401, code: 611, detail: 'jwt malformed' }),
    );
    expect(problem).toMatchObject({ kind: 'auth.credentialRefused', words: 'jwt malformed' });
    expect(auth(json(401, { title: 'T', status: 401, code: 611 }))).not.toHaveProperty('words');
  });
});
