import type { Problem, ProblemKind, TlsHop } from '../../shared/problem.ts';

/** What the person can do about a problem with one click: sign in, correct a field of the profile, or try again. */
export type ProblemAction =
  | { readonly verb: 'signIn' }
  | { readonly verb: 'retry' }
  | { readonly verb: 'connect' }
  | { readonly verb: 'edit'; readonly field: EditableField };

/** Fields that a problem can point at, named as `parseProfile` names them; `secrets.proxyPassword` exists only in the form. */
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
  | 'secrets.proxyPassword'
  | 'trust.ca'
  | 'trust.clientCertificate'
  | 'sync.protocolVersions';

const signIn: ProblemAction = { verb: 'signIn' };
const retry: ProblemAction = { verb: 'retry' };
const edit = (field: EditableField): ProblemAction => ({ verb: 'edit', field });

const urlOfHop: Record<TlsHop, EditableField> = {
  'forward proxy': 'route.proxy',
  'auth server': 'server',
  gateway: 'gateway.syncUrl',
  'sync server': 'server',
};

/** Total: every problem has one best next step. */
export function actionFor(problem: Problem): ProblemAction {
  switch (problem.kind) {
    case 'tls.wrongName':
      return edit(urlOfHop[problem.hop]);
    case 'profile.invalid':
      return edit(editableFieldOf(problem.issues[0].field));
    case 'secret.missing':
    case 'secret.withheld':
      return forSecret(problem.secret);
    case 'gateway.protocolMismatch':
      return problem.isLimited === true ? edit('sync.protocolVersions') : retry;
    default:
      return actions[problem.kind];
  }
}

const actions: Record<
  Exclude<
    ProblemKind,
    'tls.wrongName' | 'profile.invalid' | 'secret.missing' | 'secret.withheld' | 'gateway.protocolMismatch'
  >,
  ProblemAction
> = {
  'auth.credentialRefused': signIn,
  'auth.refreshRefused': signIn,
  'session.badAuthentication': signIn,
  'vault.corrupt': signIn,
  'auth.unknownAccount': edit('credential.username'),
  'auth.notOffered': edit('credential.kind'),
  'auth.badRequest': edit('credential.kind'),
  'auth.pathRefused': edit('realmPaths'),
  'session.permissionDenied': edit('realmPaths'),
  'auth.unresolved': edit('server'),
  'auth.unreachable': edit('server'),
  'auth.closed': edit('server'),
  'auth.moved': edit('server'),
  'auth.malformed': edit('server'),
  'auth.refusedOnTheWay': edit('gateway.customRequestHeaders'),
  'gateway.unauthorized': edit('gateway.customRequestHeaders'),
  'route.undecided': edit('route.mode'),
  'route.unresolved': edit('route.proxy'),
  'route.unreachable': edit('route.proxy'),
  'route.malformed': edit('route.proxy'),
  'route.authRequired': edit('secrets.proxyPassword'),
  'tls.untrusted': edit('trust.ca'),
  'tls.clientCertificateRequired': edit('trust.clientCertificate'),
  'gateway.unresolved': edit('gateway.syncUrl'),
  'gateway.unreachable': edit('gateway.syncUrl'),
  'gateway.moved': edit('gateway.syncUrl'),
  'gateway.notWebSocket': edit('gateway.syncUrl'),
  'gateway.badRequest': edit('gateway.authorizationHeaderName'),
  'gateway.forbidden': edit('gateway.urlPrefix'),
  'gateway.noSuchPath': edit('gateway.urlPrefix'),
  cancelled: { verb: 'connect' },
  'secret.fileUnreadable': signIn,
  'vault.locked': retry,
  'vault.unavailable': retry,
  'vault.denied': retry,
  'auth.timeout': retry,
  'auth.busy': retry,
  'auth.failed': retry,
  'auth.swallowedHeader': retry,
  'route.closed': retry,
  'route.refused': retry,
  'route.socksRefused': retry,
  'route.timeout': retry,
  'tls.expired': retry,
  'tls.notYetValid': retry,
  'tls.unacceptable': retry,
  'tls.failed': retry,
  'gateway.timeout': retry,
  'gateway.closed': retry,
  'gateway.busy': retry,
  'gateway.failed': retry,
  'auth.intercepted': retry,
  'gateway.intercepted': retry,
  'gateway.upgradeStripped': retry,
  'session.closed': retry,
  'session.idleKilled': retry,
  'session.silent': retry,
  'session.protocol': retry,
  'session.timeout': retry,
  'session.tokenExpired': retry,
  'session.server': retry,
  'network.down': retry,
  'network.portal': retry,
  'profile.missing': retry,
  'gesture.missing': retry,
  'profile.ambiguous': retry,
  'storage.notSaved': retry,
  'input.refused': retry,
  bug: retry,
};

function forSecret(secret: string): ProblemAction {
  if (secret === 'proxyPassword') return edit('secrets.proxyPassword');
  if (/^proxy ?header/i.test(secret)) return edit('route.proxyHeaders');
  if (/^client(Key|Bundle)/.test(secret)) return edit('trust.clientCertificate');
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
