import { takesPassword } from '../auth-schemes.ts';
import { credentialSecrets } from '../credential-kinds.ts';
import type { Presented } from '../certificate.ts';
import {
  longestRetryAfterMs,
  type Answerer,
  type AnswerFlaw,
  type FailureCause,
  type Problem,
  type ProblemKind,
  type ProblemOf,
  type TlsHop,
} from '../problem.ts';
import { newestProtocol } from '../profile.ts';
import {
  hintedErrors,
  knownClosings,
  knownErrors,
  type Address,
  type End,
  type Guard,
  type HintPart,
  type HintValues,
  type Span,
  type StoppedPath,
  type Summary,
  type SummaryValues,
} from './problem-values.ts';
import { isOurs, isTriedWithin, rangeWords } from './version-range.ts';

/**
 * Which case a problem is: the sentences that say what happened and what to do, by name, and what stands in them. Decided
 * here once, for all languages, so that none of them can decide otherwise (ADR 34).
 */
export interface ProblemCase {
  readonly summary: Summary;
  /** Said one after the other. */
  readonly hint: readonly HintPart[];
}

type Values<All, Key extends keyof All> = All[Key] extends null ? [] : [values: All[Key]];

const say = <Key extends keyof SummaryValues>(key: Key, ...[values]: Values<SummaryValues, Key>): Summary =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the values are those of the key
  ({ key, values: values ?? null }) as Summary;

const hint = <Key extends keyof HintValues>(key: Key, ...[values]: Values<HintValues, Key>): HintPart =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the values are those of the key
  ({ key, values: values ?? null }) as HintPart;

const made = (summary: Summary, ...parts: readonly HintPart[]): ProblemCase => ({ summary, hint: parts });

const retrying = hint('retrying');

/** The network team's business, wherever the answer comes from somebody on the client's side. */
const isOnTheWay = (by: Answerer | undefined): by is 'forward proxy' | 'TLS inspector' =>
  by === 'forward proxy' || by === 'TLS inspector';

/** Who is at the far end of the login's way. */
const authEnd = (by: Answerer | undefined): End => (by === undefined || by === 'server' ? 'auth server' : by);

/** Who is at the far end of the websocket's way. */
function syncEnd(by: Answerer | undefined): End {
  if (by === undefined) return 'gateway';
  return by === 'server' ? 'sync server' : by;
}

const inBrackets = (status: number): string => (status > 0 ? ` (${status})` : '');
const named = (product: string | undefined): string => (product === undefined ? '' : ` (${product})`);
const listed = (versions: readonly number[]): string =>
  versions.length === 0 ? '' : ` (${versions.join(', ')})`;

/** A forward proxy answers so when it couldn't connect; 501 says that it never does. */
const isTargetsFault = (status: number): boolean => status >= 500 && status !== 501;

/** What web servers say to CONNECT. */
const isNoProxys = (status: number): boolean => [400, 404, 405, 501].includes(status);

const isSocks = (proxy: string): boolean => proxy.startsWith('socks');

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function spanOf(ms: number): Span {
  const [unit, unitMs] = units.find(([, length]) => ms >= length) ?? (['second', 1000] as const);
  return { count: Math.round(ms / unitMs), unit };
}

/** With `Retry-After` the other side says how long it wants to be left alone. */
function retryingAfter(ms: number | null): HintPart {
  if (ms === null || ms === 0) return retrying;
  const asked = spanOf(ms);
  return ms > longestRetryAfterMs
    ? hint('retrying.sooner', { asked, after: spanOf(longestRetryAfterMs) })
    : hint('retrying.after', { asked });
}

function busy(end: End, { status, by, retryAfterMs }: ProblemOf<'auth.busy' | 'gateway.busy'>): ProblemCase {
  const after = retryingAfter(retryAfterMs);
  if (status === 429) return made(say('tooManyRequests', { end, status }), after);
  const isAlone = by === undefined || by === 'server';
  return made(say(isAlone ? 'busy' : 'busy.orBehind', { end, status }), after);
}

/** What a status says about the way behind whoever answered. */
const behind = (cause: FailureCause, end: End, status: number): ProblemCase =>
  made(say(`behind.${cause}`, { end, status }), hint(`behind.${cause}`, { end }));

function intercepted(
  { status, what, product, incident }: ProblemOf<'gateway.intercepted' | 'auth.intercepted'>,
  path: StoppedPath,
): ProblemCase {
  const whose = { product: named(product), status };
  switch (what) {
    case 'botChallenge':
      return made(say('intercepted.botChallenge', whose), hint('intercepted.botChallenge', { path }));
    case 'blockPage':
      return made(say('intercepted.blockPage', whose), hint('intercepted.blockPage'));
    case 'firewall':
      return incident === undefined
        ? made(say('intercepted.firewall', whose), hint('intercepted.firewall', { path }))
        : made(
            say('intercepted.firewall.noted', { ...whose, incident }),
            hint('intercepted.firewall.noted', { path, incident }),
          );
  }
}

function authFailed({ status, by, cause }: ProblemOf<'auth.failed'>): ProblemCase {
  const end = authEnd(by);
  if (cause !== undefined) return behind(cause, end, status);
  return made(
    end === 'auth server' ? say('auth.failed', { status }) : say('auth.failed.before', { end, status }),
    hint(isOnTheWay(by) ? 'auth.failed.network' : 'failed.server'),
  );
}

/** What those in front of the auth server mean by a refusal, where its status tells. */
const hintsOfRefusals = {
  401: 'auth.refusedOnTheWay.header',
  413: 'auth.refusedOnTheWay.size',
  426: 'auth.refusedOnTheWay.oldHttp',
} as const;

const isTelling = (status: number): status is keyof typeof hintsOfRefusals => status in hintsOfRefusals;

function refusedOnTheWay({ status, by, cause }: ProblemOf<'auth.refusedOnTheWay'>): ProblemCase {
  const guard: Guard = isOnTheWay(by) ? by : 'something';
  if (cause === 'headerTooLong') {
    return made(say('auth.refusedOnTheWay.headerTooLong', { guard, status }), hint('headerTooLong'));
  }
  const summary = say('auth.refusedOnTheWay', { guard, status });
  if (isOnTheWay(by)) return made(summary, hint('auth.refusedOnTheWay.network'));
  return made(summary, hint(isTelling(status) ? hintsOfRefusals[status] : 'auth.refusedOnTheWay'));
}

function authMoved({ status, host, isSignIn, isSameOverTls }: ProblemOf<'auth.moved'>): ProblemCase {
  if (isSameOverTls === true) {
    const secured = host ?? '';
    return made(
      say('auth.moved.toTls', { status, host: secured }),
      hint('auth.moved.toTls', { host: secured }),
    );
  }
  if (isSignIn === true) {
    return made(
      host === null ? say('auth.moved.signIn', { status }) : say('auth.moved.signInAt', { status, host }),
      hint('auth.moved.signIn'),
    );
  }
  return host === null
    ? made(say('auth.moved', { status }), hint('auth.moved'))
    : made(say('auth.moved.to', { status, host }), hint('auth.moved.to'));
}

const hintsOfFlaws: Record<AnswerFlaw, HintPart> = {
  notHttp: hint('auth.malformed'),
  notServed: hint('auth.malformed.notServed'),
  notJson: hint('auth.malformed'),
  loginPage: hint('auth.malformed'),
  noToken: hint('auth.malformed'),
  tooLarge: hint('auth.malformed'),
  cutOff: hint('auth.malformed'),
  wantsTls: hint('auth.malformed.wantsTls'),
  notText: hint('auth.malformed.notText'),
  tokenMalformed: hint('auth.malformed.tokenMalformed'),
};

function routeUndecided(problem: ProblemOf<'route.undecided'>): ProblemCase {
  switch (problem.reason) {
    case 'neverDirect':
      return made(say('route.undecided.neverDirect'), hint('route.undecided.neverDirect'));
    case 'unsupported':
      return made(say('route.undecided.unsupported'), hint('route.undecided.unsupported'));
    case 'variable': {
      const { variable, flaw } = problem;
      return made(
        say('route.undecided.variable', { variable, flaw }),
        hint(flaw === 'windowOnly' ? 'route.undecided.windowOnly' : 'route.undecided.variable'),
      );
    }
    case 'pacFailed': {
      const { cause, script } = problem;
      return made(
        cause === undefined
          ? say('route.undecided.pacFailed')
          : say('route.undecided.script', { script: script === undefined ? '' : ` ${script}`, cause }),
        hint('route.undecided.pacFailed'),
      );
    }
  }
}

function proxyAuthRequired(problem: ProblemOf<'route.authRequired'>): ProblemCase {
  const { proxy, status, schemes, tried } = problem;
  const answer = { proxy, answer: inBrackets(status) };
  if (tried) return made(say('route.authRequired.refused', answer), hintOfProxyAuth(problem));
  const key = schemes.length === 0 ? 'route.authRequired.noWay' : 'route.authRequired';
  return made(say(key, answer), hintOfProxyAuth(problem));
}

function hintOfProxyAuth({
  schemes,
  unavailable,
  withheld,
  variable,
}: ProblemOf<'route.authRequired'>): HintPart {
  if (withheld !== undefined) return hint('route.authRequired.withheld', { withheld });
  if (takesPassword(schemes)) {
    return variable === undefined
      ? hint('route.authRequired.password')
      : hint('route.authRequired.variable', { variable });
  }
  if (unavailable !== undefined) return hint('route.authRequired.unavailable', { unavailable });
  return schemes.length === 0
    ? hint('route.authRequired.noWay')
    : hint('route.authRequired.schemes', { schemes: schemes.join(', ') });
}

/** The status is all there is to go by. */
function tunnelRefusedUnsaid(tunnel: SummaryValues['route.refused']): ProblemCase {
  const { status, target } = tunnel;
  if (isTargetsFault(status)) {
    return made(say('route.refused.unreachable', tunnel), hint('route.refused.failed'));
  }
  return made(
    say('route.refused', tunnel),
    hint(isNoProxys(status) ? 'route.refused.noProxy' : 'route.refused', { target }),
  );
}

function tunnelRefused(problem: ProblemOf<'route.refused'>): ProblemCase {
  const { proxy, status, target, cause, host, product } = problem;
  const tunnel = { proxy, status, target };
  if (cause === undefined) return tunnelRefusedUnsaid(tunnel);
  switch (cause) {
    case 'portal':
      return host === undefined || host === null
        ? made(say('route.refused.portal', tunnel), hint('route.refused.portal'))
        : made(say('route.refused.portalAt', { ...tunnel, host }), hint('route.refused.portalAt', { host }));
    case 'blockPage':
      return made(
        say('route.refused.blockPage', { ...tunnel, product: named(product) }),
        hint('route.refused.blockPage', { target }),
      );
    case 'signIn':
    case 'nameNotFound':
    case 'unreachable':
    case 'timedOut':
    case 'busy':
      return made(say(`route.refused.${cause}`, tunnel), hint(`route.refused.${cause}`));
  }
}

/** What belongs to every certificate: the roots that were there to judge it, and what it was the last time. */
const changedNote = ({ changedFrom }: Presented): readonly HintPart[] =>
  changedFrom === null ? [] : [hint('certificateChanged', { issuer: changedFrom.issuer })];

const environmentNotes = ({ environmentRoots = [] }: Presented): readonly HintPart[] =>
  environmentRoots.map((roots) => hint('environmentRoots', { roots }));

function untrusted({ hop, host, issuer, cause, presented }: ProblemOf<'tls.untrusted'>): ProblemCase {
  const notes = [...environmentNotes(presented), ...changedNote(presented)];
  if (cause === 'inspected') {
    const inspector = presented.inspector?.name ?? issuer;
    return made(
      say('tls.untrusted.inspected', { hop, host, inspector }),
      hint('tls.untrusted.inspected', { issuer }),
      ...notes,
    );
  }
  const key = cause === 'incompleteChain' ? 'tls.untrusted.incompleteChain' : 'tls.untrusted';
  return made(say('tls.untrusted', { hop, host, cause }), hint(key, { issuer }), ...notes);
}

function unacceptable({ hop, host, flaw, presented }: ProblemOf<'tls.unacceptable'>): ProblemCase {
  const at = { hop, host };
  const parts = [hint(`tls.unacceptable.${flaw.kind}`), ...changedNote(presented)];
  switch (flaw.kind) {
    case 'weakSignature':
      return made(say('tls.unacceptable.weakSignature', { ...flaw, ...at }), ...parts);
    case 'weakKey':
      return made(say('tls.unacceptable.weakKey', { ...flaw, ...at }), ...parts);
    case 'noNames':
    case 'wrongUsage':
    case 'notAnAuthority':
      return made(say(`tls.unacceptable.${flaw.kind}`, { ...flaw, ...at }), ...parts);
    case 'nameConstraints':
      return made(say('tls.unacceptable.nameConstraints', { ...flaw, ...at }), ...parts);
  }
}

const addressOf: Record<TlsHop, Address> = {
  'forward proxy': 'proxy',
  'auth server': 'server',
  gateway: 'sync',
  'sync server': 'sync',
};

function tlsFailed({ hop, host, code, cause }: ProblemOf<'tls.failed'>): ProblemCase {
  const summary = say('tls.failed', { hop, host, code, cause: cause ?? 'unsaid' });
  return cause === 'noTls' || cause === 'closed'
    ? made(summary, hint(`tls.failed.${cause}`, { address: addressOf[hop] }))
    : made(summary, hint(`tls.failed.${cause ?? 'unsaid'}`));
}

function hintOfClosedGateway({ longestHeaderBytes, by }: ProblemOf<'gateway.closed'>): HintPart {
  if (longestHeaderBytes !== undefined) {
    return hint('gateway.closed.headerTooLong', { bytes: longestHeaderBytes });
  }
  return hint(by === 'server' ? 'gateway.closed.server' : 'gateway.closed');
}

function hintOfUnauthorized({ by }: ProblemOf<'gateway.unauthorized'>): HintPart {
  if (by === undefined) return hint('gateway.unauthorized');
  return hint(by === 'server' ? 'gateway.unauthorized.server' : 'gateway.unauthorized.before');
}

function badRequest({ status, cause, by }: ProblemOf<'gateway.badRequest'>): ProblemCase {
  const end = syncEnd(by);
  const isServer = by === 'server';
  switch (cause ?? 'unsaid') {
    case 'headerTooLong':
      return made(say('gateway.badRequest.headerTooLong', { end, status }), hint('headerTooLong'));
    case 'wantsTls':
      return made(say('gateway.badRequest.wantsTls', { end, status }), hint('gateway.badRequest.wantsTls'));
    case 'unsaid':
      return made(
        say('gateway.badRequest', { end, status }),
        hint(isServer ? 'gateway.badRequest.server' : 'gateway.badRequest'),
      );
    case 'tokenMissing':
      return made(
        say('gateway.badRequest.tokenMissing', { status }),
        hint(isServer ? 'gateway.badRequest.tokenMissing.server' : 'gateway.badRequest.tokenMissing'),
      );
  }
}

function forbidden({ status, by, cause }: ProblemOf<'gateway.forbidden'>): ProblemCase {
  if (cause !== undefined) {
    return made(say(`gateway.forbidden.${cause}`, { status }), hint(`gateway.forbidden.${cause}`));
  }
  return made(
    say('gateway.forbidden', { end: syncEnd(by), status }),
    hint(isOnTheWay(by) ? 'gateway.forbidden.network' : 'gateway.forbidden'),
  );
}

function noSuchPath({ status, urlPrefix, cause, by }: ProblemOf<'gateway.noSuchPath'>): ProblemCase {
  switch (cause ?? 'notServed') {
    case 'encodedTwice':
      return made(
        say('gateway.noSuchPath.encodedTwice', { status }),
        hint('gateway.noSuchPath.encodedTwice'),
      );
    case 'changed': {
      const key = by === 'server' ? 'gateway.noSuchPath.changed.server' : 'gateway.noSuchPath.changed';
      return made(say(key, { status, urlPrefix }), hint(key));
    }
    case 'notServed':
      return made(
        say('gateway.noSuchPath', { end: syncEnd(by), status, urlPrefix }),
        hint('gateway.noSuchPath'),
      );
  }
}

function gatewayMoved(problem: ProblemOf<'gateway.moved'>): ProblemCase {
  const { status, host, isSignIn, isSameOverTls, by } = problem;
  const end = syncEnd(by);
  if (isSameOverTls === true) {
    const secured = host ?? '';
    return made(
      say('gateway.moved.toTls', { end, status, host: secured }),
      hint(by === 'server' ? 'gateway.moved.toTls.server' : 'gateway.moved.toTls', { host: secured }),
    );
  }
  if (isSignIn === true) {
    return made(
      host === null
        ? say('gateway.moved.signIn', { end, status })
        : say('gateway.moved.signInAt', { end, status, host }),
      hint('gateway.moved.signIn'),
    );
  }
  return made(
    host === null ? say('gateway.moved', { end, status }) : say('gateway.moved.to', { end, status, host }),
    hint('gateway.moved'),
  );
}

function gatewayFailed({ status, by, cause }: ProblemOf<'gateway.failed'>): ProblemCase {
  const end = syncEnd(by);
  if (cause !== undefined) return behind(cause, end, status);
  const summary = say('gateway.failed', { end, status });
  if (by === 'server') return made(summary, hint('failed.server'));
  return made(summary, hint(isOnTheWay(by) ? 'gateway.failed.network' : 'gateway.failed'));
}

function notWebSocket({ status, isSignIn, by }: ProblemOf<'gateway.notWebSocket'>): ProblemCase {
  const end = syncEnd(by);
  if (isSignIn === true) {
    return made(say('gateway.notWebSocket.signIn', { end, status }), hint('gateway.notWebSocket.signIn'));
  }
  if (status === 101) {
    return made(say('gateway.notWebSocket.agreed', { end }), hint('gateway.notWebSocket.agreed'));
  }
  return made(
    say('gateway.notWebSocket', { end, answer: inBrackets(status) }),
    hint(by === 'server' ? 'gateway.notWebSocket.server' : 'gateway.notWebSocket'),
  );
}

function upgradeStripped({ status, by }: ProblemOf<'gateway.upgradeStripped'>): ProblemCase {
  if (by === undefined) {
    return made(
      say('gateway.upgradeStripped.somewhere', { status }),
      hint('gateway.upgradeStripped.somewhere'),
    );
  }
  return made(
    say('gateway.upgradeStripped', { end: syncEnd(by), status }),
    hint(isOnTheWay(by) ? 'gateway.upgradeStripped.network' : 'gateway.upgradeStripped'),
  );
}

type Mismatch = ProblemOf<'gateway.protocolMismatch'>;

/** The server refuses what it says it speaks. */
const refusesOwn = ({ speaks, tried = [] }: Mismatch): boolean =>
  speaks !== undefined && isTriedWithin(speaks, tried);

function summaryOfMismatch(problem: Mismatch): Summary {
  const { status, side, speaks, tried = [] } = problem;
  if (side === 'otherAgreed') return summaryOfOtherAgreed(problem);
  const isOwn = refusesOwn(problem);
  if (speaks !== undefined && !(side === 'notSeen' && isOwn)) {
    const versions = { status, versions: rangeWords(speaks), count: speaks.newest - speaks.oldest + 1 };
    return say(isOwn ? 'gateway.protocolMismatch.refusesOwn' : 'gateway.protocolMismatch.speaks', versions);
  }
  switch (side) {
    case 'clientTooOld':
    case 'clientTooNew':
    case 'unsaid':
      return say(`gateway.protocolMismatch.${side}`, { status, listed: listed(tried) });
    case 'notSeen':
    case 'noneAgreed':
      return say(`gateway.protocolMismatch.${side}`, { status });
  }
}

function summaryOfOtherAgreed({ status, speaks, tried = [] }: Mismatch): Summary {
  const asked = tried.at(-1);
  if (speaks === undefined) {
    return asked === undefined
      ? say('gateway.protocolMismatch.unasked', { status })
      : say('gateway.protocolMismatch.otherAgreed', { status, tried: asked });
  }
  const versions = rangeWords(speaks);
  return asked === undefined
    ? say('gateway.protocolMismatch.unasked.to', { status, versions })
    : say('gateway.protocolMismatch.otherAgreed.to', { status, tried: asked, versions });
}

function hintOfMismatch(problem: Mismatch): HintPart {
  const { side, speaks, tried = [], isLimited = false } = problem;
  if (side === 'noneAgreed') return hint('gateway.protocolMismatch.noneAgreed');
  const isOwn = refusesOwn(problem);
  if (side === 'notSeen' && (speaks === undefined || isOwn)) return hint('gateway.protocolMismatch.notSeen');
  if (side === 'otherAgreed' || isOwn) return hint('gateway.protocolMismatch.askServer');
  if (isLimited) {
    const allowed = { count: tried.length, tried: tried.join(', ') };
    return speaks === undefined || !isOurs(speaks)
      ? hint('gateway.protocolMismatch.limited', allowed)
      : hint('gateway.protocolMismatch.limited.add', { ...allowed, versions: rangeWords(speaks) });
  }
  const isNewer = side === 'clientTooOld' || (speaks !== undefined && speaks.oldest > newestProtocol);
  return hint(isNewer ? 'gateway.protocolMismatch.newerCauseway' : 'gateway.protocolMismatch.askVersion');
}

const known = <Word extends string | number>(words: readonly Word[], given: string | number): Word | null =>
  words.find((word) => word === given) ?? null;

function serversError({ code, tryAgain }: ProblemOf<'session.server'>): ProblemCase {
  const summary = say('session.server', { error: known(knownErrors, code) ?? 'unknown', code });
  const error = known(hintedErrors, code);
  if (error !== null) return made(summary, hint('session.server.hinted', { error }));
  return made(summary, tryAgain ? retrying : hint('session.server'));
}

function secretMissing({ secret }: ProblemOf<'secret.missing'>): ProblemCase {
  const credential = known(credentialSecrets, secret);
  return credential === null
    ? made(say('secret.missing', { secret }), hint('secret.missing'))
    : made(say('secret.missing.credential', { credential }), hint('secret.missing.credential'));
}

const cases: { readonly [Kind in ProblemKind]: (problem: ProblemOf<Kind>) => ProblemCase } = {
  'vault.locked': () => made(say('vault.locked'), hint('vault.locked')),
  'vault.unavailable': ({ reason }) =>
    made(say('vault.unavailable', { reason }), hint('vault.unavailable', { reason })),
  'vault.denied': () => made(say('vault.denied'), hint('vault.denied')),
  'vault.corrupt': () => made(say('vault.corrupt'), hint('vault.corrupt')),

  'auth.unresolved': ({ host, by }) =>
    made(
      say('unresolved', { end: authEnd(by), side: by === 'gateway' ? 'gateway' : 'auth server', host }),
      hint('unresolved.server'),
    ),
  'auth.unreachable': ({ host, port, cause, by }) =>
    made(
      say('unreachable', { end: authEnd(by), host, port, cause }),
      hint(by === 'gateway' ? 'auth.unreachable.gateway' : 'auth.unreachable.server'),
    ),
  'auth.closed': ({ host, by }) => made(say('auth.closed', { end: authEnd(by), host }), hint('auth.closed')),
  'auth.timeout': ({ host, stage, by }) =>
    made(
      say('timeout', { end: authEnd(by), host, stage }),
      hint('timeout.server'),
      ...(stage === 'tls' ? [hint('orNoTls')] : []),
    ),
  'auth.credentialRefused': ({ status, code, why }) =>
    made(
      say('auth.credentialRefused', {
        why: why ?? 'unsaid',
        codes: [status, code].filter((each) => each !== null).join('/'),
      }),
      hint('auth.credentialRefused', { why: why ?? 'unsaid' }),
    ),
  'auth.refreshRefused': ({ status, why }) =>
    made(
      say(why === 'expired' ? 'auth.refreshRefused.expired' : 'auth.refreshRefused', { status }),
      hint('auth.refreshRefused'),
    ),
  'auth.unknownAccount': ({ status }) =>
    made(say('auth.unknownAccount', { status }), hint('auth.unknownAccount')),
  'auth.pathRefused': ({ status, realmPath }) =>
    made(say('auth.pathRefused', { status, realmPath }), hint('auth.pathRefused')),
  'auth.notOffered': ({ status }) => made(say('auth.notOffered', { status }), hint('auth.notOffered')),
  'auth.badRequest': ({ status, parameters }) =>
    made(
      parameters.length === 0
        ? say('auth.badRequest', { status })
        : say('auth.badRequest.named', { status, parameters: parameters.join(', ') }),
      hint('auth.badRequest'),
    ),
  'auth.busy': (problem) => busy(authEnd(problem.by), problem),
  'auth.failed': authFailed,
  'auth.refusedOnTheWay': refusedOnTheWay,
  'auth.intercepted': (problem) => intercepted(problem, 'signIn'),
  'auth.moved': authMoved,
  'auth.malformed': ({ status, flaw, by }) =>
    made(say('auth.malformed', { end: authEnd(by), flaw, answer: inBrackets(status) }), hintsOfFlaws[flaw]),
  'auth.swallowedHeader': ({ status }) =>
    made(say('auth.swallowedHeader', { status }), hint('auth.swallowedHeader')),

  'route.undecided': routeUndecided,
  'route.unresolved': ({ proxy }) => made(say('route.unresolved', { proxy }), hint('route.unresolved')),
  'route.unreachable': ({ proxy, cause }) =>
    made(say('route.unreachable', { proxy, cause }), hint('route.unreachable')),
  'route.closed': ({ proxy }) =>
    made(say('route.closed', { proxy }), hint(isSocks(proxy) ? 'route.closed.socks' : 'route.closed')),
  'route.malformed': ({ proxy }) =>
    made(
      say(isSocks(proxy) ? 'route.malformed.socks' : 'route.malformed', { proxy }),
      hint('route.malformed'),
    ),
  'route.authRequired': proxyAuthRequired,
  'route.refused': tunnelRefused,
  'route.socksRefused': ({ proxy, target, reply }) =>
    made(
      say('route.socksRefused', { proxy, target, reply }),
      reply === 'NotAllowed' ? hint('route.socksRefused.notAllowed', { target }) : hint('route.socksRefused'),
    ),
  'route.timeout': ({ proxy, stage }) =>
    made(
      say('route.timeout', { proxy, stage }),
      hint('route.timeout'),
      ...(stage === 'tls' ? [hint('orNoTls')] : []),
    ),

  'tls.untrusted': untrusted,
  'tls.wrongName': ({ hop, host, names, presented }) =>
    made(
      say('tls.wrongName', { hop, host }),
      names.length === 0
        ? hint('tls.wrongName.noName')
        : hint('tls.wrongName', { names: names.slice(0, 3).join(', ') }),
      ...changedNote(presented),
    ),
  'tls.expired': ({ hop, host, validTo, presented }) =>
    made(say('tls.expired', { hop, host, validTo }), hint('tls.expired'), ...changedNote(presented)),
  'tls.notYetValid': ({ hop, host, validFrom }) =>
    made(say('tls.notYetValid', { hop, host, validFrom }), hint('tls.notYetValid')),
  'tls.unacceptable': unacceptable,
  'tls.clientCertificateRequired': ({ hop, host }) =>
    made(say('tls.clientCertificateRequired', { hop, host }), hint('tls.clientCertificateRequired')),
  'tls.failed': tlsFailed,

  'gateway.unresolved': ({ host, by }) =>
    made(
      say('unresolved', { end: syncEnd(by), side: by === 'server' ? 'sync server' : 'gateway', host }),
      hint(by === 'server' ? 'unresolved.server' : 'gateway.unresolved'),
    ),
  'gateway.unreachable': ({ host, port, cause, by }) =>
    made(
      say('unreachable', { end: syncEnd(by), host, port, cause }),
      hint(by === 'server' ? 'gateway.unreachable.server' : 'gateway.unreachable'),
    ),
  'gateway.timeout': ({ host, stage, by }) =>
    made(
      say('timeout', { end: syncEnd(by), host, stage }),
      hint(by === 'server' ? 'timeout.server' : 'gateway.timeout'),
      ...(stage === 'tls' ? [hint(by === 'server' ? 'orNoTls' : 'orNoTls.sync')] : []),
    ),
  'gateway.closed': (problem) =>
    made(
      say('gateway.closed', { end: syncEnd(problem.by), host: problem.host }),
      hintOfClosedGateway(problem),
    ),
  'gateway.unauthorized': (problem) =>
    made(
      say('gateway.unauthorized', { end: syncEnd(problem.by), status: problem.status }),
      hintOfUnauthorized(problem),
    ),
  'gateway.badRequest': badRequest,
  'gateway.forbidden': forbidden,
  'gateway.intercepted': (problem) => intercepted(problem, 'websocket'),
  'gateway.noSuchPath': noSuchPath,
  'gateway.moved': gatewayMoved,
  'gateway.busy': (problem) => busy(syncEnd(problem.by), problem),
  'gateway.failed': gatewayFailed,
  'gateway.notWebSocket': notWebSocket,
  'gateway.upgradeStripped': upgradeStripped,
  'gateway.protocolMismatch': (problem) => made(summaryOfMismatch(problem), hintOfMismatch(problem)),

  'session.closed': ({ code, quietMs }) =>
    quietMs === undefined
      ? made(say('session.closed', { closing: known(knownClosings, code) ?? 'other', code }), retrying)
      : made(say('session.closed.idle', { code, quietMs }), hint('session.closed.idle')),
  'session.idleKilled': ({ quietMs }) =>
    made(say('session.idleKilled', { quietMs }), hint('session.idleKilled')),
  'session.silent': ({ waitedMs }) =>
    made(say('session.silent', { seconds: Math.round(waitedMs / 1000) }), hint('session.silent')),
  'session.protocol': ({ flaw }) =>
    made(
      say('session.protocol', { flaw }),
      hint(flaw === 'tooLarge' ? 'session.protocol.tooLarge' : 'session.protocol'),
    ),
  'session.timeout': ({ stage }) => made(say('session.timeout', { stage }), hint('session.timeout')),
  'session.tokenExpired': ({ code, isNew }) => {
    const key = isNew === true ? 'session.tokenExpired.new' : 'session.tokenExpired';
    return made(say(key, { code }), hint(key));
  },
  'session.badAuthentication': ({ code }) =>
    made(say('session.badAuthentication', { code }), hint('session.badAuthentication')),
  'session.permissionDenied': ({ code }) =>
    made(say('session.permissionDenied', { code }), hint('session.permissionDenied')),
  'session.server': serversError,

  'network.down': () => made(say('network.down'), hint('network.down')),
  'network.portal': ({ status }) => made(say('network.portal', { status }), hint('network.portal')),

  'profile.invalid': ({ issues: [issue] }) =>
    made(
      say(issue.field === '' ? 'profile.invalid.whole' : 'profile.invalid', { issue }),
      hint('profile.invalid'),
    ),
  'profile.missing': ({ name }) => made(say('profile.missing', { name }), hint('profile.missing')),
  'profile.ambiguous': ({ name, candidates }) =>
    made(
      say('profile.ambiguous', {
        name,
        candidates: candidates.map(({ id, environment, server }) => `${id} (${environment}, ${server})`),
      }),
      hint('profile.ambiguous'),
    ),
  'secret.missing': secretMissing,
  'secret.withheld': ({ secret, givenFor, wantedBy }) =>
    made(say('secret.withheld', { secret, givenFor, wantedBy }), hint('secret.withheld')),
  'secret.fileUnreadable': ({ file, cause }) =>
    made(
      say('secret.fileUnreadable', { file, cause }),
      hint(cause === 'timeout' ? 'secret.fileUnreadable.timeout' : 'secret.fileUnreadable'),
    ),

  'input.refused': ({ issues: [issue] }) =>
    made(say(issue.field === '' ? 'input.refused.whole' : 'input.refused', { issue }), hint('input.refused')),
  'gesture.missing': () => made(say('gesture.missing'), hint('gesture.missing')),
  'relay.portTaken': ({ port, holder }) =>
    holder === null
      ? made(say('relay.portTaken', { port }), hint('relay.portTaken', { port }))
      : made(say('relay.portTaken.by', { port, holder }), hint('relay.portTaken', { port })),
  'relay.loop': ({ port }) => made(say('relay.loop', { port }), hint('relay.loop')),
  'storage.notSaved': ({ file, cause }) =>
    made(say('storage.notSaved', { file, cause }), hint('storage.notSaved', { cause })),
  cancelled: () => made(say('cancelled'), hint('cancelled')),
  bug: ({ id }) => made(say('bug', { id }), hint('bug')),
};

/** The one place where the compiler can't see that `kind` picks the case for exactly this problem. */
function caseOfKind<Kind extends ProblemKind>(kind: Kind, problem: Problem): ProblemCase {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kind is problem.kind
  return cases[kind](problem as ProblemOf<Kind>);
}

/** What is said of a problem; where the far side said something itself, that too. */
export function caseOf(problem: Problem): ProblemCase {
  const found = caseOfKind(problem.kind, problem);
  const words = 'words' in problem ? problem.words : undefined;
  return words === undefined ? found : { ...found, hint: [...found.hint, hint('quoted', { words })] };
}
