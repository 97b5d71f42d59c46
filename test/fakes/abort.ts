/** A signal that never aborts. */
export const never = (): AbortSignal => new AbortController().signal;

export const abortError = (): Error => Object.assign(new Error('aborted'), { code: 'ABORT_ERR' });

/** The work, or a rejection as soon as the signal aborts. */
export function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAborted = () => reject(abortError());
    signal.addEventListener('abort', onAborted, { once: true });
    if (signal.aborted) onAborted();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAborted));
  });
}

/** Lets everything happen that waits for nothing but its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
