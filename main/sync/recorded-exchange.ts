import type { Exchange, SentUpgrade } from '../../shared/status.ts';
import type { MaskedAnswer, Masking } from '../network/masking.ts';
import type { RunningStage } from '../network/trace.ts';
import type { UpgradeAnswer } from '../ports/sockets.ts';
import type { PreparedUpgrade } from './upgrade-request.ts';

/** What was answered, with its secrets replaced. */
export interface Exchanged {
  readonly answer: UpgradeAnswer;
  readonly shown: MaskedAnswer;
}

/**
 * What one upgrade request said and was answered, kept in its stage. What comes out of here has nothing secret in it: it
 * is all that is judged, quoted and shown.
 */
export class RecordedExchange {
  readonly #prepared: PreparedUpgrade;
  readonly #masking: Masking;
  readonly #stage: RunningStage;
  #exchange: Exchange = { request: [], answer: [], body: null };
  #rawHead: readonly string[] = [];
  #masked: MaskedAnswer = { head: [], body: '' };

  constructor(prepared: PreparedUpgrade, masking: Masking, stage: RunningStage) {
    this.#prepared = prepared;
    this.#masking = masking;
    this.#stage = stage;
  }

  /** The request is on its way, with this `Sec-WebSocket-Key`. Answers it as it may be shown. */
  sent(key: string): SentUpgrade {
    const sent = this.#prepared.shown(key);
    this.#record({ request: linesOf(sent) });
    return sent;
  }

  /** The head of the answer has come. */
  answered(lines: readonly string[]): void {
    this.#rawHead = lines;
    this.#masked = this.#masking.answer(lines, '');
    this.#record({ answer: this.#masked.head });
  }

  /** The answer is whole. */
  concluded(answer: UpgradeAnswer): Exchanged {
    if (answer.kind !== 'refused') return { answer, shown: this.#masked };
    const masked = this.#masking.answer(this.#rawHead, answer.body);
    this.#record({ answer: masked.head, body: masked.body });
    const location = answer.location === null ? null : this.#masking.text(answer.location);
    return { answer: { ...answer, body: masked.body, location }, shown: masked };
  }

  #record(more: Partial<Exchange>): void {
    this.#exchange = { ...this.#exchange, ...more };
    this.#stage.record({ exchanges: [this.#exchange] });
  }
}

const linesOf = ({ target, headers }: SentUpgrade): string[] => [
  `GET ${target} HTTP/1.1`,
  ...headers.map(([name, value]) => `${name}: ${value}`),
];
