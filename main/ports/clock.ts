/** A timer that has been set and can be taken back. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since 1970; jumps when the computer's clock is set. */
  now(): number;
  /** Milliseconds since some moment in the past; never jumps. For durations. */
  monotonic(): number;
  /** Calls once, `ms` from now. Longer than 24 days is cut to that: callers look at `now` again anyway. */
  after(ms: number, call: () => void): Timer;
}

const longestTimeoutMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, call) => {
    const timeout = setTimeout(call, Math.min(Math.max(ms, 0), longestTimeoutMs));
    return { cancel: () => clearTimeout(timeout) };
  },
};
