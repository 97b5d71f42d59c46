import type { Argument } from '../expression.ts';
import type { Finding } from '../findings.ts';
import { withoutAuthRoute } from '../urls.ts';
import type { Value } from '../values.ts';
import { missing, type CallReading, type CallRule } from './call-reading.ts';
import type { CredentialFinding } from './credentials.ts';

/** Signing in, as each SDK has it: the server, and in Realm JavaScript the account too. */
export const loginRule: CallRule = (reading) => {
  if (!/user$/i.test(reading.owner) && !isNewUserMessage(reading)) return null;
  switch (reading.name) {
    case 'login':
      return isJavaScript(reading) ? javascriptLogin(reading) : otherLogin(reading);
    case 'loginasync':
    case 'loginwithcredentials':
    case 'authenticatewithcredential':
    case 'authenticatewithcredentials':
      return otherLogin(reading);
    case 'authenticate':
      return reading.argument(null, 'with') === null ? authenticate(reading) : otherLogin(reading);
    case 'register':
      return register(reading);
    case 'registerwithprovider':
      return registerWithProvider(reading);
    case 'adminuser':
      return adminUser(reading);
    default:
      return null;
  }
};

/** Realm Cocoa 1: `[RLMSyncUser userForCredential:… authServerURL:…]` and its sisters are messages of the class. */
const isNewUserMessage = ({ name }: CallReading): boolean => name === 'loginwithcredentials';

/** `User.login` with a small l is JavaScript's; Java and Swift say `SyncUser`, .NET `LoginAsync`. */
const isJavaScript = ({ owner, call }: CallReading): boolean => owner === 'User' && call.name === 'login';

const serverNames = [
  'server',
  'authServerURL',
  'serverUri',
  'serverURL',
  'serverUrl',
  'authServer',
  'authUrl',
];

/** `SyncUser.logIn(with: credentials, server: url)`, `SyncUser.logIn(credentials, url)`, `User.LoginAsync(…)`. */
function otherLogin(reading: CallReading): readonly Finding[] {
  reading.enterName();
  const server = reading.argument(1, ...serverNames);
  // Realm Java names the route itself.
  const isRoute = reading.owner === 'SyncUser' && server?.label === null;
  return serverOf(reading, server, isRoute);
}

/** `User.login(server, credentials)`, `User.login(server, name, password[, callback])` of version 1. */
function javascriptLogin(reading: CallReading): readonly Finding[] {
  reading.enterName();
  const server = serverOf(reading, reading.argument(0), false);
  return isCallback(reading.argument(2)) ? server : [...server, ...named(reading)];
}

const isCallback = (argument: Argument | null): boolean =>
  argument === null || argument.value.kind === 'computed' || argument.value.kind === 'map';

/** The name and the password at the second and third place. */
const named = (reading: CallReading): readonly Finding[] =>
  accountOf(reading, {
    kind: 'password',
    username: reading.take(reading.argument(1)),
    password: reading.take(reading.argument(2)),
  });

const accountOf = (reading: CallReading, credential: CredentialFinding): readonly Finding[] =>
  reading.credential(credential);

function register(reading: CallReading): readonly Finding[] | null {
  if (reading.call.given.length < 3) return null;
  reading.enterName();
  return [
    ...serverOf(reading, reading.argument(0), false),
    ...named(reading),
    reading.foreign('register', reading.ownSpan, 'creates'),
  ];
}

/** `(server, { provider, providerToken, userInfo })`, and in version 1 `(server, provider, token, callback)`. */
function registerWithProvider(reading: CallReading): readonly Finding[] {
  reading.enterName();
  const server = serverOf(reading, reading.argument(0), false);
  const second = reading.take(reading.argument(1));
  if (second.kind !== 'map') {
    const token = reading.take(reading.argument(2));
    return [...server, ...accountOf(reading, byProvider(second, token, missing))];
  }
  const [provider, token] = [entry(second, 'provider'), entry(second, 'providerToken', 'data')];
  const userInfo = entry(second, 'userInfo', 'user_info');
  return [
    ...server,
    ...accountOf(reading, byProvider(provider, token, userInfo)),
    ...reading.foreignEntries(second, ['provider', 'providerToken', 'data', 'userInfo', 'user_info']),
    ...foreignUserInfo(reading, provider, userInfo),
  ];
}

/** What the server's own providers look at; a custom one may look at anything. */
function foreignUserInfo(reading: CallReading, provider: Value, userInfo: Value): readonly Finding[] {
  const name = provider.kind === 'text' ? provider.text.toLowerCase() : '';
  if (name === 'nickname') return reading.foreignEntries(userInfo, ['is_admin']);
  if (name === 'password') return reading.foreignEntries(userInfo, ['password']);
  return name === 'jwt' || name === 'anonymous' ? reading.foreignEntries(userInfo, []) : [];
}

/** `(server, 'password', { username, password })`, `(server, 'jwt', { token })`, `(server, provider, { data })`. */
function authenticate(reading: CallReading): readonly Finding[] | null {
  if (reading.call.given.length < 2) return null;
  reading.enterName();
  const server = serverOf(reading, reading.argument(0), false);
  const provider = reading.take(reading.argument(1));
  const options = reading.take(reading.argument(2));
  const of = (...keys: readonly string[]): Value =>
    options.kind === 'map' ? entry(options, ...keys) : options;
  if (provider.kind === 'text' && provider.text.toLowerCase() === 'password') {
    const account = {
      kind: 'password',
      username: of('username'),
      password: of('password'),
    } as const;
    const others = reading.foreignEntries(options, ['username', 'password']);
    return [...server, ...accountOf(reading, account), ...others];
  }
  const userInfo = options.kind === 'map' ? entry(options, 'user_info', 'userInfo') : missing;
  return [
    ...server,
    ...accountOf(reading, byProvider(provider, of('data', 'token'), userInfo)),
    ...reading.foreignEntries(options, ['data', 'token', 'userInfo', 'user_info']),
    ...foreignUserInfo(reading, provider, userInfo),
  ];
}

/** `User.adminUser(token, server)`; the server may be left out. */
function adminUser(reading: CallReading): readonly Finding[] {
  reading.enterName();
  const token = reading.take(reading.argument(0));
  const server = serverOf(reading, reading.argument(1), false);
  return [...server, ...accountOf(reading, { kind: 'adminToken', token })];
}

/** What the server makes of a provider's name: some are its own, all others are custom ones. */
function byProvider(provider: Value, token: Value, userInfo: Value): CredentialFinding {
  const name = provider.kind === 'text' ? provider.text.toLowerCase() : '';
  switch (name) {
    case 'nickname': {
      const isAdmin = userInfo.kind === 'map' ? entry(userInfo, 'is_admin') : missing;
      return { kind: 'nickname', nickname: token, isAdmin };
    }
    case 'password': {
      const password = userInfo.kind === 'map' ? entry(userInfo, 'password') : userInfo;
      return { kind: 'password', username: token, password };
    }
    case 'anonymous':
      return { kind: 'anonymous' };
    case 'jwt':
      return { kind: 'jwt', token, provider: null };
    default:
      return { kind: 'custom', provider, token, userInfo };
  }
}

function entry(map: Extract<Value, { kind: 'map' }>, ...keys: readonly string[]): Value {
  return map.entries.find(({ key }) => key.kind === 'text' && keys.includes(key.text))?.value ?? missing;
}

function serverOf(reading: CallReading, argument: Argument | null, isRoute: boolean): readonly Finding[] {
  return reading.single('server', argument).map((finding) =>
    isRoute && finding.value.kind === 'text'
      ? {
          ...finding,
          value: { kind: 'text', text: withoutAuthRoute(finding.value.text) },
        }
      : finding,
  );
}
