import { profileIdSchema } from '../../../shared/brand.ts';
import {
  contract,
  type AnswerOf,
  type CallName,
  type CausewayApi,
  type InputOf,
  type MessageOf,
  type PushName,
} from '../../../shared/ipc.ts';
import { pack } from '../../../shared/packed.ts';
import type { Problem } from '../../../shared/problem.ts';
import { success, type Result } from '../../../shared/result.ts';
import type { AppView } from '../../../shared/status.ts';

type Handler<Name extends CallName> = (
  input: InputOf<Name>,
) => Result<AnswerOf<Name>, Problem> | Promise<Result<AnswerOf<Name>, Problem>>;

type Answers = { readonly [Name in CallName]?: Handler<Name> };

/** What the calls that tell more than "accepted" answer until a test says otherwise. */
const standing = (view: () => AppView): Answers => ({
  getView: () => success(pack(view())),
  getTraces: () => success([]),
  getSinceGood: () => success(null),
  getRelayedHistory: () => success([]),
  getHistory: () => success({ from: 0, until: 0, spans: [], hours: [], minutes: [], lives: [] }),
  explainRoute: () => success([]),
  saveProfile: ({ id }) => success(profileIdSchema.parse(id ?? 'new')),
  importProfiles: ({ entries }) => success(entries.map((_, at) => profileIdSchema.parse(`imported-${at}`))),
  exportProfiles: () => success('saved'),
  getAbout: () => success({ commit: null, licences: null, logFile: '/home/nell/causeway.log' }),
  startDemo: () => success(profileIdSchema.parse('demo')),
});

export interface ScriptedMain {
  readonly api: CausewayApi;
  /** Every call the window made, in order, with what it brought. */
  readonly calls: readonly { readonly name: CallName; readonly input: unknown }[];
  /** Pushes a snapshot, as the main process does when something changed. */
  push(change: Partial<AppView>): void;
  /** Says that a person chose a session outside the window. */
  choose(chosen: MessageOf<'sessionChosen'>): void;
  /** Says that the system had the app open files. */
  open(files: MessageOf<'filesOpened'>): void;
}

/**
 * A main process that answers from a script. Derived from the contract: inputs are parsed as the real one parses
 * them, cloned as the bridge clones them, and no channel is written here.
 */
export function scriptedMain(first: AppView, answers: Answers = {}): ScriptedMain {
  let view = first;
  const listeners = new Map<string, Set<(message: unknown) => void>>();
  const tell = (name: PushName, message: unknown): void =>
    listeners.get(name)?.forEach((listener) => listener(structuredClone(message)));
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
        (listener: (message: unknown) => void) => {
          const own = listeners.get(name) ?? new Set();
          listeners.set(name, own.add(listener));
          return () => own.delete(listener);
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
      tell('viewChanged', pack({ whole: view }));
    },
    choose: (chosen) => tell('sessionChosen', chosen),
    open: (files) => tell('filesOpened', files),
  };
}
