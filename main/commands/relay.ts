import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import { relayModes, relayUrl, type RelayMode } from '../../shared/relay.ts';
import { exitStatusOf } from '../check/check.ts';
import type { Command, CommandContext } from '../command-line/command.ts';
import { profileArgument } from '../command-line/find-profile.ts';
import { findSubject, type Subject } from '../command-line/subject.ts';
import { UsageError } from '../command-line/usage-error.ts';
import { CommandNotStarted } from '../ports/child-command.ts';
import { ProblemError } from '../problem-error.ts';
import { checkSubject } from './check.ts';
import { parseRelayCall, type RelayCall } from './relay-call.ts';
import { tellerOn, type Teller } from './relay-events.ts';
import { makeLoan, profileToLend, type LentProfileFile, type Loan } from './relay-loan.ts';

export const relayCommand: Command = {
  name: 'relay',
  synopsis: ['relay PROFILE [options] [-- COMMAND …]', 'relay --demo [options] [-- COMMAND …]'],
  about: [
    'Lends the profile’s way to its server to the apps of this computer: they talk to 127.0.0.1, and proxy,',
    'TLS and headers are added on the way. Ends with SIGINT or SIGTERM, or with COMMAND, which finds the',
    'addresses in REALM_SERVER_URL and REALM_SYNC_URL.',
    ...profileArgument,
  ],
  options: [
    ['--demo', 'start the built-in demo environment and lend the way to it'],
    ['--port N', 'port on 127.0.0.1 and ::1; 0: any that is free; default: the profile’s, or else 19080'],
    [
      '--mode MODE',
      'transparent: a server to apps, which sign in by themselves; the default; signedIn: the profile’s account is lent as well; proxy: a forward proxy',
      relayModes,
    ],
    ['--secrets FILE', 'JSON with the secrets the profile needs; - reads it from standard input'],
    ['--realm PATH', 'with --check: realm path to open; default: the profile’s first'],
    ['--hold SECONDS', 'how long an app’s websocket waits while the way is tried again; default 60'],
    ['--check', 'go the whole way once first, and end with that status if it fails'],
    ['--json', 'one JSON object a line for all that happens'],
  ],
  run: runRelay,
};

async function runRelay(args: readonly string[], context: CommandContext): Promise<number> {
  const call = parseRelayCall(args);
  const subject = await findSubject(call, context);
  try {
    return await lend(subject, call, context);
  } finally {
    await subject.stop();
  }
}

async function lend(subject: Subject, call: RelayCall, context: CommandContext): Promise<number> {
  const profile = profileToLend(subject.profile, call);
  const tell = tellerOn(context.terminal, call.isJson);
  const loan = await makeLoan(subject, profile, context, tell.happened);
  try {
    const failed = call.checksFirst ? await checkedStatus(subject, call, context, tell) : 0;
    return failed === 0 ? await listen(loan, profile, call, { ...context, tell }) : failed;
  } finally {
    await loan.stop();
  }
}

/** Errors: `relay.portTaken`. */
async function listen(
  { relay, madeKey }: Loan,
  profile: LentProfileFile,
  { command }: RelayCall,
  context: CommandContext & { readonly tell: Teller },
): Promise<number> {
  await relay.start();
  const { status } = relay;
  if (status.state !== 'listening')
    throw new ProblemError(status.state === 'waiting' ? status.problem : { kind: 'cancelled' });
  if (madeKey !== null) context.terminal.complain(`relay key, the password for apps: ${madeKey}\n`);
  context.tell.listening(profile, profile.relay, status.port);
  return untilEnd(command, { profile, mode: profile.relay.mode, port: status.port }, context);
}

/** The whole way once, as the app would go it. */
async function checkedStatus(
  subject: Subject,
  { deadlineMs, realmPath }: RelayCall,
  { ports }: CommandContext,
  tell: Teller,
): Promise<number> {
  const { result, problem } = await checkSubject(subject, { realmPath, deadlineMs, holdMs: 0 }, ports);
  if (result.problem !== null) tell.failed(result.problem);
  return exitStatusOf(problem);
}

interface Listening {
  readonly profile: Profile;
  readonly mode: RelayMode;
  readonly port: number;
}

/** Where a command finds the server; through a forward proxy it is where it always was. */
function variablesFor(mode: RelayMode, profile: Profile, port: number): Record<string, string> {
  const url = relayUrl(port);
  switch (mode) {
    case 'transparent':
    case 'signedIn':
      return { REALM_SERVER_URL: url, REALM_SYNC_URL: `ws://127.0.0.1:${port}` };
    case 'proxy':
      return {
        REALM_SERVER_URL: profile.server,
        REALM_SYNC_URL: syncUrlOf(profile),
        HTTP_PROXY: url,
        HTTPS_PROXY: url,
      };
  }
}

/** Until the command ends, or there is none and the person ends the relay. */
async function untilEnd(
  command: readonly string[],
  { profile, mode, port }: Listening,
  { commands, onQuit }: CommandContext,
): Promise<number> {
  if (command.length === 0) {
    return new Promise((resolve) => {
      const stop = onQuit(() => {
        stop();
        resolve(0);
      });
    });
  }
  const variables = variablesFor(mode, profile, port);
  const running = commands.run(command, variables);
  // A signal is for the command first: it may have something to finish.
  const stop = onQuit((signal) => running.end(signal));
  try {
    return await running.ended;
  } catch (error) {
    if (!(error instanceof CommandNotStarted)) throw error;
    const why = error.code === 'ENOENT' ? 'there is no such program' : `it can’t be run (${error.code})`;
    throw new UsageError(`the command after -- was not started: ${why}.`);
  } finally {
    stop();
  }
}
