import { isSame } from './plain-data.ts';
import type { Problem } from './problem.ts';

type FieldOf<Kind> = Kind extends unknown ? keyof Kind : never;
type Field = Exclude<FieldOf<Problem>, 'kind'>;

/**
 * Which fields of a problem tell one cause from another: who, where, which status. `false`: measured or worded anew each
 * time, so that one cause reads a little different on every realm path. Total: a new field has to be judged here.
 */
const tellsApart: Record<Field, boolean> = {
  by: true,
  hop: true,
  host: true,
  port: true,
  proxy: true,
  target: true,
  urlPrefix: true,
  stage: true,
  status: true,
  code: true,
  cause: true,
  why: true,
  what: true,
  reason: true,
  reply: true,
  side: true,
  flaw: true,
  product: true,
  isSignIn: true,
  isSameOverTls: true,
  isNew: true,
  tryAgain: true,
  schemes: true,
  tried: true,
  unavailable: true,
  withheld: true,
  variable: true,
  script: true,
  speaks: true,
  issuer: true,
  fingerprint: true,
  names: true,
  validFrom: true,
  validTo: true,
  isLimited: true,
  secret: true,
  givenFor: true,
  wantedBy: true,
  file: true,
  name: true,
  candidates: true,
  issues: true,
  parameters: true,
  realmPath: true,
  id: true,
  holder: true,
  // The chain that was shown is known by the fields above; the rest of it is about this computer.
  presented: false,
  words: false,
  incident: false,
  retryAfterMs: false,
  longestHeaderBytes: false,
  quietMs: false,
  survivedMs: false,
  waitedMs: false,
};

const telling = Object.entries(tellsApart).flatMap(([field, tells]) => (tells ? [field] : []));

/**
 * Whether two problems have one cause, and so need one note: the same kind at the same hop, host and status. What names
 * its realm path, such as the auth server's refusal of it, stays its own.
 */
export function isSameCause(one: Problem, other: Problem): boolean {
  if (one === other) return true;
  if (one.kind !== other.kind) return false;
  return telling.every((field) => isSame(Reflect.get(one, field), Reflect.get(other, field)));
}

/** What can be said of all of them, which have one cause: where the far side said another thing to each, it isn't quoted. */
function commonOf(first: Problem, others: readonly Problem[]): Problem {
  const differing = ['words', 'incident'].filter((field) =>
    others.some((other) => Reflect.get(other, field) !== Reflect.get(first, field)),
  );
  if (differing.length === 0) return first;
  const fields = Object.entries(first).filter(([field]) => !differing.includes(field));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both fields may be left out of every kind
  return Object.fromEntries(fields) as unknown as Problem;
}

/** One cause, and whom it stops. */
export interface SharedCause<Item> {
  readonly problem: Problem;
  readonly items: readonly Item[];
}

/** Gathers by cause, in the order in which causes come first; an item without a problem belongs to none. */
export function groupByCause<Item>(
  items: readonly Item[],
  problemOf: (item: Item) => Problem | null,
): readonly SharedCause<Item>[] {
  const groups: { readonly problems: [Problem, ...Problem[]]; readonly items: Item[] }[] = [];
  for (const item of items) {
    const problem = problemOf(item);
    if (problem === null) continue;
    const known = groups.find(({ problems: [first] }) => isSameCause(first, problem));
    if (known === undefined) groups.push({ problems: [problem], items: [item] });
    else {
      known.problems.push(problem);
      known.items.push(item);
    }
  }
  return groups.map(({ problems: [first, ...others], items: same }) => ({
    problem: commonOf(first, others),
    items: same,
  }));
}
