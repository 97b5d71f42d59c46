import { htmlAnswer, jsonAnswer, type HttpAnswer } from './http-answer.ts';

/** The ways in which real gateways break the sync upgrade, one at a time. */
export type GatewayMistake =
  | 'none'
  /** Forwards an upgrade as a plain request: the server answers 401 with JSON 611. */
  | 'stripUpgrade'
  /** Decodes `%2F`, as nginx does with a URI in `proxy_pass`. */
  | 'decodePath'
  /** Encodes the encoded path again, as nginx does with a captured variable. */
  | 'doubleEncode'
  /** Forgets to rewrite its prefix. */
  | 'wrongPrefix'
  /** Lets its own `Authorization` reach the server: login answers 401 with JSON 611. */
  | 'forwardAuthorization'
  /** Drops the header that carries the access token. */
  | 'stripAuthHeader'
  /** Answers a sign-in page instead of forwarding, once the corporate session is over. */
  | 'loginPage200'
  | 'loginPage302'
  /** Cuts websockets that were quiet for a while. */
  | 'idleKill';

export type Header = readonly [name: string, value: string];

export type GatewayRules = {
  /** Headers that every request must carry, with exactly these values. */
  demands: readonly Header[];
  /** What the gateway serves sync under; rewritten to `/realm-sync`. */
  urlPrefix: string;
  /** What the gateway serves `/auth` and `/health` under; taken away before forwarding. */
  basePath: string;
  /** The header the server behind looks for its tokens in. */
  authorizationHeaderName: string;
  /** Gives the token header another name on its way to the server. */
  renamesAuthorizationTo: string | null;
  /** A gateway done right keeps the corporate `Authorization` to itself. */
  stripsAuthorization: boolean;
  mistake: GatewayMistake;
  /** Sign-in pages can hit everything, or the upgrade alone. */
  loginPagesAppearOn: 'everything' | 'upgrades';
  idleKillMs: number;
};

export type GatewayRequest = {
  method: string;
  target: string;
  headers: readonly Header[];
  isUpgrade: boolean;
};

export type ForwardPlan =
  | { kind: 'forward'; target: string; headers: readonly Header[] }
  | { kind: 'refuse'; answer: HttpAnswer; why: string };

export const GATEWAY_NAME = 'causeway-demo-gateway';
const SERVER_SYNC_PREFIX = '/realm-sync';
const HOP_HEADERS = ['connection', 'upgrade', 'keep-alive', 'proxy-connection'];

/** Decides one request: refuse it, or with which target and headers it goes on. */
export function planForward(request: GatewayRequest, rules: GatewayRules): ForwardPlan {
  const missing = rules.demands.find((demand) => !carries(request, demand));
  if (missing !== undefined) return unauthorized(missing[0]);
  const loginPage = loginPageFor(request, rules);
  if (loginPage !== null) return loginPage;
  const target = targetFor(request.target, rules);
  if (target === null) return notServed(rules);
  return { kind: 'forward', target, headers: headersFor(request, rules) };
}

function carries(request: GatewayRequest, [name, value]: Header): boolean {
  return request.headers.some((header) => isNamed(header, name) && header[1] === value);
}

function targetFor(target: string, rules: GatewayRules): string | null {
  if (target.startsWith(`${rules.urlPrefix}/`)) {
    return syncTarget(target.slice(rules.urlPrefix.length), target, rules.mistake);
  }
  const isBelowBase = target.startsWith(`${rules.basePath}/`);
  const rest = target.slice(rules.basePath.length);
  return isBelowBase && /^\/(auth(\/|\?|$)|health(\?|$))/.test(rest) ? rest : null;
}

function syncTarget(rest: string, whole: string, mistake: GatewayMistake): string {
  switch (mistake) {
    case 'decodePath':
      return SERVER_SYNC_PREFIX + rest.replaceAll(/%2F/gi, '/').replaceAll(/\/{2,}/g, '/');
    case 'doubleEncode':
      return SERVER_SYNC_PREFIX + rest.replaceAll('%', '%25');
    case 'wrongPrefix':
      return whole;
    case 'none':
    case 'stripUpgrade':
    case 'forwardAuthorization':
    case 'stripAuthHeader':
    case 'loginPage200':
    case 'loginPage302':
    case 'idleKill':
      return SERVER_SYNC_PREFIX + rest;
  }
}

function headersFor(request: GatewayRequest, rules: GatewayRules): Header[] {
  const kept = request.headers.filter((header) => isKept(header, request.isUpgrade, rules));
  const renamed = kept.map((header) => renameAuthorization(header, rules));
  if (request.isUpgrade && rules.mistake !== 'stripUpgrade') return renamed;
  return [...renamed, ['Connection', 'close']];
}

function isKept(header: Header, isUpgrade: boolean, rules: GatewayRules): boolean {
  const name = header[0].toLowerCase();
  const dropsHop = !isUpgrade || rules.mistake === 'stripUpgrade';
  if (dropsHop && HOP_HEADERS.includes(name)) return false;
  if (isNamed(header, rules.authorizationHeaderName)) return rules.mistake !== 'stripAuthHeader';
  if (name !== 'authorization') return true;
  return !rules.stripsAuthorization || rules.mistake === 'forwardAuthorization';
}

function renameAuthorization(header: Header, rules: GatewayRules): Header {
  const { authorizationHeaderName, renamesAuthorizationTo } = rules;
  if (renamesAuthorizationTo === null || !isNamed(header, authorizationHeaderName)) return header;
  return [renamesAuthorizationTo, header[1]];
}

function loginPageFor(request: GatewayRequest, rules: GatewayRules): ForwardPlan | null {
  if (rules.loginPagesAppearOn === 'upgrades' && !request.isUpgrade) return null;
  const why = 'the corporate sign-in page stands in the way';
  if (rules.mistake === 'loginPage200') return { kind: 'refuse', answer: htmlAnswer(200, LOGIN_PAGE), why };
  if (rules.mistake !== 'loginPage302') return null;
  const headers = {
    Location: 'https://sso.demo.invalid/sign-in',
    'Content-Type': 'text/html; charset=utf-8',
  };
  return { kind: 'refuse', answer: { status: 302, headers, body: LOGIN_PAGE }, why };
}

function unauthorized(name: string): ForwardPlan {
  const body = { gateway: GATEWAY_NAME, error: 'unauthorized', missing: name };
  return { kind: 'refuse', answer: jsonAnswer(401, body), why: `header ${name} is missing or wrong` };
}

function notServed(rules: GatewayRules): ForwardPlan {
  const body = `<h1>404</h1>\n<p>${GATEWAY_NAME} serves sync under ${rules.urlPrefix} only.</p>\n`;
  return { kind: 'refuse', answer: htmlAnswer(404, body), why: 'it does not serve this path' };
}

function isNamed(header: Header, name: string): boolean {
  return header[0].toLowerCase() === name.toLowerCase();
}

const LOGIN_PAGE = `<!DOCTYPE html>
<html lang="en">
<head><title>Sign in</title></head>
<body><h1>Your corporate session has ended</h1><form method="post"><input name="user"></form></body>
</html>
`;
