import { htmlAnswer, jsonAnswer, type HttpAnswer } from './http-answer.ts';

/** Realm Object Server's error catalogue, as far as the demo uses it. */
const CATALOGUE = {
  invalidParameters: [400, 601, 'invalid-parameters', 'Your request parameters did not validate.'],
  missingParameters: [400, 602, 'missing-parameters', 'Your request is missing required parameters.'],
  invalidCredentials: [
    401,
    611,
    'invalid-credentials',
    'The provided credentials are invalid or the user does not exist.',
  ],
  unknownAccount: [404, 612, 'unknown-account', 'The account does not exist.'],
  existingAccount: [400, 613, 'existing-account', 'The account cannot be registered as it exists already.'],
  accessDenied: [403, 614, 'access-denied', 'The path is invalid or current user has no access.'],
  expiredRefreshToken: [403, 615, 'expired-refresh-token', 'The refresh token has expired.'],
  serviceUnavailable: [503, 802, 'service-unavailable', 'The service is unavailable.'],
  notEnabled: [501, 803, 'not-enabled', 'The requested feature is not enabled.'],
} as const;

export type AuthErrorName = keyof typeof CATALOGUE;

export type InvalidParameter = { name: string; reason: string };

export type AuthErrorExtra = { detail?: string; invalid_params?: readonly InvalidParameter[] };

const TYPE_BASE = 'https://realm.io/docs/object-server/problems/';

export function authError(name: AuthErrorName, extra: AuthErrorExtra = {}): HttpAnswer {
  const [status, code, slug, title] = CATALOGUE[name];
  return jsonAnswer(status, { type: TYPE_BASE + slug, title, status, code, ...extra });
}

export function missing(parameter: string): HttpAnswer {
  const invalid_params = [{ name: parameter, reason: `Missing parameter: '${parameter}'` }];
  return authError('missingParameters', { invalid_params });
}

export function invalid(parameter: string, reason: string): HttpAnswer {
  return authError('invalidParameters', { invalid_params: [{ name: parameter, reason }] });
}

/** What the server really answers for another user's path: neither code nor title. */
export function bareForbidden(): HttpAnswer {
  return jsonAnswer(403, { status: 403 });
}

/** The body parser's own error, which never reaches the catalogue: it has no code. */
export function unreadableJson(): HttpAnswer {
  return jsonAnswer(400, { status: 400, title: 'Unexpected token in JSON' });
}

export function pageNotFound(method: string, path: string): HttpAnswer {
  return htmlAnswer(404, page(`Cannot ${method} ${escapeHtml(path)}`));
}

export function internalError(): HttpAnswer {
  return htmlAnswer(500, page('Internal Server Error'));
}

function page(text: string): string {
  const head = '<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>';
  return `<!DOCTYPE html>\n<html lang="en">\n${head}\n<body>\n<pre>${text}</pre>\n</body>\n</html>\n`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
