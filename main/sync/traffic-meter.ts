import type { Traffic, TrafficCount } from '../../shared/traffic.ts';

const nothing: TrafficCount = { messages: 0, bytes: 0 };

/** Counts what a session's connections carry. Contents are not looked at and not kept. */
export class TrafficMeter {
  #traffic: Traffic = { received: nothing, sent: nothing };
  readonly #onCounted: () => void;

  constructor(onCounted: () => void = () => undefined) {
    this.#onCounted = onCounted;
  }

  get traffic(): Traffic {
    return this.#traffic;
  }

  received(message: Buffer): void {
    this.#traffic = { ...this.#traffic, received: plus(this.#traffic.received, message) };
    this.#onCounted();
  }

  sent(message: Buffer): void {
    this.#traffic = { ...this.#traffic, sent: plus(this.#traffic.sent, message) };
    this.#onCounted();
  }
}

const plus = ({ messages, bytes }: TrafficCount, message: Buffer): TrafficCount => ({
  messages: messages + 1,
  bytes: bytes + message.length,
});
