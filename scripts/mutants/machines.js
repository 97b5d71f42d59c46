/** @typedef {import('./list.js').Mutant} Mutant */

/** @type {Readonly<Record<string, readonly Mutant[]>>} */
export const MACHINES = {
  'main/state-machine.ts': [
    {
      find: 'if (this.#isBusy) return;',
      replace: '',
      why: 'an event that arises while effects are performed is taken at once',
    },
    {
      find: 'this.#isBusy = false;\n    }',
      replace: '}',
      why: 'the first event is the last one that is taken',
    },
    {
      find: 'this.#state = state;\n    entered(before, event);',
      replace: 'entered(before, event);\n    this.#state = state;',
      why: 'who is told of a step still sees the state before it',
    },
    {
      find: 'effects.forEach((effect) => perform(effect));\n    settled(before, event);',
      replace: 'settled(before, event);\n    effects.forEach((effect) => perform(effect));',
      why: 'a step counts as settled before its effects are performed',
    },
    {
      find: '[...this.#waiting, event]',
      replace: '[event, ...this.#waiting]',
      why: 'the latest event is taken first',
    },
    {
      find: 'this.#waiting = rest;',
      replace: 'this.#waiting = [];',
      why: 'of several events that wait the first alone is taken',
    },
  ],
  'main/sync/machine.ts': [
    {
      find: 'livedMs >= recoveredMs',
      replace: 'livedMs > recoveredMs',
      why: 'boundary: exactly a minute online is no recovery',
    },
    {
      find: 'livedMs !== null && livedMs',
      replace: 'livedMs !== null || livedMs',
      why: 'any attempt that was online has recovered',
    },
    {
      find: 'const recoveredMs = 60_000;',
      replace: 'const recoveredMs = 6_000;',
      why: 'recovered after six seconds',
    },
    {
      find: 'const before = hasRecovered ? null : state.failures;',
      replace: 'const before = state.failures;',
      why: 'failures before a recovery still count',
    },
    {
      find: 'hasRenewed: state.hasRenewed && !hasRecovered',
      replace: 'hasRenewed: state.hasRenewed',
      why: 'after a recovery a refused token is not renewed',
    },
    {
      find: 'state.hasRenewed && !hasRecovered',
      replace: '!hasRecovered',
      why: 'a token counts as renewed that was not',
    },
    {
      find: "case 'awaitNetwork':\n      return wait(next, { state: 'offline', problem, until });",
      replace: "case 'awaitNetwork':\n      return wait(next, { state: 'waiting', problem, until });",
      why: 'wrong phase: without a network it waits as for a server',
    },
    {
      find: "case 'retry':\n      return wait(next, { state: 'waiting', problem, until });",
      replace: "case 'retry':\n      return block(next, problem);",
      why: 'wrong remedy: what passes by itself waits for the person',
    },
    {
      find: 'return renew(next, problem, until);',
      replace: "return wait(next, { state: 'waiting', problem, until });",
      why: 'a refused token is tried again as it is',
    },
    {
      find: "case 'askUser':\n      return block(next, problem);",
      replace: "case 'askUser':\n      return wait(next, { state: 'waiting', problem, until });",
      why: 'wrong remedy: what only the person can cure is tried forever',
    },
    {
      find: "problem.kind !== 'session.tokenExpired'",
      replace: "problem.kind === 'session.tokenExpired'",
      why: 'an expired token blocks, a refused one hammers the auth server',
    },
    { find: 'hasRenewed: true }', replace: 'hasRenewed: false }', why: 'each refusal costs a token at once' },
    {
      find: "{ do: 'rejectToken' }, { do: 'wantToken' }",
      replace: "{ do: 'wantToken' }",
      why: 'dropped effect: the refused token is tried again',
    },
    {
      find: "return [waiting, { do: 'rejectToken' }, ...effects];",
      replace: 'return [waiting, ...effects];',
      why: 'dropped effect: the expired token is kept',
    },
    {
      find: "  { do: 'restToken' },\n",
      replace: '',
      why: 'dropped effect: a blocked session keeps its token fresh',
    },
    {
      find: "  { do: 'clearTimer' },\n  { do: 'wantToken' },",
      replace: "  { do: 'wantToken' },",
      why: 'dropped effect: the timer of the wait that was cut short stays',
    },
    {
      find: "  { do: 'setTimer', at: phase.until },",
      replace: '',
      why: 'dropped effect: a wait without an end',
    },
    {
      find: "to(state, { state: 'idle' }),\n  ...leaving(state.phase),",
      replace: "to(state, { state: 'idle' }),",
      why: 'dropped effect: an unwanted attempt goes on',
    },
    {
      find: "problem: { kind: 'cancelled' } }),\n  ...leaving(state.phase),\n  { do: 'releaseToken' },",
      replace: "problem: { kind: 'cancelled' } }),\n  ...leaving(state.phase),",
      why: 'dropped effect: the token of a cancelled session is fetched on',
    },
    {
      find: 'if (attempt !== state.phase.attempt) return [state];',
      replace: '',
      why: 'an abandoned attempt takes the session online',
    },
    {
      find: 'attempt === state.phase.attempt ? [to(state, { ...state.phase, rttMs })] : [state]',
      replace: '[to(state, { ...state.phase, rttMs })]',
      why: 'the round trip of an earlier connection is shown',
    },
    {
      find: 'event.attempt === state.phase.attempt ? ended(state, event) : [state]',
      replace: 'ended(state, event)',
      why: 'the end of an abandoned attempt ends its successor',
    },
    {
      after: '  cancelled: {',
      find: 'online: stay,',
      replace: 'online: cancel,',
      why: 'cancelling ends what is online',
    },
    {
      after: '  cancelled: {',
      find: 'offline: cancel,',
      replace: 'offline: stay,',
      why: 'a wait for the network can’t be cancelled',
    },
    {
      after: '  cancelled: {',
      find: 'awaitingToken: cancel,',
      replace: 'awaitingToken: stay,',
      why: 'a wait for a token can’t be cancelled',
    },
    {
      after: '  tokenFetched: {',
      find: 'waiting: stay,',
      replace: 'waiting: start,',
      why: 'each new token cuts a wait short',
    },
    {
      after: '  tokenFetched: {',
      find: 'online: sendToken,',
      replace: 'online: stay,',
      why: 'a renewed token is never sent',
    },
    {
      after: '  tokenRefused: {',
      find: 'online: refuse,',
      replace: 'online: stay,',
      why: 'a session goes on without a token',
    },
    {
      after: '  retryHinted: {',
      find: 'blocked: stay,',
      replace: 'blocked: begin,',
      why: 'a hint of the network retries what was refused',
    },
    {
      after: '  timeChanged: {',
      find: 'mayBeClocks(state.phase.problem) ? begin(state) : [state]',
      replace: '[state]',
      why: 'a clock that was put right cures nothing',
    },
    {
      after: '  retryRequested: {',
      find: 'waiting: retry,',
      replace: 'waiting: stay,',
      why: 'the person’s “now” is not heard',
    },
    {
      find: 'Math.min(phase.until, now + longestMs)',
      replace: 'Math.max(phase.until, now + longestMs)',
      why: 'after the clock was set back a wait lasts hours',
    },
    {
      find: 'if (mayCutShort(phase, now)) return retry(state);',
      replace: 'return retry(state);',
      why: 'what the server asked for with Retry-After is ignored',
    },
    {
      find: 'state.phase.since <= latest',
      replace: 'state.phase.since < latest',
      why: 'boundary: online since this very moment',
    },
    {
      find: 'now - (livedMs ?? 0)',
      replace: 'now + (livedMs ?? 0)',
      why: 'online since a moment that is yet to come',
    },
    {
      find: 'state.attempts + 1',
      replace: 'state.attempts',
      why: 'off by one: two attempts with one number',
    },
  ],
  'main/tokens/machine.ts': [
    {
      find: "isSignedIn ? fetch(state, null, null, []) : [to(state, { state: 'awaitingSignIn' })]",
      replace: 'fetch(state, null, null, [])',
      why: 'a token is asked for without a sign-in',
    },
    {
      find: "return [next, { do: 'forget' }, ...effects];",
      replace: 'return [next, ...effects];',
      why: 'dropped effect: the token that was refused is used again',
    },
    {
      find: "fetch(state, null, state.phase.held, [{ do: 'clearTimer' }]);\n\nconst release",
      replace: 'fetch(state, null, state.phase.held, []);\n\nconst release',
      why: 'dropped effect: a second request when the old timer fires',
    },
    {
      find: "...leaving(state.phase),\n  { do: 'forget' },\n];\n\n/** What is held",
      replace: '...leaving(state.phase),\n];\n\n/** What is held',
      why: 'dropped effect: a released token stays in memory',
    },
    {
      find: 'return phase.held === null\n    ?',
      replace: 'return phase.held !== null\n    ?',
      why: 'negation: the good token goes, the missing one stays',
    },
    {
      after: '  signedOut: {',
      find: 'resting: forgetHeld,',
      replace: 'resting: stay,',
      why: 'the token of who signed out stays',
    },
    {
      after: '  signedOut: {',
      find: 'fresh: awaitSignIn,',
      replace: 'fresh: stay,',
      why: 'the token of who signed out is used on',
    },
    {
      after: '  signedIn: {',
      find: 'awaitingSignIn: fetchFirst,',
      replace: 'awaitingSignIn: stay,',
      why: 'nothing goes on after a sign-in',
    },
    {
      find: 'request === state.requests ? fresh(state, times) : [state]',
      replace: 'fresh(state, times)',
      why: 'the answer to an abandoned request is taken',
    },
    {
      find: 'event.request === state.requests ? failed(state, state.phase, event) : [state]',
      replace: 'failed(state, state.phase, event)',
      why: 'the failure of an abandoned request counts',
    },
    {
      after: '  timePassed: {',
      find: 'retrying: retryInTime,',
      replace: 'retrying: stay,',
      why: 'after one failure there is no second try',
    },
    {
      after: '  clockSetBack: {',
      find: 'state.phase.held.renewsAt === null ? [state] : renew(state)',
      replace: '[state]',
      why: 'after the clock was set back the token expires unseen',
    },
    {
      after: '  rejected: {',
      find: 'resting: forgetHeld,',
      replace: 'resting: stay,',
      why: 'a resting token that was refused is used again',
    },
    {
      after: '  rejected: {',
      find: "[{ do: 'clearTimer' }, { do: 'forget' }]",
      replace: "[{ do: 'clearTimer' }]",
      why: 'dropped effect: the refused token stays in use',
    },
    {
      find: 'const requests = state.requests + 1;',
      replace: 'const requests = state.requests;',
      why: 'off by one: two requests with one number',
    },
    {
      find: '!isVerdict(problem) && (isRefusedInItsPlace(problem) || isGood(held, now))',
      replace: 'isRefusedInItsPlace(problem) || isGood(held, now)',
      why: 'the auth server’s own no is tried again',
    },
    {
      find: '(isRefusedInItsPlace(problem) || isGood(held, now))',
      replace: 'isRefusedInItsPlace(problem)',
      why: 'a captive portal at renewal ends what works',
    },
    {
      find: "remedyOf(problem) === 'askUser' && !mayWait",
      replace: "remedyOf(problem) === 'askUser'",
      why: 'what may wait goes to the person at once',
    },
    {
      find: 'held.expiresAt === null || held.expiresAt > now',
      replace: 'held.expiresAt === null || held.expiresAt >= now',
      why: 'boundary: a token is good in the moment it expires',
    },
    {
      find: 'held.expiresAt === null || held.expiresAt > now',
      replace: 'held.expiresAt !== null && held.expiresAt > now',
      why: 'a token without an end is no good',
    },
    {
      find: ", { do: 'refuseGrant', problem }]",
      replace: ']',
      why: 'dropped effect: the profile never learns that it is signed out',
    },
    {
      find: "problem.kind === 'auth.refreshRefused'",
      replace: "problem.kind !== 'auth.refreshRefused'",
      why: 'a refused realm path signs the whole profile out',
    },
    {
      find: 'return now >= renewsAt ? renew(state)',
      replace: 'return now > renewsAt ? renew(state)',
      why: 'boundary: a timer that fires in time sets itself anew',
    },
    {
      find: 'return now >= until ? retryAsBefore(state)',
      replace: 'return now > until ? retryAsBefore(state)',
      why: 'boundary: the same for a retry',
    },
    {
      find: "fetch(state, state.phase.failures, state.phase.held, [{ do: 'clearTimer' }])",
      replace: "fetch(state, null, state.phase.held, [{ do: 'clearTimer' }])",
      why: 'each retry is the first: no backoff',
    },
    {
      find: "return [{ do: 'abandon' }];",
      replace: 'return [];',
      why: 'dropped effect: a released request goes on',
    },
    {
      find: 'held.renewsAt === null ? [next]',
      replace: 'held.renewsAt !== null ? [next]',
      why: 'negation: no timer for a token that has to be renewed',
    },
  ],
  'main/tokens/sign-in-machine.ts': [
    {
      after: '  wanted: {',
      find: 'retrying: signInAnew,',
      replace: 'retrying: stay,',
      why: 'the person’s wish does not cut the wait short',
    },
    {
      after: '  wanted: {',
      find: 'needsUser: unlock,',
      replace: 'needsUser: stay,',
      why: 'what stopped is never tried again',
    },
    {
      after: '  credentialGiven: {',
      find: 'unlocking: signInAnew,',
      replace: 'unlocking: stay,',
      why: 'a credential given while the vault is asked is lost',
    },
    {
      after: '  unlocked: {',
      find: 'signingIn: stay,',
      replace: 'signingIn: unlocked,',
      why: 'a late answer of the vault ends a sign-in',
    },
    {
      after: '  failed: {',
      find: 'retrying: stay,',
      replace: 'retrying: failed,',
      why: 'a late failure counts twice',
    },
    {
      after: '  timeChanged: {',
      find: 'mayBeClocks(state.phase.problem) ? unlock(state) : [state]',
      replace: '[state]',
      why: 'a clock that was put right cures nothing',
    },
    {
      after: '  grantRefused: {',
      find: 'signedIn: needUser,',
      replace: 'signedIn: stay,',
      why: 'a refused refresh token goes unnoticed',
    },
    {
      after: '  cancelled: {',
      find: 'signingIn: cancel,',
      replace: 'signingIn: stay,',
      why: 'a sign-in can’t be cancelled',
    },
    {
      after: '  cancelled: {',
      find: 'signedIn: stay,',
      replace: 'signedIn: cancel,',
      why: 'cancelling another profile’s way signs out',
    },
    {
      after: '  unwanted: {',
      find: 'signedIn: stay,',
      replace: 'signedIn: signOut,',
      why: 'disconnecting signs out',
    },
    {
      after: '  unwanted: {',
      find: 'retrying: signOut,',
      replace: 'retrying: stay,',
      why: 'an unwanted sign-in is retried',
    },
    {
      find: "event.request === state.requests ? [{ ...state, phase: { state: 'signedIn' } }] : [state]",
      replace: "[{ ...state, phase: { state: 'signedIn' } }]",
      why: 'an abandoned sign-in signs in',
    },
    {
      find: "event.found === 'grant'",
      replace: "event.found !== 'grant'",
      why: 'negation: a credential counts as a grant',
    },
    {
      after: 'function unlocked',
      find: 'if (event.request !== state.requests) return [state];',
      replace: '',
      why: 'an abandoned look into the vault counts',
    },
    {
      after: 'function failed',
      find: 'if (event.request !== state.requests) return [state];',
      replace: '',
      why: 'the failure of an abandoned request counts',
    },
    {
      find: " || remedy === 'awaitNetwork'",
      replace: '',
      why: 'wrong remedy: without a network the person is asked',
    },
    {
      find: ' || isRefusedInItsPlace(problem)',
      replace: '',
      why: 'a gateway’s page in place of the server ends the sign-in',
    },
    {
      find: "state.phase.state === 'unlocking' || !passes",
      replace: '!passes',
      why: 'a locked vault is asked again and again',
    },
    {
      find: 'countFailure(state.phase.failures, problem.kind)',
      replace: 'countFailure(null, problem.kind)',
      why: 'no backoff: each failure is the first',
    },
    {
      find: "failures, problem, until } },\n    { do: 'setTimer', at: until },",
      replace: 'failures, problem, until } },',
      why: 'dropped effect: a retry that never comes',
    },
    {
      find: 'Math.min(phase.until, now + backoffMs',
      replace: 'Math.max(phase.until, now + backoffMs',
      why: 'after the clock was set back a wait lasts hours',
    },
    {
      find: "return [{ do: 'clearTimer' }];",
      replace: 'return [];',
      why: 'dropped effect: the timer of a wait that was left fires',
    },
    {
      find: 'const requests = state.requests + 1;',
      replace: 'const requests = state.requests;',
      why: 'off by one: two requests with one number',
    },
  ],
  'main/desktop/outage-news.ts': [
    {
      find: 'nowMs - phase.sinceMs >= patienceMs',
      replace: 'nowMs - phase.sinceMs > patienceMs',
      why: 'boundary: an outage of exactly ten seconds',
    },
    {
      find: "due.length === 0 || policy === 'quiet'",
      replace: 'due.length === 0',
      why: 'quiet hours are not quiet',
    },
    {
      find: 'due.length < untold.length && oldestMs',
      replace: 'oldestMs',
      why: 'one that is alone waits for others',
    },
    {
      find: 'oldestMs < patienceMs + gatherMs',
      replace: 'oldestMs <= patienceMs + gatherMs',
      why: 'boundary: gathered for exactly five seconds',
    },
    {
      find: 'nowMs - phase.backAtMs >= settledMs',
      replace: 'nowMs - phase.backAtMs > settledMs',
      why: 'boundary: back for exactly three seconds',
    },
    {
      find: "effects: policy === 'tell' ?",
      replace: "effects: policy !== 'quiet' ?",
      why: 'news of what the person looks at anyway',
    },
    {
      find: 'down: (phase, look) => (phase.hasBeenOnline ? beginOutage(look) : phase)',
      replace: 'down: (_phase, look) => beginOutage(look)',
      why: 'a first connection that takes a while is an outage',
    },
    {
      find: 'stuck: (_phase, look) => beginOutage(look)',
      replace: 'stuck: (phase, look) => (phase.hasBeenOnline ? beginOutage(look) : phase)',
      why: 'who is refused at the first try hears nothing',
    },
    {
      find: "isKnown ? { state: 'back', sinceMs, backAtMs: nowMs, problem } : fine",
      replace: "({ state: 'back', sinceMs, backAtMs: nowMs, problem })",
      why: 'a recovery is told of which no outage was',
    },
    {
      find: 'problem: problem ?? phase.problem',
      replace: 'problem',
      why: 'the cause is lost with the next try',
    },
    {
      find: 'problem: problem ?? former,\n  isKnown: true,',
      replace: 'problem: problem ?? former,\n  isKnown: false,',
      why: 'an outage that comes back is told twice',
    },
    { find: 'problem: problem ?? former', replace: 'problem', why: 'the cause is lost when it comes back' },
    {
      find: "(phase.state === 'back' ? phase.backAtMs : nowMs) - phase.sinceMs",
      replace: 'nowMs - phase.sinceMs',
      why: 'the time it was back counts as outage',
    },
    {
      find: 'isKnown: true } };',
      replace: 'isKnown: false } };',
      why: 'an outage is told again with each look',
    },
    {
      find: "phase.state === 'back' || (phase.state === 'down' && phase.isKnown)",
      replace: "phase.state === 'down' && phase.isKnown",
      why: 'what was told stays when a recovery is told',
    },
    {
      find: "phase.state === 'back' || (phase.state === 'down' && phase.isKnown)",
      replace: "phase.state === 'back' || phase.state === 'down'",
      why: 'what was never told is withdrawn',
    },
    {
      find: 'if (toPatienceMs > 0) return',
      replace: 'if (toPatienceMs >= 0) return',
      why: 'boundary: a look without a wait',
    },
    {
      find: "policy === 'quiet' ? quietLookMs : toPatienceMs + gatherMs",
      replace: 'toPatienceMs + gatherMs',
      why: 'in quiet hours it looks a thousand times a second',
    },
    {
      find: 'return [phase.backAtMs + settledMs - nowMs];',
      replace: 'return [];',
      why: 'a recovery is told only when something else happens',
    },
    {
      find: 'Math.max(1, Math.min(...waits))',
      replace: 'Math.max(1, Math.max(...waits))',
      why: 'the nearest moment is passed over',
    },
  ],
};
