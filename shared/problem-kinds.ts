import type { Mistake } from './mistakes.ts';
import { takesPassword } from './auth-schemes.ts';
import {
  type Answerer,
  type BadRequestCause,
  type EditableField,
  type FailureCause,
  type NextStep,
  type Place,
  type Problem,
  type ProblemKind,
  type ProblemOf,
  type ProxyRefusal,
  type Remedy,
  type StageName,
  type TlsHop,
} from './problem.ts';
import { editableFieldOf } from './profile-fields.ts';
import { isSecretKind, rowOf as rowOfSecret } from './secret-kinds.ts';

/**
 * All that is decided of a problem by its kind, one row a kind. A new kind gets a row here, and what it is called and how
 * it is explained in every language; the compiler asks for each of them. Questions that concern one kind alone are asked
 * where they arise (`problem.kind === 'cancelled'`); any that sorts kinds into groups is a column, or a trait.
 */
interface KindRow<Kind extends ProblemKind> {
  /** Who refused. */
  readonly place: By<Kind, Place>;
  /** Who cures it. */
  readonly remedy: By<Kind, Remedy>;
  /** With which the command line ends (README, “Exit status”). */
  readonly exit: By<Kind, ExitStatus>;
  /** What a person does best. */
  readonly step: By<Kind, NextStep>;
  /** The mistakes of a gateway that it is a sign of. Where signs are shared, all that share it. */
  readonly mistakes: By<Kind, readonly Mistake[]>;
  readonly traits: readonly Trait[];
}

/** The same for every problem of the kind, or told by its fields. */
type By<Kind extends ProblemKind, Value> = Value | ((problem: ProblemOf<Kind>) => Value);

/** Of the command line: usage or profile, keychain, auth server, way out, TLS, gateway, session, network, port, a bug. */
export type ExitStatus = 2 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 70;

/** What some kinds have in common, for code that asks about it. */
export type Trait =
  /** The auth server's own word on an identity or a realm path: renewing it is not tried again. */
  | 'verdict'
  /** The auth server judged the credential or the request: what was entered is not offered to it again. */
  | 'judgesCredential'
  /** Entering another credential helps. */
  | 'wantsAnotherCredential'
  /** A hop before the auth server refused in its place: that ends no sign-in, and is asked again. */
  | 'refusedInItsPlace'
  /** There is nothing to sign in with, or nothing that may be sent there. */
  | 'secretWanted'
  /** Nothing is wrong: the person did it, or what follows cures it at once. */
  | 'noFailure'
  /** The keychain may be open at another moment. */
  | 'keychainAway'
  /** The forward proxy is out of order, rather than of another mind: another one may do. */
  | 'deadProxy'
  /** Nothing but a wrong clock of this computer may be the reason: then setting that cures it. */
  | 'mayBeClocks'
  /** The connection ended without a reason given. */
  | 'endedWordless'
  /** Those who run the way out have to do something about it. */
  | 'networkTeam';

/** Who answered, or would have: by marks, or failing those the place that the kind stands for. */
const answeredBy =
  (otherwise: Place, server: Place) =>
  ({ by }: { readonly by?: Answerer }): Place => {
    if (by === undefined) return otherwise;
    return by === 'server' ? server : by;
  };

const authEnd = answeredBy('auth server', 'auth server');
const beforeAuth = answeredBy('gateway', 'auth server');
const syncEnd = answeredBy('gateway', 'sync server');
const atHop = ({ hop }: { readonly hop: TlsHop }): Place => hop;

const edit = (field: EditableField): NextStep => ({ do: 'edit', field });
const addCertificate = (field: 'trust.ca' | 'trust.clientCertificate'): NextStep => ({
  do: 'addCertificate',
  field,
});
const signIn: NextStep = { do: 'signIn' };
const retry: NextStep = { do: 'retry' };
const openKeychain: NextStep = { do: 'openKeychain' };
const editHeaders = edit('gateway.customRequestHeaders');

const none = [] as const;

/** What most problems of the computer itself, of a profile and of the keychain have in common. */
const here = {
  place: 'this computer',
  remedy: 'askUser',
  step: retry,
  mistakes: none,
  traits: none,
} as const;
const profile = { ...here, place: 'profile', exit: 2 } as const;
const vault = {
  place: 'keychain',
  remedy: 'askUser',
  exit: 10,
  step: openKeychain,
  mistakes: none,
  traits: ['keychainAway'],
} as const;
const network = { place: 'network', exit: 16, step: retry, mistakes: none, traits: none } as const;
/** And of each part of the way: who stands there, and the exit status of the contract. */
const auth = { place: authEnd, exit: 11 } as const;
const authServer = { place: 'auth server', exit: 11 } as const;
const route = { place: 'forward proxy', exit: 12, mistakes: none } as const;
const tls = { place: atHop, exit: 13, mistakes: none } as const;
const gateway = { place: syncEnd, exit: 14 } as const;
const session = { place: 'sync server', exit: 15, step: retry, mistakes: none, traits: none } as const;

const kinds: { readonly [Kind in ProblemKind]: KindRow<Kind> } = {
  'vault.locked': vault,
  'vault.unavailable': vault,
  'vault.denied': vault,
  'vault.corrupt': { ...vault, step: signIn, traits: none },

  'auth.unresolved': {
    place: authEnd,
    remedy: 'retry',
    exit: 16,
    step: edit('server'),
    mistakes: none,
    traits: none,
  },
  'auth.unreachable': {
    place: authEnd,
    remedy: 'retry',
    exit: 16,
    step: edit('server'),
    mistakes: none,
    traits: ['networkTeam'],
  },
  'auth.closed': { ...auth, remedy: 'retry', step: edit('server'), mistakes: none, traits: none },
  'auth.timeout': {
    place: authEnd,
    remedy: 'retry',
    step: retry,
    mistakes: none,
    traits: ['networkTeam'],
    exit: ({ stage }) => exitOfStage[stage] ?? 11,
  },
  'auth.credentialRefused': {
    ...authServer,
    remedy: 'askUser',
    step: signIn,
    mistakes: none,
    traits: ['verdict', 'judgesCredential', 'wantsAnotherCredential'],
  },
  'auth.refreshRefused': {
    ...authServer,
    remedy: 'askUser',
    step: signIn,
    mistakes: none,
    traits: ['verdict', 'judgesCredential', 'wantsAnotherCredential'],
  },
  'auth.unknownAccount': {
    ...authServer,
    remedy: 'askUser',
    step: edit('credential.username'),
    mistakes: none,
    traits: ['verdict', 'judgesCredential', 'wantsAnotherCredential'],
  },
  'auth.pathRefused': {
    ...authServer,
    remedy: 'askUser',
    step: edit('realmPaths'),
    mistakes: none,
    traits: ['verdict', 'judgesCredential'],
  },
  'auth.notOffered': {
    ...authServer,
    remedy: 'askUser',
    step: edit('credential.kind'),
    mistakes: none,
    traits: ['judgesCredential'],
  },
  'auth.badRequest': {
    ...authServer,
    remedy: 'askUser',
    step: edit('credential.kind'),
    mistakes: none,
    traits: ['judgesCredential'],
  },
  'auth.busy': { ...auth, remedy: 'retry', step: retry, mistakes: none, traits: none },
  'auth.failed': { ...auth, remedy: 'retry', step: retry, mistakes: none, traits: none },
  'auth.refusedOnTheWay': {
    place: beforeAuth,
    remedy: 'askUser',
    exit: 11,
    step: editHeaders,
    mistakes: ({ cause }) => (cause === undefined ? [] : [cause]),
    traits: ['refusedInItsPlace'],
  },
  'auth.intercepted': {
    place: beforeAuth,
    remedy: 'askUser',
    exit: 11,
    step: retry,
    mistakes: none,
    traits: ['refusedInItsPlace', 'networkTeam'],
  },
  'auth.moved': { ...auth, remedy: 'askUser', step: edit('server'), traits: none, mistakes: behindRedirect },
  'auth.malformed': {
    ...auth,
    step: edit('server'),
    traits: none,
    remedy: ({ flaw }) => (flaw === 'cutOff' ? 'retry' : 'askUser'),
    mistakes: ({ flaw }) => (flaw === 'loginPage' ? ['signInPage'] : []),
  },
  'auth.swallowedHeader': {
    ...authServer,
    remedy: 'askUser',
    step: retry,
    mistakes: ['authorizationForwarded'],
    traits: none,
  },

  'route.undecided': {
    place: 'this computer',
    remedy: 'askUser',
    exit: 12,
    step: edit('route.mode'),
    mistakes: none,
    traits: ['networkTeam'],
  },
  'route.unresolved': {
    ...route,
    remedy: 'retry',
    step: edit('route.proxy'),
    traits: ['deadProxy', 'networkTeam'],
  },
  'route.unreachable': {
    ...route,
    remedy: 'retry',
    step: edit('route.proxy'),
    traits: ['deadProxy', 'networkTeam'],
  },
  'route.closed': { ...route, remedy: 'retry', step: retry, traits: ['deadProxy', 'networkTeam'] },
  'route.malformed': { ...route, remedy: 'askUser', step: edit('route.proxy'), traits: ['networkTeam'] },
  'route.authRequired': {
    ...route,
    remedy: 'askUser',
    traits: ['networkTeam'],
    step: ({ schemes }) => (takesPassword(schemes) ? { do: 'enterProxyPassword' } : retry),
  },
  'route.refused': { ...route, remedy: remedyOfRefusedTunnel, step: retry, traits: ['networkTeam'] },
  'route.socksRefused': {
    ...route,
    step: retry,
    traits: ['networkTeam'],
    remedy: ({ reply }) => (reply === 'NotAllowed' ? 'askUser' : 'retry'),
  },
  'route.timeout': { ...route, remedy: 'retry', step: retry, traits: ['deadProxy', 'networkTeam'] },

  'tls.untrusted': {
    remedy: 'askUser',
    exit: 13,
    step: addCertificate('trust.ca'),
    mistakes: none,
    traits: none,
    place: ({ cause, hop }) => (cause === 'inspected' ? 'TLS inspector' : hop),
  },
  'tls.wrongName': { ...tls, remedy: 'askUser', traits: none, step: ({ hop }) => edit(urlOfHop[hop]) },
  'tls.expired': { ...tls, remedy: 'askUser', step: retry, traits: ['mayBeClocks'] },
  'tls.notYetValid': { ...tls, remedy: 'askUser', step: retry, traits: ['mayBeClocks'] },
  'tls.unacceptable': { ...tls, remedy: 'askUser', step: retry, traits: none },
  'tls.clientCertificateRequired': {
    ...tls,
    remedy: 'askUser',
    step: addCertificate('trust.clientCertificate'),
    traits: none,
  },
  'tls.failed': { ...tls, remedy: 'retry', step: retry, traits: none },

  'gateway.unresolved': {
    place: syncEnd,
    remedy: 'retry',
    exit: 16,
    step: edit('gateway.syncUrl'),
    mistakes: none,
    traits: none,
  },
  'gateway.unreachable': {
    place: syncEnd,
    remedy: 'retry',
    exit: 16,
    step: edit('gateway.syncUrl'),
    mistakes: none,
    traits: ['networkTeam'],
  },
  'gateway.timeout': {
    place: syncEnd,
    remedy: 'retry',
    step: retry,
    mistakes: none,
    traits: ['networkTeam'],
    exit: ({ stage }) => exitOfStage[stage] ?? 14,
  },
  'gateway.closed': {
    ...gateway,
    remedy: 'retry',
    step: retry,
    traits: none,
    mistakes: ({ longestHeaderBytes }) =>
      longestHeaderBytes === undefined ? ['upgradeStripped'] : ['headerTooLong'],
  },
  // A hop before the server knows nothing of access tokens: a new one changes nothing.
  'gateway.unauthorized': {
    ...gateway,
    step: editHeaders,
    mistakes: none,
    traits: none,
    remedy: ({ by }) => (by === undefined || by === 'server' ? 'refreshToken' : 'askUser'),
  },
  'gateway.badRequest': {
    ...gateway,
    remedy: 'askUser',
    step: edit('gateway.authorizationHeaderName'),
    mistakes: ({ cause }) => behindBadRequest[cause ?? 'unsaid'],
    traits: none,
  },
  'gateway.forbidden': {
    ...gateway,
    remedy: 'askUser',
    step: edit('gateway.urlPrefix'),
    mistakes: none,
    traits: ['networkTeam'],
  },
  'gateway.intercepted': {
    ...gateway,
    remedy: 'askUser',
    step: retry,
    mistakes: none,
    traits: ['networkTeam'],
  },
  // Apache refuses an encoded slash by itself, in the words of a place that it doesn't serve.
  'gateway.noSuchPath': {
    ...gateway,
    remedy: 'askUser',
    step: edit('gateway.urlPrefix'),
    traits: none,
    mistakes: ({ cause }) =>
      cause === 'encodedTwice' ? ['pathEncodedTwice'] : ['wrongPrefix', 'pathDecoded'],
  },
  'gateway.moved': {
    ...gateway,
    remedy: 'askUser',
    step: edit('gateway.syncUrl'),
    traits: none,
    mistakes: behindRedirect,
  },
  'gateway.busy': { ...gateway, remedy: 'retry', step: retry, mistakes: none, traits: none },
  'gateway.failed': {
    ...gateway,
    step: retry,
    mistakes: none,
    traits: none,
    remedy: ({ cause }) => (cause !== undefined && isLasting[cause] ? 'askUser' : 'retry'),
  },
  'gateway.notWebSocket': {
    ...gateway,
    remedy: 'askUser',
    step: edit('gateway.syncUrl'),
    mistakes: ['signInPage'],
    traits: none,
  },
  'gateway.upgradeStripped': {
    ...gateway,
    remedy: 'askUser',
    step: retry,
    traits: none,
    mistakes: ({ by }) => (by === undefined || by === 'gateway' ? ['upgradeStripped'] : []),
  },
  // Only where the header seems to be lost on the way: what a server doesn't speak no gateway can mend.
  'gateway.protocolMismatch': {
    ...gateway,
    remedy: 'askUser',
    traits: none,
    step: ({ isLimited }) => (isLimited === true ? edit('sync.protocolVersions') : retry),
    mistakes: ({ side }) => (side === 'notSeen' || side === 'noneAgreed' ? ['protocolMismatch'] : []),
  },

  'session.closed': {
    ...session,
    remedy: 'retry',
    traits: ['endedWordless'],
    mistakes: ({ quietMs }) => (quietMs === undefined ? [] : ['idleKilled']),
  },
  'session.idleKilled': {
    place: 'gateway',
    remedy: 'retry',
    exit: 15,
    step: retry,
    mistakes: ['idleKilled'],
    traits: ['endedWordless'],
  },
  'session.silent': { ...session, remedy: 'retry', mistakes: ['idleKilled'], traits: ['endedWordless'] },
  'session.protocol': { ...session, remedy: 'retry' },
  'session.timeout': { ...session, remedy: 'retry' },
  'session.tokenExpired': { ...session, remedy: 'refreshToken', traits: ['noFailure'] },
  'session.badAuthentication': {
    ...session,
    remedy: 'askUser',
    step: signIn,
    traits: ['wantsAnotherCredential'],
  },
  'session.permissionDenied': { ...session, remedy: 'askUser', step: edit('realmPaths') },
  'session.server': { ...session, remedy: ({ tryAgain }) => (tryAgain ? 'retry' : 'askUser') },

  'network.down': { ...network, remedy: 'awaitNetwork' },
  'network.portal': { ...network, remedy: 'retry' },

  'profile.invalid': { ...profile, step: ({ issues: [first] }) => edit(editableFieldOf(first.field)) },
  'profile.missing': profile,
  'profile.ambiguous': profile,
  'secret.missing': { ...profile, step: ({ secret }) => stepForSecret(secret), traits: ['secretWanted'] },
  'secret.withheld': { ...profile, step: ({ secret }) => stepForSecret(secret), traits: ['secretWanted'] },
  'secret.fileUnreadable': { ...profile, step: signIn, traits: ['wantsAnotherCredential'] },

  'input.refused': { ...here, exit: 70 },
  'gesture.missing': { ...here, exit: 70 },
  'relay.portTaken': { ...here, remedy: 'retry', exit: 17, step: edit('relay.port') },
  'relay.loop': { ...here, exit: 12, step: edit('server') },
  'storage.notSaved': { ...here, exit: 2 },
  cancelled: { ...here, exit: 70, step: { do: 'connect' }, traits: ['noFailure'] },
  bug: { ...here, exit: 70 },
};

/** Stages on the way to a far end that it has not answered in; null for those in which it has. */
const exitOfStage: Record<StageName, ExitStatus | null> = {
  keychain: null,
  'jwt-file': null,
  route: null,
  resolve: 16,
  connect: 16,
  proxy: null,
  tls: 13,
  'sign-in': null,
  'access-token': null,
  upgrade: null,
  bind: null,
  heartbeat: null,
};

/** A person has to change a setting: waiting doesn't help. */
const isLasting: Record<FailureCause, boolean> = {
  otherHttp: true,
  misdirected: true,
  tooManyHops: true,
  signInBroken: false,
  serverTls: true,
  serverDown: false,
  serverSilent: false,
  serverUnreachable: false,
  serverNonsense: false,
  gaveUp: false,
  slowRequest: false,
};

const behindBadRequest: Record<BadRequestCause | 'unsaid', readonly Mistake[]> = {
  headerTooLong: ['headerTooLong'],
  tokenMissing: ['tokenHeaderStripped'],
  wantsTls: [],
  unsaid: ['upgradeStripped', 'pathDecoded'],
};

function behindRedirect({ isSameOverTls }: { readonly isSameOverTls?: boolean }): readonly Mistake[] {
  return isSameOverTls === true ? [] : ['signInPage'];
}

const remedies: Record<ProxyRefusal, Remedy> = {
  signIn: 'askUser',
  blockPage: 'askUser',
  portal: 'retry',
  busy: 'retry',
  nameNotFound: 'retry',
  unreachable: 'retry',
  timedOut: 'retry',
};

function remedyOfRefusedTunnel({ status, cause }: ProblemOf<'route.refused'>): Remedy {
  if (cause !== undefined) return remedies[cause];
  return status >= 500 && status !== 501 ? 'retry' : 'askUser';
}

const urlOfHop: Record<TlsHop, EditableField> = {
  'forward proxy': 'route.proxy',
  'auth server': 'server',
  gateway: 'gateway.syncUrl',
  'sync server': 'server',
};

/** `secret`: as in the vault, `header X-Key` or `proxy header X-Key` for a header's value, or what proves a credential. */
function stepForSecret(secret: string): NextStep {
  const kind = secret.replace(/^header /, 'header:').replace(/^proxy header /, 'proxyHeader:');
  const at = isSecretKind(kind) ? rowOfSecret(kind).mendedAt : 'signIn';
  switch (at) {
    case 'signIn':
      return signIn;
    case 'proxyPassword':
      return { do: 'enterProxyPassword' };
    case 'trust.clientCertificate':
      return addCertificate(at);
    case 'gateway.customRequestHeaders':
      return editHeaders;
    case 'route.proxyHeaders':
    case 'relay.port':
      return edit(at);
  }
}

type Fact = Exclude<keyof KindRow<ProblemKind>, 'traits'>;
type ValueOf<Key extends Fact> = Exclude<KindRow<ProblemKind>[Key], (problem: never) => unknown>;

const rowOf = (kind: ProblemKind): Readonly<Record<Fact, unknown>> => kinds[kind];

/** A column of the table, for one problem. */
function factOf<Key extends Fact>(problem: Problem, fact: Key): ValueOf<Key> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the row of a kind takes problems of that kind
  const value = rowOf(problem.kind)[fact] as ValueOf<Key> | ((problem: Problem) => ValueOf<Key>);
  return value instanceof Function ? value(problem) : value;
}

/** Who refused. */
export const placeOf = (problem: Problem): Place => factOf(problem, 'place');

/** Total: every problem has exactly one remedy. */
export const remedyOf = (problem: Problem): Remedy => factOf(problem, 'remedy');

/** With which status a command ends that has failed by it. */
export const exitStatusOfProblem = (problem: Problem): ExitStatus => factOf(problem, 'exit');

/** Total: every problem has one best next step. */
export const nextStepFor = (problem: Problem): NextStep => factOf(problem, 'step');

/** The mistakes of a gateway that a problem is a sign of. Where signs are shared, all that share it. */
export const mistakesBehind = (problem: Problem): readonly Mistake[] => factOf(problem, 'mistakes');

/** Whether a hop before the auth server refused in its place. That is no judgement of an identity. */
export const isRefusedInItsPlace = (problem: Problem): boolean => hasTrait(problem, 'refusedInItsPlace');

/** Whether it may be nothing but a wrong clock of this computer: then setting that cures it. */
export const mayBeClocks = (problem: Problem): boolean => hasTrait(problem, 'mayBeClocks');

/** A kind that another version wrote has none. */
export const hasTrait = ({ kind }: Pick<Problem, 'kind'>, trait: Trait): boolean =>
  Object.hasOwn(kinds, kind) && kinds[kind].traits.includes(trait);
