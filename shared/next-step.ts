import type { Problem, ProblemOf, TlsHop } from './problem.ts';
import type { ProfileView, SessionStatus } from './status.ts';

/**
 * What a person has to do before something goes on. The one decision that words, buttons, rows, keys and the tray follow:
 * whoever has to enter a proxy's password is nowhere asked to sign in.
 */
export type NextStep =
  /** Only a sign-in helps. */
  | { readonly do: 'signIn' }
  | { readonly do: 'enterProxyPassword' }
  /** One of an authority to trust, or one of our own to show. */
  | { readonly do: 'addCertificate'; readonly field: 'trust.ca' | 'trust.clientCertificate' }
  | { readonly do: 'openKeychain' }
  | { readonly do: 'edit'; readonly field: EditableField }
  /** Nothing here: time, the network, or somebody else mends it. */
  | { readonly do: 'retry' }
  /** Nothing is wrong: the person ended it. */
  | { readonly do: 'connect' };

/** Fields that a problem can point at, named as `parseProfile` names them. */
export type EditableField =
  | 'name'
  | 'server'
  | 'credential.kind'
  | 'credential.username'
  | 'realmPaths'
  | 'gateway.syncUrl'
  | 'gateway.authorizationHeaderName'
  | 'gateway.urlPrefix'
  | 'gateway.customRequestHeaders'
  | 'route.proxyHeaders'
  | 'route.mode'
  | 'route.proxy'
  | 'trust.ca'
  | 'trust.clientCertificate'
  | 'sync.protocolVersions';

const signIn: NextStep = { do: 'signIn' };
const retry: NextStep = { do: 'retry' };
const openKeychain: NextStep = { do: 'openKeychain' };
const edit = (field: EditableField): NextStep => ({ do: 'edit', field });
const addCertificate = (field: 'trust.ca' | 'trust.clientCertificate'): NextStep => ({
  do: 'addCertificate',
  field,
});

/** Total: every problem has one best next step. */
// eslint-disable-next-line max-lines-per-function -- one line a kind
export function nextStepFor(problem: Problem): NextStep {
  switch (problem.kind) {
    case 'auth.credentialRefused':
    case 'auth.refreshRefused':
    case 'session.badAuthentication':
    case 'vault.corrupt':
    case 'secret.fileUnreadable':
      return signIn;
    case 'secret.missing':
    case 'secret.withheld':
      return forSecret(problem.secret);
    case 'route.authRequired':
      return forProxy(problem);
    case 'tls.untrusted':
      return addCertificate('trust.ca');
    case 'tls.clientCertificateRequired':
      return addCertificate('trust.clientCertificate');
    case 'vault.locked':
    case 'vault.unavailable':
    case 'vault.denied':
      return openKeychain;
    case 'tls.wrongName':
      return edit(urlOfHop[problem.hop]);
    case 'profile.invalid':
      return edit(editableFieldOf(problem.issues[0].field));
    case 'auth.unknownAccount':
      return edit('credential.username');
    case 'auth.notOffered':
    case 'auth.badRequest':
      return edit('credential.kind');
    case 'auth.pathRefused':
    case 'session.permissionDenied':
      return edit('realmPaths');
    case 'auth.unresolved':
    case 'auth.unreachable':
    case 'auth.closed':
    case 'auth.moved':
    case 'auth.malformed':
      return edit('server');
    case 'auth.refusedOnTheWay':
    case 'gateway.unauthorized':
      return edit('gateway.customRequestHeaders');
    case 'route.undecided':
      return edit('route.mode');
    case 'route.unresolved':
    case 'route.unreachable':
    case 'route.malformed':
      return edit('route.proxy');
    case 'gateway.unresolved':
    case 'gateway.unreachable':
    case 'gateway.moved':
    case 'gateway.notWebSocket':
      return edit('gateway.syncUrl');
    case 'gateway.badRequest':
      return edit('gateway.authorizationHeaderName');
    case 'gateway.forbidden':
    case 'gateway.noSuchPath':
      return edit('gateway.urlPrefix');
    case 'gateway.protocolMismatch':
      return problem.isLimited === true ? edit('sync.protocolVersions') : retry;
    case 'cancelled':
      return { do: 'connect' };
    case 'auth.timeout':
    case 'auth.busy':
    case 'auth.failed':
    case 'auth.swallowedHeader':
    case 'auth.intercepted':
    case 'route.closed':
    case 'route.refused':
    case 'route.socksRefused':
    case 'route.timeout':
    case 'tls.expired':
    case 'tls.notYetValid':
    case 'tls.unacceptable':
    case 'tls.failed':
    case 'gateway.timeout':
    case 'gateway.closed':
    case 'gateway.busy':
    case 'gateway.failed':
    case 'gateway.intercepted':
    case 'gateway.upgradeStripped':
    case 'session.closed':
    case 'session.idleKilled':
    case 'session.silent':
    case 'session.protocol':
    case 'session.timeout':
    case 'session.tokenExpired':
    case 'session.server':
    case 'network.down':
    case 'network.portal':
    case 'profile.missing':
    case 'profile.ambiguous':
    case 'gesture.missing':
    case 'storage.notSaved':
    case 'input.refused':
    case 'bug':
      return retry;
  }
}

/**
 * Whether there is just nothing to sign in with, as after one's own “Forget the tokens”. That is no failure: nothing is
 * red, and no hop is to blame.
 */
export const isSignInDue = (problem: Problem): boolean =>
  (problem.kind === 'secret.missing' || problem.kind === 'secret.withheld') &&
  nextStepFor(problem).do === 'signIn';

/** Whether it is a failure that stays in sight while it is tried again: what the person did, or what a new token cures at once, is none. */
export const isFailure = (problem: Problem): boolean =>
  problem.kind !== 'cancelled' && problem.kind !== 'session.tokenExpired' && !isSignInDue(problem);

/** What a profile waits for. */
export interface NeededStep {
  readonly step: NextStep;
  /** Null where the person is signed out, which needs no reason. */
  readonly problem: Problem | null;
  /** Whose problem it is; none where it is the sign-in's, which concerns them all. */
  readonly sessions: readonly SessionStatus[];
}

/** What a person has to do before the profile goes on; null where nothing waits for that. */
export function neededFor({ signIn: status, sessions }: ProfileView): NeededStep | null {
  if (status.state === 'signedOut') return { step: signIn, problem: null, sessions: [] };
  if (status.state === 'needsUser')
    return { step: nextStepFor(status.problem), problem: status.problem, sessions: [] };
  // While some of it works, the notes of the others are enough.
  if (sessions.some(({ phase }) => phase.state === 'online')) return null;
  const stuck = sessions.flatMap((session) =>
    session.phase.state === 'blocked' || session.phase.state === 'awaitingSignIn'
      ? [{ session, problem: session.phase.problem, step: nextStepFor(session.phase.problem) }]
      : [],
  );
  const chosen = stuck.find(({ step }) => step.do !== 'retry' && step.do !== 'connect') ?? stuck[0];
  if (chosen === undefined) return null;
  const alike = stuck.filter(({ problem }) => problem.kind === chosen.problem.kind);
  const { step, problem } = chosen;
  return { step, problem, sessions: alike.map(({ session }) => session) };
}

const urlOfHop: Record<TlsHop, EditableField> = {
  'forward proxy': 'route.proxy',
  'auth server': 'server',
  gateway: 'gateway.syncUrl',
  'sync server': 'server',
};

/** A password helps only where the proxy takes one (RFC 9110 §11.7.1, RFC 1929). */
function forProxy({ schemes }: ProblemOf<'route.authRequired'>): NextStep {
  const takesPassword = schemes.some((scheme) => /^(basic|digest|ntlm|username\/password)$/i.test(scheme));
  return takesPassword ? { do: 'enterProxyPassword' } : retry;
}

function forSecret(secret: string): NextStep {
  if (secret === 'proxyPassword') return { do: 'enterProxyPassword' };
  if (/^proxy ?header/i.test(secret)) return edit('route.proxyHeaders');
  if (/^client(Key|Bundle)/.test(secret)) return addCertificate('trust.clientCertificate');
  return secret.startsWith('header') ? edit('gateway.customRequestHeaders') : signIn;
}

const startsOfFields: readonly (readonly [start: string, field: EditableField])[] = [
  ['server', 'server'],
  ['credential.username', 'credential.username'],
  ['credential', 'credential.kind'],
  ['realmPaths', 'realmPaths'],
  ['gateway.syncUrl', 'gateway.syncUrl'],
  ['gateway.authorizationHeaderName', 'gateway.authorizationHeaderName'],
  ['gateway.urlPrefix', 'gateway.urlPrefix'],
  ['gateway', 'gateway.customRequestHeaders'],
  ['route.proxy', 'route.proxy'],
  ['route', 'route.mode'],
  ['trust.client', 'trust.clientCertificate'],
  ['trust', 'trust.ca'],
  ['sync', 'sync.protocolVersions'],
];

const editableFieldOf = (field: string): EditableField =>
  startsOfFields.find(([start]) => field.startsWith(start))?.[1] ?? 'name';
