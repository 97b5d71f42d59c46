import { givenWith } from '../../shared/destinations.ts';
import type { Profile } from '../../shared/profile.ts';
import { defaultRelay, relayUrl, type RelaySettings } from '../../shared/relay.ts';
import { exitStatusOf, reportedProblem } from '../check/check.ts';
import type { Command, CommandContext } from '../command-line/command.ts';
import { profileArgument } from '../command-line/find-profile.ts';
import { findSubject, type Subject } from '../command-line/subject.ts';
import type { Terminal } from '../command-line/terminal.ts';
import { UsageError } from '../command-line/usage-error.ts';
import { InMemoryCertificates } from '../network/certificate-memory.ts';
import { CommandNotStarted } from '../ports/child-command.ts';
import { nodeHttp } from '../ports/http.ts';
import { ProblemError } from '../problem-error.ts';
import { connectLent } from '../relay/lent-connections.ts';
import { OwnPorts } from '../relay/own-ports.ts';
import { Relay, type RelayEvent } from '../relay/relay.ts';
import { enteredEntries } from '../secrets/entered-secrets.ts';
import { checkSubject } from './check.ts';
import { parseRelayCall, type RelayCall } from './relay-call.ts';

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
    ['--mode MODE', 'transparent: apps sign in by themselves; the default'],
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
  const { terminal } = context;
  const { profile, vault, id, secrets } = subject;
  for (const { kind, secret } of enteredEntries(profile, secrets))
    await vault.save(id, kind, secret, givenWith(kind, profile));
  const failed = call.checksFirst ? await checkedStatus(subject, call, context) : 0;
  if (failed !== 0) return failed;
  const settings = settingsOf(profile, call);
  const tell = tellerOn(terminal, call.isJson);
  const relay = relayOf(subject, settings, context, tell.happened);
  await relay.start();
  const { status } = relay;
  if (status.state !== 'listening') {
    await relay.stop();
    throw new ProblemError(status.state === 'waiting' ? status.problem : { kind: 'cancelled' });
  }
  tell.listening(profile, settings, status.port);
  try {
    return await untilEnd(call.command, status.port, context);
  } finally {
    await relay.stop();
  }
}

/** The profile's own, changed by what the call says. */
const settingsOf = (profile: Profile, { port, mode, holdSeconds }: RelayCall): RelaySettings => ({
  ...defaultRelay,
  ...profile.relay,
  ...(port === null ? {} : { port }),
  ...(mode === null ? {} : { mode }),
  ...(holdSeconds === null ? {} : { holdSeconds }),
});

/** The whole way once, as the app would go it. */
async function checkedStatus(subject: Subject, call: RelayCall, context: CommandContext): Promise<number> {
  const { deadlineMs, realmPath } = call;
  const { result, problem } = await checkSubject(
    subject,
    { realmPath, deadlineMs, holdMs: 0 },
    context.ports,
  );
  if (result.problem === null) return 0;
  const { summary, hint } = result.problem;
  if (call.isJson) context.terminal.print(lineOf({ event: 'problem', problem: result.problem }));
  else context.terminal.complain(`causeway: ${summary} ${hint}\n`);
  return exitStatusOf(problem);
}

function relayOf(
  subject: Subject,
  settings: RelaySettings,
  { ports, relayPorts }: CommandContext,
  onEvent: (event: RelayEvent) => void,
): Relay {
  const { profile, vault, id } = subject;
  const { clock, nameBug } = ports;
  const ownPorts = new OwnPorts();
  const certificateMemory = subject.certificateMemory ?? new InMemoryCertificates(() => clock.now());
  const lent = { id, profile, vault, certificateMemory };
  return new Relay({
    profile,
    settings,
    ports: { clock, nameBug, http: nodeHttp, ...relayPorts },
    ownPorts,
    connect: () => connectLent(lent, ports, ownPorts),
    onChange: () => undefined,
    onEvent,
  });
}

/** Until the command ends, or there is none and the person ends the relay. */
async function untilEnd(
  command: readonly string[],
  port: number,
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
  const variables = { REALM_SERVER_URL: relayUrl(port), REALM_SYNC_URL: `ws://127.0.0.1:${port}` };
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

interface Teller {
  readonly listening: (profile: Profile, settings: RelaySettings, port: number) => void;
  readonly happened: (event: RelayEvent) => void;
}

function tellerOn(terminal: Terminal, isJson: boolean): Teller {
  if (!isJson) {
    return {
      listening: ({ name, environment }, { mode }, port) =>
        terminal.print(`relay for "${name}" (${environment}) on ${relayUrl(port)}, ${mode}\n`),
      happened: () => undefined,
    };
  }
  return {
    listening: ({ name }, { mode }, port) =>
      terminal.print(lineOf({ event: 'listening', url: relayUrl(port), mode, profile: name })),
    happened: (event) => terminal.print(lineOf(shown(event))),
  };
}

const lineOf = (event: object): string => `${JSON.stringify(event)}\n`;

/** A problem as `check` has it. */
function shown(event: RelayEvent): object {
  switch (event.event) {
    case 'refused':
      return event;
    case 'problem':
      return { event: 'problem', problem: reportedProblem(event.problem) };
    case 'connected':
    case 'held':
    case 'closed':
      return { event: event.event, ...event.app, ...phaseIn(event.app.phase) };
  }
}

function phaseIn(phase: Extract<RelayEvent, { app: unknown }>['app']['phase']): object {
  switch (phase.state) {
    case 'held':
      return { phase: { state: 'held', problem: reportedProblem(phase.problem) } };
    case 'ended':
      return phase.why.kind === 'failed'
        ? { phase: { state: 'ended', why: { kind: 'failed', problem: reportedProblem(phase.why.problem) } } }
        : {};
    case 'connecting':
    case 'open':
      return {};
  }
}
