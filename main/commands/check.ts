import { givenWith } from '../../shared/destinations.ts';
import { isGrant } from '../../shared/secret-kinds.ts';
import { check, exitStatusOf, failedCheck, type Checked } from '../check/check.ts';
import { reportInWords } from '../check/report.ts';
import { findSubject, type Subject } from '../command-line/subject.ts';
import type { Ports } from '../dependencies.ts';
import { problemOf } from '../problem-error.ts';
import { enteredEntries } from '../secrets/entered-secrets.ts';
import { hasProof, withSecret, type CredentialWithSecret } from '../tokens/credential.ts';
import { parseCheckCall, type CheckCall } from './check-call.ts';
import type { Command, CommandContext } from '../command-line/command.ts';
import { profileArgument } from '../command-line/find-profile.ts';
import type { Terminal } from '../command-line/terminal.ts';

export const checkCommand: Command = {
  name: 'check',
  synopsis: ['check PROFILE [options]', 'check --demo [options]'],
  about: [
    'Opens a realm path as the app would, once, and says how far it came and who refused.',
    ...profileArgument,
  ],
  options: [
    ['--demo', 'start the built-in demo environment and check through it'],
    ['--realm PATH', 'realm path to open; default: the profile’s first'],
    ['--secrets FILE', 'JSON with the secrets the profile needs; - reads it from standard input'],
    ['--hold SECONDS', 'keep the session open that long after it is bound; default 0'],
    ['--deadline SECONDS', 'for everything up to bound; default 30'],
    ['--json', 'one JSON object on standard output, and nothing else there'],
  ],
  run: runCheck,
  tell: (problem, args, terminal) =>
    void print(terminal, failedCheck(unread, problem), args.includes('--json')),
};

/** Stands in the result where the profile could not be read. */
const unread = { name: '', environment: 'development' } as const;

async function runCheck(args: readonly string[], context: CommandContext): Promise<number> {
  const call = parseCheckCall(args);
  return print(context.terminal, await checkedBy(call, context), call.isJson);
}

async function checkedBy(call: CheckCall, context: CommandContext): Promise<Checked> {
  const { ports } = context;
  const subject = await findSubject(call, context);
  try {
    return await checkSubject(subject, call, ports);
  } catch (error) {
    return failedCheck(subject.profile, problemOf(error, ports.nameBug));
  } finally {
    await subject.stop();
  }
}

/** The whole way of a profile once, with what was handed over for it. */
export async function checkSubject(
  subject: Subject,
  call: Pick<CheckCall, 'realmPath' | 'holdMs' | 'deadlineMs'>,
  ports: Ports,
): Promise<Checked> {
  const { id, profile, secrets, vault, keeping, certificateMemory, versions, jwtFile = null } = subject;
  for (const { kind, secret } of enteredEntries(profile, secrets))
    await vault.save(id, kind, secret, givenWith(kind, profile));
  const proven = credentialFor(subject);
  const realmPath = call.realmPath ?? profile.realmPaths[0] ?? '/~/default';
  return check(
    { ports, id, profile, vault, keeping, certificateMemory, versions, jwtFile, credential: proven },
    { ...call, realmPath },
  );
}

/** What to sign in with; null to go on with what the vault or a JWT's file holds. Errors: `secret.missing`. */
export function credentialFor({
  id,
  profile,
  secrets,
  vault,
  jwtFile = null,
}: Subject): CredentialWithSecret | null {
  const { credential } = profile;
  const isAlone = vault.kinds(id).some(isGrant) || jwtFile !== null;
  return hasProof(credential, secrets) || !isAlone ? withSecret(credential, secrets) : null;
}

function print(terminal: Terminal, { result, problem }: Checked, isJson: boolean): number {
  terminal.print(isJson ? `${JSON.stringify(result, null, 2)}\n` : reportInWords(result, problem));
  return exitStatusOf(problem);
}
