import { missing, type CallReading, type CallRule } from '../../../sdk/call-reading.ts';
import type { CredentialFinding, Finding } from '../../../sdk/findings.ts';
import { isOfUser, serverIn } from '../../../sdk/logins.ts';
import type { Argument } from '../../../syntax/expression.ts';
import { entryOf, type MapValue, type Value } from '../../../values/value.ts';

/** Signing in, in Realm JavaScript 1 to 6: the server first, and the account too. */
export const javascriptLogins: CallRule = (reading) => {
  if (!isOfUser(reading)) return null;
  switch (reading.name) {
    case 'login':
      return isOwnLogin(reading) ? login(reading) : null;
    case 'authenticate':
      // With that label it is another SDK's.
      return reading.argument(null, 'with') === null ? authenticate(reading) : null;
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

/** `User.login` with a small l; Java and Swift say `SyncUser`, .NET `LoginAsync`. */
const isOwnLogin = ({ owner, call }: CallReading): boolean => owner === 'User' && call.name === 'login';

/** `User.login(server, credentials)`, `User.login(server, name, password[, callback])` of version 1. */
function login(reading: CallReading): readonly Finding[] {
  const server = serverFirst(reading);
  return isCallback(reading.argument(2)) ? server : [...server, ...named(reading)];
}

const isCallback = (argument: Argument | null): boolean =>
  argument === null || argument.value.kind === 'computed' || argument.value.kind === 'map';

function serverFirst(reading: CallReading): readonly Finding[] {
  reading.enterName();
  return serverIn(reading, reading.argument(0));
}

/** The name and the password at the second and third place. */
const named = (reading: CallReading): readonly Finding[] =>
  reading.credential({
    kind: 'password',
    username: reading.take(reading.argument(1)),
    password: reading.take(reading.argument(2)),
  });

function register(reading: CallReading): readonly Finding[] | null {
  if (reading.call.given.length < 3) return null;
  return [
    ...serverFirst(reading),
    ...named(reading),
    reading.foreign('register', reading.ownSpan, 'creates'),
  ];
}

/** `(server, { provider, providerToken, userInfo })`, and in version 1 `(server, provider, token, callback)`. */
function registerWithProvider(reading: CallReading): readonly Finding[] {
  const server = serverFirst(reading);
  const second = reading.take(reading.argument(1));
  if (second.kind !== 'map') {
    const token = reading.take(reading.argument(2));
    return [...server, ...reading.credential(byProvider(second, token, missing))];
  }
  const [provider, token] = [entry(second, 'provider'), entry(second, 'providerToken', 'data')];
  const userInfo = entry(second, 'userInfo', 'user_info');
  return [
    ...server,
    ...reading.credential(byProvider(provider, token, userInfo)),
    ...reading.foreignEntries(second, ['provider', 'providerToken', 'data', 'userInfo', 'user_info']),
    ...foreignUserInfo(reading, provider, userInfo),
  ];
}

/** `(server, 'password', { username, password })`, `(server, 'jwt', { token })`, `(server, provider, { data })`. */
function authenticate(reading: CallReading): readonly Finding[] | null {
  if (reading.call.given.length < 2) return null;
  const server = serverFirst(reading);
  const provider = reading.take(reading.argument(1));
  const options = reading.take(reading.argument(2));
  const of = (...keys: readonly string[]): Value =>
    options.kind === 'map' ? entry(options, ...keys) : options;
  if (provider.kind === 'text' && provider.text.toLowerCase() === 'password') {
    const account = reading.credential({
      kind: 'password',
      username: of('username'),
      password: of('password'),
    });
    return [...server, ...account, ...reading.foreignEntries(options, ['username', 'password'])];
  }
  const userInfo = options.kind === 'map' ? entry(options, 'user_info', 'userInfo') : missing;
  return [
    ...server,
    ...reading.credential(byProvider(provider, of('data', 'token'), userInfo)),
    ...reading.foreignEntries(options, ['data', 'token', 'userInfo', 'user_info']),
    ...foreignUserInfo(reading, provider, userInfo),
  ];
}

/** `User.adminUser(token, server)`; the server may be left out. */
function adminUser(reading: CallReading): readonly Finding[] {
  reading.enterName();
  const token = reading.take(reading.argument(0));
  const server = serverIn(reading, reading.argument(1));
  return [...server, ...reading.credential({ kind: 'adminToken', token })];
}

/** What the server's own providers look at; a custom one may look at anything. */
function foreignUserInfo(reading: CallReading, provider: Value, userInfo: Value): readonly Finding[] {
  const name = provider.kind === 'text' ? provider.text.toLowerCase() : '';
  if (name === 'nickname') return reading.foreignEntries(userInfo, ['is_admin']);
  if (name === 'password') return reading.foreignEntries(userInfo, ['password']);
  return name === 'jwt' || name === 'anonymous' ? reading.foreignEntries(userInfo, []) : [];
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

const entry = (map: MapValue, ...keys: readonly string[]): Value => entryOf(map, ...keys) ?? missing;
