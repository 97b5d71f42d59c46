import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import {
  channels,
  contract,
  type AnswerOf,
  type CallName,
  type Channel,
  type Handlers,
  type ParsedOf,
} from '../shared/ipc.ts';
import { brokenLimit, usualLimits, type DataLimits } from '../shared/data-limits.ts';
import type { Problem } from '../shared/problem.ts';
import { issuesOf } from '../shared/profile.ts';
import { failure, success, type Result } from '../shared/result.ts';
import type { Log, LogEvent } from './log.ts';
import type { Clock } from './ports/clock.ts';
import type { Gestures } from './ports/gestures.ts';
import { settle, type NameBug } from './problem-error.ts';
import { RateLimiter } from './pacing/rate-limiter.ts';

export interface ContractBinding {
  readonly handlers: Handlers;
  /** Whether the message comes from our own window's own page. */
  readonly isTrusted: (event: IpcMainInvokeEvent) => boolean;
  readonly gestures: Gestures;
  readonly log: Log;
  readonly clock: Clock;
  readonly nameBug: NameBug;
}

/**
 * Binds the contract: every call is checked for its sender, its input parsed, the person's own press seen where it takes
 * one, and its answer is a result. Nothing is
 * ever thrown into Electron, which would print the error with all its fields.
 */
export function bindContract(ipcMain: Pick<IpcMain, 'handle'>, binding: ContractBinding): void {
  const rateLimiter = new RateLimiter(binding.clock, refusalsLogged);
  const logRefused = (reason: RefusedCall['reason']): void => {
    if (rateLimiter.tryAcquire()) binding.log.write({ event: 'callRefused', reason });
  };
  for (const name of channels) if (isCall(name)) bindCall(ipcMain, name, binding, logRefused);
}

type RefusedCall = Extract<LogEvent, { event: 'callRefused' }>;

/** A page that calls what is refused in a loop must not fill the disk, nor push everything else out of the log. */
const refusalsLogged = { burst: 10, perSecond: 1 / 60 };

const isCall = (name: Channel): name is CallName => contract[name].direction === 'call';

function bindCall<Name extends CallName>(
  ipcMain: Pick<IpcMain, 'handle'>,
  name: Name,
  binding: ContractBinding,
  logRefused: (reason: RefusedCall['reason']) => void,
): void {
  const { handlers, isTrusted, gestures, nameBug } = binding;
  ipcMain.handle(name, async (event, input: unknown): Promise<Result<AnswerOf<Name>, Problem>> => {
    if (!isTrusted(event)) {
      logRefused('sender');
      return failure({ kind: 'bug', id: 'sender' });
    }
    const parsed = parseInput(name, input);
    if (!parsed.ok) {
      logRefused('input');
      return parsed;
    }
    if (contract[name].needsGesture && !gestures.take()) {
      logRefused('gesture');
      return failure({ kind: 'gesture.missing' });
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of this name accepted it
    const settled = await settle(() => handlers[name](parsed.value as ParsedOf<Name>), nameBug);
    return settled.ok ? settled.value : settled;
  });
}

/** Depth and size come first: a schema calls itself, and would overrun its stack. */
function parseInput(name: CallName, input: unknown): Result<unknown, Problem> {
  const broken = brokenLimit(input, limits);
  if (broken !== null) {
    const field = broken.path.map(String).join('.');
    return failure({ kind: 'input.refused', issues: [{ field, rule: broken.rule }] });
  }
  const parsed = contract[name].input.safeParse(input);
  return parsed.success ? success(parsed.data) : failure(refusalOf(parsed.error));
}

/** The largest call is an import of profiles: thousands of them, each with up to hundreds of values. */
const limits: DataLimits = { ...usualLimits, mostValues: 2_000_000 };

/** A secret that breaks a rule was typed by the person, who wants to know which; all else is the page's doing. */
function refusalOf(error: z.ZodError): Problem {
  const issues = error.issues.flatMap(issuesOf);
  const [typed, ...others] = issues.filter(({ field }) => field.startsWith('secrets.'));
  if (typed !== undefined) return { kind: 'profile.invalid', issues: [typed, ...others] };
  const [first = { field: '', rule: 'wrongType' } as const, ...rest] = issues.slice(0, mostIssues);
  return { kind: 'input.refused', issues: [first, ...rest] };
}

const mostIssues = 20;
