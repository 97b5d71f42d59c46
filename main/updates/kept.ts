import { z } from 'zod';
import { updateChannels, type UpdateChannel } from '../../shared/update-manifest.ts';
import type { Documents } from '../ports/documents.ts';
import type { Random } from '../ports/random.ts';

const moment = z.number().int().nullable().catch(null);

/** What is known of updates from one run to the next; of what can't be read, each part begins anew. */
const keptSchema = z.object({
  /** This computer's own, which places it in rollouts. It never leaves it. */
  id: z.string().min(16).max(64).nullable().catch(null),
  lastAt: moment,
  /** When the newest manifest was signed that was believed, by channel. */
  seen: z.partialRecord(z.enum(updateChannels), z.number().int()).catch({}),
  /** That manifest as it came, in Base64: it is judged anew when the app starts. */
  manifest: z
    .string()
    .max(128 * 1024)
    .nullable()
    .catch(null),
  /** The version whose notice the person put away. */
  dismissed: z.string().max(64).nullable().catch(null),
});

export type Kept = Readonly<z.infer<typeof keptSchema>> & { readonly id: string };

/** In a file of its own, `updates.json`. Never fails: on a full disk it holds for as long as this run. */
export class KeptUpdates {
  readonly #documents: Documents;
  #kept: Kept;

  constructor(documents: Documents, random: Pick<Random, 'id'>) {
    this.#documents = documents;
    const read = keptSchema.parse(rawOf(documents));
    this.#kept = { ...read, id: read.id ?? random.id() };
    // A random id that is another one at the next start would be in another part of the rollout.
    if (read.id === null) this.#write();
  }

  get current(): Kept {
    return this.#kept;
  }

  seenAt(channel: UpdateChannel): number | null {
    return this.#kept.seen[channel] ?? null;
  }

  change(change: Partial<Omit<Kept, 'id'>>): void {
    this.#kept = { ...this.#kept, ...change };
    this.#write();
  }

  #write(): void {
    try {
      this.#documents.write({ ...this.#kept });
    } catch {
      // It is nothing that a person entered: the next check writes it again.
    }
  }
}

function rawOf(documents: Documents): Readonly<Record<string, unknown>> {
  try {
    const raw = documents.read();
    return typeof raw === 'object' && raw !== null ? { ...raw } : {};
  } catch {
    return {};
  }
}
