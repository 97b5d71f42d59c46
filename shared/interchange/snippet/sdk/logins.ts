import type { Argument } from '../syntax/expression.ts';
import { withoutAuthRoute } from '../urls.ts';
import type { CallReading, CallRule } from './call-reading.ts';
import type { Finding } from './findings.ts';

const serverLabels = [
  ...['server', 'authServerURL', 'serverUri', 'serverURL'],
  ...['serverUrl', 'authServer', 'authUrl'],
];

/** Signing in with a credential, as most SDKs have it: `names` are plain, and belong to a user. */
export const loginRule =
  (names: readonly string[]): CallRule =>
  (reading) =>
    names.includes(reading.name) && isOfUser(reading) ? signedIn(reading) : null;

export const isOfUser = ({ owner }: CallReading): boolean => /user$/i.test(owner);

/** `SyncUser.logIn(with: credentials, server: url)`, `User.LoginAsync(credentials, url)`. */
export function signedIn(reading: CallReading): readonly Finding[] {
  reading.enterName();
  return serverIn(reading, serverArgument(reading));
}

export const serverArgument = (reading: CallReading): Argument | null => reading.argument(1, ...serverLabels);

export const serverIn = (reading: CallReading, argument: Argument | null): readonly Finding[] =>
  reading.single('server', argument);

/** The same where the SDK wants the route with it. */
export const routeIn = (reading: CallReading, argument: Argument | null): readonly Finding[] =>
  reading
    .single('server', argument)
    .map((finding) =>
      finding.value.kind === 'text'
        ? { ...finding, value: { kind: 'text', text: withoutAuthRoute(finding.value.text) } }
        : finding,
    );
