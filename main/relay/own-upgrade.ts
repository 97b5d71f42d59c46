import type { PassedHead } from '../ports/http.ts';
import { forbidden } from './answers.ts';
import { valuesOf } from './callers.ts';
import type { LentAccount } from './lent-account.ts';
import type { Ask, Asked } from './relayed-stream.ts';
import type { AppRequest } from './requests.ts';

/** Asks only with a token of the account that is lent: the way is not lent to others with it. */
export const askAsOwner =
  (ask: Ask, request: AppRequest, account: () => Promise<LentAccount>): Ask =>
  async (recorder, signal) => {
    const lent = await account();
    const tokens = tokensOf(request);
    for (const token of tokens) if (!(await lent.isOwn(token, recorder, signal))) return notOwn;
    return tokens.length === 0 ? notOwn : ask(recorder, signal);
  };

/** In the words of the sync clients, or alone (server, §1 and §3). */
const tokensOf = ({ headers }: AppRequest): readonly string[] =>
  valuesOf(headers, 'authorization').map((value) => /\btoken="([^"]*)"/.exec(value)?.[1] ?? value);

const { status, reason, contentType, body } = forbidden(
  'this relay lends one account, and the token is not of it.',
);
const head: PassedHead = {
  status,
  reason,
  headers: [['Content-Type', contentType]],
  lines: [`HTTP/1.1 ${status} ${reason}`],
};
const notOwn: Asked = { kind: 'answered', head, body: Buffer.from(body) };
