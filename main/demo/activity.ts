/** What one hop of the demo has seen, for the window to explain the demo with. Holds no secret. */
export type HopActivity = {
  requests: number;
  refused: number;
  /** Read and written on all connections of this hop. */
  bytes: number;
  /** The latest thing that happened, as a sentence; null before the first. */
  last: string | null;
};

export type DemoActivity = {
  forwardProxy: HopActivity;
  gateway: HopActivity;
  server: HopActivity;
};

/** Counts for one hop. Sentences are built from public parts only: hosts, ports, statuses, realm paths. */
export class HopRecorder {
  #requests = 0;
  #refused = 0;
  #last: string | null = null;
  readonly #changed: () => void;

  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  accepted(sentence: string): void {
    this.#requests += 1;
    this.noted(sentence);
  }

  refused(sentence: string): void {
    this.#requests += 1;
    this.#refused += 1;
    this.noted(sentence);
  }

  /** Something worth telling that is not a request: a session bound, a connection dropped. */
  noted(sentence: string): void {
    this.#last = sentence;
    this.#changed();
  }

  snapshot(bytes: number): HopActivity {
    return { requests: this.#requests, refused: this.#refused, bytes, last: this.#last };
  }
}
