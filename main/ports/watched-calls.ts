import type { BlockingCalls } from './blocking-calls.ts';
import type { Clock, Timer } from './clock.ts';

/** A disk that is only busy has answered by then. */
export const silentAfterMs = 5_000;

/** Our own files, watched. */
export interface Watched {
  readonly calls: BlockingCalls;
  /** Whether any of them doesn't answer now: there is nothing to be gained by waiting for it. */
  readonly isAnySilent: () => boolean;
}

/** Calls that concern our own files, and say so once a run for each file that doesn't answer. The call goes on. */
export function watchedCalls(calls: BlockingCalls, clock: Clock, onSilent: (file: string) => void): Watched {
  const told = new Set<string>();
  let silent = 0;
  const tell = (file: string): void => {
    if (told.has(file)) return;
    told.add(file);
    onSilent(file);
  };
  const watch = async <Value>(file: string, answer: Promise<Value>): Promise<Value> => {
    let timer: Timer | null = null;
    let state: 'asked' | 'silent' | 'answered' = 'asked';
    const fellSilent = (): void => {
      state = 'silent';
      silent += 1;
      tell(file);
    };
    const hasAnswered = (): void => {
      if (state === 'silent') silent -= 1;
      state = 'answered';
      timer?.cancel();
    };
    void (calls.ready?.() ?? Promise.resolve()).then(() => {
      if (state === 'asked') timer = clock.after(silentAfterMs, fellSilent);
    });
    return answer.finally(hasAnswered);
  };
  const watched: BlockingCalls = {
    readStart: (path, mostBytes) => watch(path, calls.readStart(path, mostBytes)),
    lookUp: (host) => calls.lookUp(host),
    sizeOf: (path) => watch(path, calls.sizeOf(path)),
    readAt: (path, position, mostBytes) => watch(path, calls.readAt(path, position, mostBytes)),
    append: (path, text) => watch(path, calls.append(path, text)),
    write: (path, text) => watch(path, calls.write(path, text)),
    sync: (path) => watch(path, calls.sync(path)),
    writePrivately: (path, text) => watch(path, calls.writePrivately(path, text)),
    rename: (from, to) => watch(to, calls.rename(from, to)),
    remove: (path) => watch(path, calls.remove(path)),
  };
  return { calls: watched, isAnySilent: () => silent > 0 };
}
