import type { ProfileId, SessionId } from './brand.ts';
import { isSame } from './plain-data.ts';
import type { AppView, ProfileView, SessionPhase, SessionStatus } from './status.ts';

/**
 * What the window is told of the view: all of it, or what is different since a revision it has. Of a thousand profiles
 * few change at once, and copying all of them over the bridge ten times a second would take longer than there is time.
 */
export type ViewMessage = { readonly whole: AppView } | { readonly change: ViewChange };

export interface ViewChange {
  readonly revision: number;
  /** The revision that it makes into `revision`; a window that has another one must ask for the whole. */
  readonly since: number;
  readonly parts: Partial<Omit<AppView, 'revision' | 'profiles'>>;
  readonly profiles: ListChange<ProfileChange, ProfileId>;
}

/** The items that are new or different, and the ids of all in their order where that is different too. */
export interface ListChange<Item, Id> {
  readonly order: readonly Id[] | null;
  readonly changed: readonly Item[];
}

/** Of an item that is new: all its parts. */
export interface ProfileChange {
  readonly id: ProfileId;
  readonly parts: Partial<Omit<ProfileView, 'id' | 'sessions'>>;
  readonly sessions: ListChange<SessionChange, SessionId>;
}

export interface SessionChange {
  readonly id: SessionId;
  readonly parts: Partial<Omit<SessionStatus, 'id' | 'phase'>>;
  /** What changed within the phase, most often the round trip; with another `state` it is another phase. */
  readonly phase: Partial<SessionPhase>;
}

/** What makes `before` into `after`; null where nothing but the revision is different. */
export function changeOf(before: AppView, after: AppView): ViewChange | null {
  const parts = changedParts(before, after, ['revision', 'profiles']);
  const profiles = listChange(before.profiles, after.profiles, profileChange);
  const { revision } = after;
  return isEmpty(parts) && isSameList(profiles)
    ? null
    : { revision, since: before.revision, parts, profiles };
}

/** What `changeOf` took apart. What did not change is the same object as before. */
export const applyChange = (view: AppView, { revision, parts, profiles }: ViewChange): AppView => ({
  ...view,
  ...parts,
  revision,
  profiles: applyList(view.profiles, profiles, applyToProfile),
});

interface Identified {
  readonly id: unknown;
}

function profileChange(before: ProfileView | undefined, after: ProfileView): ProfileChange | null {
  const parts = changedParts(before, after, ['id', 'sessions']);
  const sessions = listChange(before?.sessions ?? [], after.sessions, sessionChange);
  const isSame = before !== undefined && isEmpty(parts) && isSameList(sessions);
  return isSame ? null : { id: after.id, parts, sessions };
}

function sessionChange(before: SessionStatus | undefined, after: SessionStatus): SessionChange | null {
  const parts = changedParts(before, after, ['id', 'phase']);
  const phase =
    before?.phase.state === after.phase.state ? changedParts(before.phase, after.phase, []) : after.phase;
  return before !== undefined && isEmpty(parts) && isEmpty(phase) ? null : { id: after.id, parts, phase };
}

function listChange<Item extends Identified, Change>(
  before: readonly Item[],
  after: readonly Item[],
  compare: (before: Item | undefined, after: Item) => Change | null,
): ListChange<Change, Item['id']> {
  if (before === after) return { order: null, changed: [] };
  const isSameOrder =
    before.length === after.length && after.every(({ id }, index) => before[index]?.id === id);
  const known = isSameOrder ? null : new Map<unknown, Item>(before.map((item) => [item.id, item]));
  const changed: Change[] = [];
  for (const [index, item] of after.entries()) {
    const former = known === null ? before[index] : known.get(item.id);
    // Most are the same object, and so not looked into.
    const change = former === item ? null : compare(former, item);
    if (change !== null) changed.push(change);
  }
  return { order: isSameOrder ? null : after.map(({ id }) => id), changed };
}

function applyList<Item extends Identified, Change extends Identified>(
  before: readonly Item[],
  { order, changed }: ListChange<Change, Item['id']>,
  apply: (before: Item | undefined, change: Change) => Item,
): readonly Item[] {
  if (order === null && changed.length === 0) return before;
  const changes = new Map<unknown, Change>(changed.map((change) => [change.id, change]));
  const known = new Map<unknown, Item>(before.map((item) => [item.id, item]));
  const ids = order ?? before.map(({ id }) => id);
  return ids.flatMap((id) => {
    const change = changes.get(id);
    const item = change === undefined ? known.get(id) : apply(known.get(id), change);
    return item === undefined ? [] : [item];
  });
}

function applyToProfile(
  before: ProfileView | undefined,
  { id, parts, sessions }: ProfileChange,
): ProfileView {
  const applied = applyList(before?.sessions ?? [], sessions, applyToSession);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is new comes with all its parts
  return { ...before, ...parts, id, sessions: applied } as ProfileView;
}

function applyToSession(
  before: SessionStatus | undefined,
  { id, parts, phase: changed }: SessionChange,
): SessionStatus {
  const phase = 'state' in changed ? changed : { ...before?.phase, ...changed };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  return { ...before, ...parts, id, phase } as SessionStatus;
}

const isEmpty = (parts: object): boolean => Object.keys(parts).length === 0;
const isSameList = ({ order, changed }: ListChange<unknown, unknown>): boolean =>
  order === null && changed.length === 0;

/** All parts but those `told` of elsewhere. None is ever gone: nothing that is told of so has a part that may be left out. */
function changedParts<Shape extends object, Told extends keyof Shape>(
  before: Shape | undefined,
  after: Shape,
  told: readonly Told[],
): Partial<Omit<Shape, Told>> {
  const changed: Partial<Shape> = {};
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of plain data are its own
  for (const key of Object.keys(after) as (keyof Shape)[]) {
    const isTold = (told as readonly (keyof Shape)[]).includes(key);
    if (!isTold && !isSame(before?.[key], after[key])) changed[key] = after[key];
  }
  return changed;
}
