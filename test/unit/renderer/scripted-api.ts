import { profileIdSchema } from '../../../shared/brand.ts';
import {
  contract,
  type AnswerOf,
  type CallName,
  type CausewayApi,
  type InputOf,
} from '../../../shared/ipc.ts';
import type { Problem } from '../../../shared/problem.ts';
import { success, type Result } from '../../../shared/result.ts';
import type { AppView } from '../../../shared/status.ts';

type Handler<Name extends CallName> = (
  input: InputOf<Name>,
) => Result<AnswerOf<Name>, Problem> | Promise<Result<AnswerOf<Name>, Problem>>;

type Answers = { readonly [Name in CallName]?: Handler<Name> };

/** What the calls that tell more than "accepted" answer until a test says otherwise. */
const standing = (view: () => AppView): Answers => ({
  getView: () => success(view()),
  getTraces: () => success([]),
  getHistory: () => success({ from: 0, until: 0, spans: [], hours: [], minutes: [], lives: [] }),
  explainRoute: () => success([]),
  saveProfile: ({ id }) => success(profileIdSchema.parse(id ?? 'new')),
  startDemo: () => success(profileIdSchema.parse('demo')),
});

export interface ScriptedMain {
  readonly api: CausewayApi;
  /** Every call the window made, in order, with what it brought. */
  readonly calls: readonly { readonly name: CallName; readonly input: unknown }[];
  /** Pushes a snapshot, as the main process does when something changed. */
  push(change: Partial<AppView>): void;
}

/**
 * A main process that answers from a script. Derived from the contract: inputs are parsed as the real one parses
 * them, cloned as the bridge clones them, and no channel is written here.
 */
export function scriptedMain(first: AppView, answers: Answers = {}): ScriptedMain {
  let view = first;
  const listeners = new Set<(view: AppView) => void>();
  const calls: { name: CallName; input: unknown }[] = [];
  const answer = (name: string, input: unknown): unknown => {
    const script: Readonly<Record<string, ((input: never) => unknown) | undefined>> = {
      ...standing(() => view),
      ...answers,
    };
    const scripted = script[name];
    return scripted === undefined ? success(null) : scripted(input as never);
  };
  const functions = Object.entries(contract).map(([name, channel]) => {
    if (channel.direction === 'push') {
      return [
        name,
        (listener: (view: AppView) => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      ];
    }
    return [
      name,
      async (raw: unknown) => {
        const input: unknown = channel.input.parse(structuredClone(raw));
        calls.push({ name: name as CallName, input });
        return structuredClone(await answer(name, input));
      },
    ];
  });
  return {
    api: Object.fromEntries(functions) as CausewayApi,
    calls,
    push(change) {
      view = { ...view, ...change, revision: view.revision + 1 };
      listeners.forEach((listener) => listener(view));
    },
  };
}
