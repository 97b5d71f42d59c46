import type { Profile } from '../../shared/profile.ts';
import { relayUrl, type RelaySettings } from '../../shared/relay.ts';
import type { ReportedProblem } from '../check/check.ts';
import { reportedProblem } from '../check/check.ts';
import type { Terminal } from '../command-line/terminal.ts';
import type { RelayEvent } from '../relay/relay.ts';

/** How what happens is told: in a line when it listens, or all of it in a JSON object a line. */
export interface Teller {
  readonly listening: (profile: Profile, settings: RelaySettings, port: number) => void;
  readonly happened: (event: RelayEvent) => void;
  /** It doesn't come to that: the way was tried first, and failed. */
  readonly failed: (problem: ReportedProblem) => void;
}

export function tellerOn(terminal: Terminal, isJson: boolean): Teller {
  if (!isJson) {
    return {
      listening: ({ name, environment }, { mode }, port) =>
        terminal.print(`relay for "${name}" (${environment}) on ${relayUrl(port)}, ${mode}\n`),
      happened: () => undefined,
      failed: ({ summary, hint }) => terminal.complain(`causeway: ${summary} ${hint}\n`),
    };
  }
  return {
    listening: ({ name }, { mode }, port) =>
      terminal.print(lineOf({ event: 'listening', url: relayUrl(port), mode, profile: name })),
    happened: (event) => terminal.print(lineOf(shown(event))),
    failed: (problem) => terminal.print(lineOf({ event: 'problem', problem })),
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
