import { match, rejects, strictEqual } from 'node:assert/strict';
import type { Negotiate } from '../../main/ports/negotiate.ts';
import type { Clause } from './clause.ts';

/** A service that a person may prove who they are to. */
export interface NegotiateBench {
  readonly negotiate: Negotiate;
  readonly host: string;
  /** What the service answers to a token, in base64; null: it is content. */
  readonly answer: (token: string) => Promise<string | null>;
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What every `Negotiate` does for a person who is signed in to the computer. */
export const signedInContract: readonly Clause<NegotiateBench>[] = [
  {
    says: 'begins with a token in base64',
    holds: async ({ negotiate, host }) => {
      const proof = await negotiate.begin(host);
      match((await proof.step(null)) ?? '', base64);
    },
  },
  {
    says: 'satisfies the service, and has no more to say then',
    holds: async ({ negotiate, host, answer }) => {
      const proof = await negotiate.begin(host);
      let theirs: string | null = null;
      for (let steps = 0; steps < 5; steps += 1) {
        const ours = await proof.step(theirs);
        if (ours === null) return;
        theirs = await answer(ours);
        if (theirs === null) break;
      }
      strictEqual(theirs, null);
    },
  },
  {
    says: 'begins anew each time',
    holds: async ({ negotiate, host }) => {
      for (let times = 0; times < 2; times += 1) {
        const proof = await negotiate.begin(host);
        match((await proof.step(null)) ?? '', base64);
      }
    },
  },
];

/** What every `Negotiate` does for a person who is not. */
export const signedOutContract: readonly Clause<NegotiateBench>[] = [
  {
    says: 'has no ticket, and says no more than that',
    holds: async ({ negotiate, host }) => {
      await rejects(
        negotiate.begin(host).then((proof) => proof.step(null)),
        {
          name: 'NegotiateUnavailable',
          reason: 'noTicket',
          message: 'noTicket',
        },
      );
    },
  },
];
