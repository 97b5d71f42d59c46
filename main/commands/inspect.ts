import type { KeyObject } from 'node:crypto';
import { remarksOn, type SignatureVerdict, type TokenInspection } from '../../shared/token-inspection.ts';
import { en } from '../../shared/text/en/index.ts';
import { inspectToken } from '../tokens/inspect.ts';
import { readPublicKey } from '../tokens/server-key.ts';
import { onlyArgument, readArguments } from '../command-line/arguments.ts';
import type { Command, CommandContext } from '../command-line/command.ts';
import { FileMissing, readText, usualMostBytes } from '../command-line/input.ts';
import { UsageError } from '../command-line/usage-error.ts';

export const inspectCommand: Command = {
  name: 'inspect',
  synopsis: ['inspect FILE|- [--key PEMFILE] [--json]'],
  about: [
    'Says what a token says, read on this computer only: a token of Realm Object Server or a JWT, as people copy them,',
    'with Bearer, with the header around it, in quotes, over several lines, or as the server’s keys/admin.json.',
    'A token is never taken from an argument, which other users of the computer can read, and is never printed.',
  ],
  options: [
    ['--key PEMFILE', 'the public key of whoever issued it, to verify its signature with'],
    ['--json', 'one JSON object on standard output, and nothing else there'],
  ],
  run: inspect,
};

/** Far longer than any token; what is longer is another file. */
const mostTokenBytes = 256 * 1024;

async function inspect(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {
    key: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const path = onlyArgument(positionals, 'a file with the token, or - for standard input');
  const key = values.key === undefined ? null : await keyIn(values.key, context);
  const token = await tokenText(path, context);
  const inspection = inspectToken(token, key);
  const now = context.ports.clock.now();
  context.terminal.print(
    values.json ? `${JSON.stringify(inspected(inspection, now), null, 2)}\n` : inWords(inspection, now),
  );
  return 0;
}

async function tokenText(path: string, inputs: CommandContext): Promise<string> {
  try {
    const text = await readText({ path, what: 'the token’s file', mostBytes: mostTokenBytes }, inputs);
    if (text.trim() !== '') return text;
  } catch (error) {
    if (!(error instanceof FileMissing)) throw error;
    // What was typed may be the token itself, and is not repeated.
    throw new UsageError(
      'there is no such file. A token is never taken from an argument, which others can read: put it in a file, or pipe it in with -.',
    );
  }
  throw new UsageError(`${path === '-' ? 'standard input' : `the token’s file ${path}`} is empty.`);
}

/** Errors: `UsageError`; nothing of the file is repeated. */
async function keyIn(path: string, inputs: CommandContext): Promise<KeyObject> {
  if (path === '-') throw new UsageError('--key needs a file.');
  const pem = await readText({ path, what: 'the key’s file', mostBytes: usualMostBytes }, inputs);
  if (/PRIVATE KEY-----/.test(pem)) {
    throw new UsageError('--key takes the public key; this is a private one, which nobody else should hold.');
  }
  try {
    return readPublicKey(pem);
  } catch {
    throw new UsageError('--key must name a public key or a certificate in PEM form.');
  }
}

/** The command line's contract, version 1: fields may be added, none removed or renamed. */
const inspected = (inspection: TokenInspection, now: number): object => ({
  version: 1,
  format: formats[inspection.format],
  kind: kindOf(inspection),
  identity: inspection.identity,
  path: inspection.path,
  access: inspection.access,
  expiresAt: isoOf(inspection.expiresAt),
  issuedAt: isoOf(inspection.issuedAt),
  notBefore: isoOf(inspection.notBefore),
  issuer: inspection.issuer,
  audience: inspection.audience,
  isAdmin: inspection.isAdmin,
  signature: { algorithm: inspection.algorithm, verified: verifiedBy[inspection.signature] },
  length: inspection.length,
  remarks: remarkSentences(inspection, now),
});

const formats: Record<TokenInspection['format'], string> = {
  serverToken: 'realm',
  jwt: 'jwt',
  opaque: 'opaque',
};

/** A user token and one that was issued elsewhere are neither of the three. */
function kindOf({ role }: TokenInspection): 'access' | 'refresh' | 'admin' | null {
  return role === 'access' || role === 'refresh' || role === 'admin' ? role : null;
}

/** Null where nothing was tried: there is no key, or no such signature can be tried with one. */
const verifiedBy: Record<SignatureVerdict, boolean | null> = {
  verified: true,
  wrong: false,
  noKey: null,
  unsupported: null,
  none: null,
};

const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** To the second, in UTC: the reader may sit in another zone than the server. */
const momentOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const remarkSentences = (inspection: TokenInspection, now: number): readonly string[] =>
  remarksOn(inspection, now).map((remark) =>
    en.tokens.remarks[remark.kind]('at' in remark ? momentOf(remark.at) : ''),
  );

function inWords(inspection: TokenInspection, now: number): string {
  const words = en.ui.inspector;
  const { identity, path, access, issuer, audience, issuedAt, notBefore, expiresAt, isAdmin } = inspection;
  const { algorithm, signature, length } = inspection;
  const signed =
    signature === 'noKey'
      ? 'not verified: give the issuer’s public key with --key'
      : words.signatures[signature];
  const facts: readonly (readonly [string, string | null])[] = [
    [words.format, words.formats[inspection.format]],
    [words.role, words.roles[inspection.role]],
    [en.ui.details.identity, identity],
    [words.access, access.length === 0 ? null : access.join(', ')],
    [words.path, path],
    [words.issuer, issuer],
    [words.audience, audience.length === 0 ? null : audience.join(', ')],
    [words.issued, issuedAt === null ? null : momentOf(issuedAt)],
    [words.notBefore, notBefore === null ? null : momentOf(notBefore)],
    [words.expires, expiresAt === null ? null : momentOf(expiresAt)],
    [words.isAdmin, isAdmin === null ? null : isAdmin ? words.yes : words.no],
    [words.signature, algorithm === null ? signed : `${algorithm}, ${signed}`],
    [words.length, words.characters(length)],
  ];
  const lines = facts.flatMap(([name, said]) => (said === null ? [] : [`${name.padEnd(14)} ${said}`]));
  const remarks = remarkSentences(inspection, now);
  return `${[...lines, ...(remarks.length === 0 ? [] : ['', ...remarks])].join('\n')}\n`;
}
