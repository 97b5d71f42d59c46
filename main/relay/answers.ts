import type { Problem } from '../../shared/problem.ts';
import { explain } from '../../shared/text/en/problems.ts';
import type { RequestKind } from './requests.ts';

/** An answer that a relay makes up itself. */
export interface OwnAnswer {
  readonly status: number;
  readonly reason: string;
  readonly contentType: string;
  readonly body: string;
}

/** How long a request is held while the way is tried again, in milliseconds. SDKs give up a login after 5 s, a refresh after 10. */
export const holdMsOf: Readonly<Record<RequestKind, number>> = { login: 3_000, refresh: 8_000, other: 3_000 };

/**
 * What a request is answered that couldn't be brought to the server; null: nothing, the connection is closed. To a refresh
 * nothing is ever answered: an SDK that reads an error there stops refreshing until its app restarts, and one that reads
 * nothing asks again (docs/realm-clients.md, “What a client makes of an answer that a relay makes up”).
 */
export function answerToFailure(kind: RequestKind, problem: Problem): OwnAnswer | null {
  switch (kind) {
    case 'refresh':
      return null;
    case 'login':
    case 'other':
      return unavailable(problem);
  }
}

/** In the words of the server's own errors (server, §1), for what this relay decides in its place. */
export const refusal = (status: number, code: number, detail: string): OwnAnswer =>
  jsonAnswer(status, { type: `urn:causeway:relay:${code}`, title: detail, status, code, detail });

export const jsonAnswer = (status: number, json: object): OwnAnswer => ({
  status,
  reason: reasons[status] ?? '',
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(json),
});

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  503: 'Service Unavailable',
};

/** In the server's own form, and with its number for “unavailable”: an SDK shows title and detail to the app’s user. */
function unavailable(problem: Problem): OwnAnswer {
  const { summary, hint } = explain(problem);
  const body = {
    type: `urn:causeway:problem:${problem.kind}`,
    title: summary,
    status: 503,
    code: 802,
    detail: hint,
  };
  return jsonAnswer(503, body);
}

/** The first failed upgrade of an outage: a client writes the sentence into its log, and comes back at once. */
export function badGateway(problem: Problem): OwnAnswer {
  const { summary, hint } = explain(problem);
  return text(502, 'Bad Gateway', `Causeway: ${summary} ${hint}`);
}

/** For what isn't sent by a program of this computer, or not for this relay. */
export const forbidden = (sentence: string): OwnAnswer => text(403, 'Forbidden', `Causeway: ${sentence}`);

/** More at once than a relay carries. */
export const tooMany: OwnAnswer = text(503, 'Service Unavailable', 'Causeway: too many connections at once.');

/** What can't be read as HTTP/1.1. */
export const malformed: OwnAnswer = text(400, 'Bad Request', 'Causeway: this is no HTTP/1.1 request.');

/** A head of more than 16 KiB. */
export const tooLong: OwnAnswer = text(
  431,
  'Request Header Fields Too Large',
  'Causeway: the request’s head is longer than 16 KiB.',
);

function text(status: number, reason: string, sentence: string): OwnAnswer {
  return {
    status,
    reason,
    contentType: 'text/plain; charset=utf-8',
    body: `${sentence.replace(/\s+/g, ' ')}\n`,
  };
}

/** As it goes over the wire; the connection ends with it. */
export function onTheWire({ status, reason, contentType, body }: OwnAnswer): string {
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
