import type { StageName } from '../../problem.ts';
import type { RouteStatus, StageDetail } from '../../status.ts';
import { detailWords } from '../details.ts';
import { ifKnown } from '../forms.ts';
import { waysWords } from '../ways.ts';
import { en } from './index.ts';
import { plural } from './times.ts';

/**
 * The words of reports. English whatever the window speaks, as is the command line: reports travel to people who
 * compare and search them.
 */

const stageDetail = (detail: StageDetail): string => detailWords(en, detail);
const routeWords = (route: RouteStatus): string => waysWords(en, [route]);

export const reportText = {
  title: (profile: string, path: string | null) =>
    ifKnown<string>({
      known: (realmPath) => `Report on ${realmPath} of ${profile}`,
      unknown: `Report on ${profile}`,
    })(path),
  made: (at: string, version: string) =>
    `Made ${at} by Causeway ${version}. All times are UTC. Each secret has a name in its place; the same name is the same secret.`,
  hidden: 'Host and user names are replaced; the same name is the same host or user.',

  sections: {
    state: 'State',
    way: 'The way to the server',
    attempts: 'Attempts',
    exchanges: 'Requests and answers',
    certificates: 'Certificates',
    tokens: 'Tokens',
    history: 'The last 30 days',
    relay: 'Relay',
    profile: 'Profile',
    versions: 'Versions',
  },

  states: {
    idle: 'Not connected.',
    awaitingToken: 'Fetching an access token.',
    awaitingSignIn: 'Waiting for somebody to sign in.',
    connecting: (attempt: number) => `Connecting, attempt ${attempt}.`,
    online: (since: string, protocol: string, rtt: string) =>
      `Online since ${since}, ${protocol}, round trip ${rtt}.`,
    waiting: (until: string) => `Waiting until ${until} before the next attempt.`,
    offline: 'Waiting for the network.',
    blocked: 'Blocked: it will not try again by itself.',
    none: 'The profile has no session.',
  },
  notMeasured: 'not measured',
  problemFacts: (code: string, place: string, remedy: string) =>
    `Code ${code}; place: ${place}; remedy: ${remedy}.`,
  lastEnd: (at: string, summary: string) => `The latest attempt that ended by itself, ${at}: ${summary}`,
  heartbeats: (count: number, refreshes: number) =>
    `${count} heartbeats answered; access token renewed ${refreshes} times.`,
  traffic: (received: number, sent: number) => `${received} messages received, ${sent} sent.`,

  routeWords,
  stageDetail,
  attempt: (attempt: number) => `Attempt ${attempt}`,
  attemptHead: (attempt: number, at: string) => `Attempt ${attempt}, ${at}`,
  noAttempt: 'No attempt yet.',
  stageColumns: ['Leg', 'Stage', 'Result', 'Began (ms)', 'Took (ms)', 'Detail'],
  passed: 'passed',
  failed: '**failed**',
  underWay: 'under way',
  waitedFor: (leg: string, stage: string, ms: string) => `waited ${ms} ms for ${leg} ${stage}`,

  exchangesOf: (attempt: number) => `Of attempt ${attempt}; those of the others are in the HAR file.`,
  exchangeHead: (leg: string, stage: string) => `${leg}: ${stage}`,
  noAnswer: '(no answer)',
  cut: (left: number) => `… (${left} more characters are in the HAR file)`,
  noExchange: 'Nothing was said yet.',

  presentedBy: (host: string) => `Shown by ${host}`,
  certificateColumns: ['Subject', 'Issuer', 'Valid', 'SHA-256', 'Trusted by'],
  nobody: 'nobody',
  until: (from: string, to: string) => `${from} to ${to}`,
  inspector: (name: string, sign: string) => `A TLS inspector is on the way: ${name} (${sign}).`,
  changed: (issuer: string) => `The last good connection was shown another one, issued by ${issuer}.`,
  pinned: (until: string) => `Accepted because exactly this certificate is trusted until ${until}.`,

  signIn: (state: string) => `Sign-in: ${state}`,
  identity: (identity: string) => `Identity: ${identity}`,
  storedIn: (where: string) => `Refresh token kept in: ${where}`,
  accessToken: (state: string) => `Access token: ${state}`,
  expires: (at: string) => `Expires: ${at}`,
  renews: (at: string) => `Renews: ${at}`,
  never: 'never',
  saved: (kinds: string) => `Secrets kept for this profile: ${kinds}`,
  savedNone: 'none',

  noHistory: 'Nothing was kept.',
  uptime: (share: string, outages: number) =>
    `Online ${share} of the time it was wanted; ${outages} ${plural(outages, { one: 'outage', other: 'outages' })}.`,
  outageColumns: ['Began', 'Seconds', 'Why'],
  soFar: (seconds: string) => `${seconds} so far`,
  moreOutages: (count: number) => `and ${count} earlier ones`,

  relay: {
    address: (url: string, mode: string) => `Listens on ${url}, mode ${mode}.`,
    waiting: 'Waits for its port.',
    off: (port: number, mode: string) => `Off. Its port is ${port}, its mode ${mode}.`,
    apps: (open: number, held: number, connecting: number) =>
      `Apps: ${open} connected, ${held} held, ${connecting} connecting.`,
    standing: (summary: string) => `In the way just now: ${summary}`,
    failed: (count: number, summary: string) => `${count} × ${summary}`,
    latestFailures: 'Latest requests of apps that failed:',
    past: (connections: number, outages: number) =>
      `The last 30 days: ${connections} ${plural(connections, { one: 'connection', other: 'connections' })} of apps, ${outages} ${plural(outages, { one: 'outage', other: 'outages' })} of the way.`,
  },

  pemLeftOut: (count: number) =>
    `(${count} ${plural(count, { one: 'certificate', other: 'certificates' })}, left out)`,
  keychain: (state: string) => `keychain ${state}`,

  har: {
    comment:
      'Secrets have a name in their place; the same name is the same secret. Bodies are kept of refusals only.',
    noBody: 'Not kept: it may hold a token, or there was none.',
    entry: (stage: StageName, route: RouteStatus | null) =>
      ifKnown<RouteStatus>({
        known: (taken) => `Stage ${stage}, ${routeWords(taken)}`,
        unknown: `Stage ${stage}`,
      })(route),
  },
};
