import type { Traffic, TrafficCount } from '../../shared/traffic.ts';

const nothing: TrafficCount = { messages: 0, bytes: 0 };

/** Counts what a session's connections carry. Contents are not looked at and not kept. */
export class TrafficMeter {
  #traffic: Traffic = { received: nothing, sent: nothing };
  readonly #onCarried: (more: Traffic) => void;

  /** `onCarried`: told of each message. */
  constructor(onCarried: (more: Traffic) => void = () => undefined) {
    this.#onCarried = onCarried;
  }

  get traffic(): Traffic {
    return this.#traffic;
  }

  received(message: Buffer): void {
    this.#traffic = { ...this.#traffic, received: plus(this.#traffic.received, message) };
    this.#onCarried({ received: plus(nothing, message), sent: nothing });
  }

  sent(message: Buffer): void {
    this.#traffic = { ...this.#traffic, sent: plus(this.#traffic.sent, message) };
    this.#onCarried({ received: nothing, sent: plus(nothing, message) });
  }
}

const plus = ({ messages, bytes }: TrafficCount, message: Buffer): TrafficCount => ({
  messages: messages + 1,
  bytes: bytes + message.length,
});
