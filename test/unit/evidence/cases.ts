import { version } from '../../../package.json';
import type { Case } from '../../../shared/evidence/case.ts';
import type { SessionHistory } from '../../../shared/history.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { Exchange, SessionPhase, Stage, Trace } from '../../../shared/status.ts';
import { corporate, profileView, sceneNow, traceOf } from '../renderer/scenes.ts';
import { presented } from '../shared/presented.ts';

/** Cases to report on. */

const connect = (answer: readonly string[], ...more: readonly string[]): Exchange => ({
  request: ['CONNECT gateway.example:443 HTTP/1.1', 'Host: gateway.example:443', ...more],
  answer,
  body: null,
});

const stage = (leg: Stage['leg'], name: Stage['name'], at: number, more: Partial<Stage> = {}): Stage => ({
  leg,
  name,
  ok: true,
  startedMs: at,
  ms: 10,
  detail: null,
  ...more,
});

export const refusal: Exchange = {
  request: [
    'GET /my/url/prefix/%2Fb920bd7068ef2b470ff4226e0e85716a%2Ftasks HTTP/1.1',
    'Authorization: [header value A]',
    'Host: gateway.example',
    'Sec-WebSocket-Protocol: io.realm.sync.30,io.realm.sync.22',
    'X-Realm-Auth: [access token B]',
  ],
  answer: [
    'HTTP/1.1 403 Forbidden',
    'Server: nginx/1.24.0',
    'Content-Type: text/html; charset=utf-8',
    'Via: 1.1 edge7.dmz.example (10.1.4.77)',
    'X-Echo: [access token B]',
  ],
  body: '<h1>403</h1>\n```\nask it-help@desk.example, or alice at 2001:db8::7, not Malice\n',
};

const stages: readonly Stage[] = [
  stage('auth', 'route', 0, {
    detail: {
      kind: 'ways',
      ways: [{ kind: 'forwardProxy', proxy: 'http://proxy.example:3128', reason: 'profile' }],
    },
  }),
  stage('auth', 'resolve', 10, { detail: '10.1.4.9' }),
  stage('auth', 'connect', 20, { detail: '10.1.4.9:3128' }),
  stage('auth', 'tls', 30, { evidence: { certificates: presented({ host: 'ros.internal.example' }) } }),
  stage('auth', 'access-token', 40, {
    ms: 30,
    evidence: {
      exchanges: [
        {
          request: ['POST /auth HTTP/1.1', 'Host: ros.internal.example:9443'],
          answer: ['HTTP/1.1 200 OK', 'Content-Type: application/json'],
          body: null,
        },
      ],
    },
  }),
  stage('sync', 'resolve', 15),
  stage('sync', 'connect', 25, { waitedFor: { leg: 'auth', name: 'access-token', ms: 5 } }),
  stage('sync', 'proxy', 70, {
    ms: 12,
    evidence: {
      exchanges: [
        connect(['HTTP/1.1 407 Proxy Authentication Required', 'Proxy-Authenticate: Basic realm="x"']),
        connect(['HTTP/1.1 200 Connection established'], 'Proxy-Authorization: Basic [proxy password A]'),
      ],
    },
  }),
  stage('sync', 'tls', 82, { evidence: { certificates: presented({ host: 'gateway.example' }) } }),
  stage('sync', 'upgrade', 92, { ok: false, ms: 31.04, detail: '403', evidence: { exchanges: [refusal] } }),
];

const minute = 60_000;

export const keptHistory: SessionHistory = {
  from: sceneNow - 60 * minute,
  until: sceneNow,
  hours: [],
  minutes: [],
  lives: [],
  spans: [
    { state: 'online', from: sceneNow - 60 * minute, to: sceneNow - 3 * minute },
    {
      state: 'outage',
      from: sceneNow - 3 * minute,
      to: sceneNow,
      isOver: false,
      causes: [{ kind: 'gateway.forbidden', code: 403 }],
    },
  ],
};

export const refused = (problem: Problem): SessionPhase => ({ state: 'blocked', problem });

export function caseOf(phase: SessionPhase, trace: Partial<Trace> = {}, change: Partial<Case> = {}): Case {
  const profile = profileView('staging', corporate(), [phase]);
  const problem = 'problem' in phase ? phase.problem : null;
  const newest = traceOf({ attempt: 3, startedAt: sceneNow - 2_000, stages, problem, ...trace });
  const [session] = profile.sessions;
  return {
    at: sceneNow,
    about: {
      version,
      electron: '45.4.1',
      chromium: '148',
      node: '24.1.0',
      platform: 'linux',
      system: 'Linux 6.1 x64',
    },
    profile,
    session: session === undefined ? null : { ...session, trace: newest },
    traces: [newest, traceOf({ attempt: 2, startedAt: sceneNow - 60_000, stages: stages.slice(0, 5) })],
    history: keptHistory,
    relayed: null,
    ...change,
  };
}

export const forbiddenCase = (change: Partial<Case> = {}): Case =>
  caseOf(refused({ kind: 'gateway.forbidden', status: 403 }), {}, change);
