import { z } from 'zod';
import {
  foldedGroupsSchema,
  newListPosition,
  listPositionSchema,
  type ProfileGroupName,
  type ListPosition,
} from '../../shared/list-position.ts';
import { isDeepStrictEqual } from 'node:util';
import { profileIdSchema, type ProfileId } from '../../shared/brand.ts';
import {
  pinSchema,
  seenCertificateSchema,
  type Pin,
  type SeenCertificate,
} from '../../shared/certificate.ts';
import { brokenLimit } from '../../shared/data-limits.ts';
import {
  givenEntries,
  givenWith,
  type BoundSecret,
  type Destination,
  type Given,
} from '../../shared/destinations.ts';
import {
  defaultLocalSettings,
  storedLocalSettings,
  type LocalSettings,
} from '../../shared/local-settings.ts';
import {
  newestProtocol,
  oldestProtocol,
  parseProfile,
  toProfileFile,
  type Profile,
} from '../../shared/profile.ts';
import { isSecretKind, type SecretKind } from '../../shared/secret-kinds.ts';
import type { Notice } from '../../shared/status.ts';
import { ProblemError } from '../problem-error.ts';
import type { ChosenJwtFile } from '../tokens/jwt-file.ts';
import type { SecretMarkers } from '../secrets/vault.ts';
import { VersionedDocument, type DocumentFormat, type StoreDeps } from '../documents/versioned-document.ts';
import { underTodaysRules } from './earlier-rules.ts';
import { migrations, type RawDocument } from '../documents/migrations.ts';

export interface SavedProfile {
  readonly id: ProfileId;
  readonly profile: Profile;
  /** Whether it was connected when the app was last used: then it connects again at the next start. */
  readonly wanted: boolean;
}

/** Those that can be read: one that is damaged must not take the others with it. */
const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((all) =>
      all.flatMap((each): z.infer<Schema>[] => {
        const read = schema.safeParse(each);
        return read.success ? [read.data] : [];
      }),
    );

/** The version of the sync protocol that a sync server agreed to last: `ws://host:port/prefix`. */
const seenVersionSchema = z.object({
  server: z.string().max(2_000),
  version: z.int().min(oldestProtocol).max(newestProtocol),
});
type SeenVersion = z.infer<typeof seenVersionSchema>;

/** A profile that was edited leaves its former servers behind. */
const mostSeenVersions = 8;

const entrySchema = z.looseObject({
  id: profileIdSchema,
  wanted: z.boolean().catch(false),
  secrets: listOf(z.string().refine(isSecretKind)),
  places: z.record(z.string(), listOf(z.string().max(2_000))).catch({}),
  pins: listOf(pinSchema),
  seenCertificates: listOf(seenCertificateSchema),
  seenVersions: listOf(seenVersionSchema),
  local: storedLocalSettings,
  standing: listPositionSchema.catch(newListPosition),
  isRemoved: z.boolean().catch(false),
  profile: z.unknown(),
});

const documentSchema = z.looseObject({
  profiles: z.array(z.unknown()).default([]),
  foldedGroups: foldedGroupsSchema,
});

const format: DocumentFormat = {
  migrations,
  isUsable: ({ profiles, ...rest }) =>
    brokenLimit(rest) === null && documentSchema.safeParse({ ...rest, profiles }).success,
  notices: {
    setAside: (file, restored) => ({ kind: 'profilesSetAside', file, restored }),
    fromNewerVersion: (file) => ({ kind: 'profilesFromNewerVersion', file }),
    notSaved: (file, cause) => ({ kind: 'profilesNotSaved', file, cause }),
    silent: (file) => ({ kind: 'profilesSilent', file }),
  },
};

interface Entry extends SavedProfile {
  readonly secrets: readonly SecretKind[];
  /** What each of them, and the file of a JWT, was given for. */
  readonly places: Given;
  /** Trust that the person gave to single certificates. Beside the profile: it is not to be exported with it. */
  readonly pins: readonly Pin[];
  readonly seenCertificates: readonly SeenCertificate[];
  readonly seenVersions: readonly SeenVersion[];
  readonly local: LocalSettings;
  readonly standing: ListPosition;
  /** Out of sight; here until its secrets are forgotten. */
  readonly isRemoved: boolean;
}

/**
 * The saved profiles, in a document, with a schema version; and the plain notes of which secrets exist for them.
 * Nothing that was on disk is ever lost: what can't be read is set aside, kept as it is, and reported.
 */
export class ProfileStore implements SecretMarkers {
  readonly #document: VersionedDocument;
  readonly notices: Notice[] = [];
  #entries: readonly Entry[] = [];
  /** Of these entries, made when it is first asked for: the view looks each of them up, ten times a second. */
  #index: Index | null = null;
  #foldedGroups: readonly ProfileGroupName[] = [];
  /** Entries that could not be read, exactly as they were. */
  #unreadable: readonly unknown[] = [];
  /** Keys of the document that we don't know. */
  #rest: RawDocument = {};

  constructor(deps: StoreDeps) {
    this.#document = new VersionedDocument({ ...deps, format, notices: this.notices });
  }

  /** Reads what there is. Never fails: what is wrong becomes a notice. */
  load(): readonly SavedProfile[] {
    const { profiles, foldedGroups, ...rest } = documentSchema.parse(this.#document.read());
    const ids = new Set<ProfileId>();
    const read = profiles.map((raw) => {
      const entry = readEntry(raw, ids);
      if (entry !== null) ids.add(entry.id);
      return { raw, entry };
    });
    this.#rest = rest;
    this.#foldedGroups = foldedGroups;
    this.#entries = read.flatMap(({ entry }) => (entry === null ? [] : [entry]));
    this.#keepUnreadable(read.flatMap(({ raw, entry }) => (entry === null ? [raw] : [])));
    this.#document.keepCopy();
    return this.all;
  }

  /** What can't be read stays in the file as it is; what can't even be written again, in a copy of the whole file. */
  #keepUnreadable(unreadable: readonly unknown[]): void {
    this.#unreadable = unreadable.filter((raw) => brokenLimit(raw) === null);
    const isAllKept = this.#unreadable.length === unreadable.length;
    const file = isAllKept ? this.#document.path : this.#document.copyAside();
    for (const raw of unreadable) this.notices.push({ kind: 'profileUnreadable', name: nameIn(raw), file });
    if (!isAllKept) this.#change(this.#entries);
  }

  /** Each is the same object until something of it, or of what stands beside it here, is changed. */
  get all(): readonly SavedProfile[] {
    return this.#indexed.shown;
  }

  /** Those that are removed, but not forgotten yet. */
  get removed(): readonly ProfileId[] {
    return this.#entries.filter((entry) => entry.isRemoved).map(({ id }) => id);
  }

  get foldedGroups(): readonly ProfileGroupName[] {
    return this.#foldedGroups;
  }

  find(id: ProfileId): SavedProfile | null {
    const entry = this.#entry(id);
    return entry === undefined || entry.isRemoved ? null : entry;
  }

  /** Errors: `storage.notSaved`. */
  save(id: ProfileId, profile: Profile, wanted: boolean): void {
    this.saveAll([{ id, profile, wanted }]);
  }

  /** All of these, in one write, or none. Errors: `storage.notSaved`. */
  saveAll(saved: readonly SavedProfile[]): void {
    this.#commit(this.#with(saved));
  }

  /** Takes a change back that could not be gone through with: these as they were, and those that were new are gone. */
  takeBack(before: readonly SavedProfile[], added: readonly ProfileId[]): void {
    this.#change(this.#with(before).filter(({ id }) => !added.includes(id)));
  }

  #with(saved: readonly SavedProfile[]): readonly Entry[] {
    const byId = new Map(saved.map(({ id, profile, wanted }) => [id, { id, profile, wanted }]));
    const known = new Set(this.#entries.map(({ id }) => id));
    const added = [...byId.values()].filter(({ id }) => !known.has(id));
    return [
      ...this.#entries.map((entry) => (byId.has(entry.id) ? { ...entry, ...byId.get(entry.id) } : entry)),
      ...added.map((each) => ({ ...each, ...besideNew })),
    ];
  }

  setWanted(ids: readonly ProfileId[], wanted: boolean): void {
    const those = new Set(ids);
    const isChanged = this.#entries.some((entry) => those.has(entry.id) && entry.wanted !== wanted);
    if (isChanged) this.#changeThose(ids, () => ({ wanted }));
  }

  remove(id: ProfileId): void {
    this.#change(this.#entries.filter((entry) => entry.id !== id));
  }

  setRemoved(ids: readonly ProfileId[], isRemoved: boolean): void {
    this.#changeThose(ids, () => ({ isRemoved }));
  }

  standing(id: ProfileId): ListPosition {
    return this.#entry(id)?.standing ?? newListPosition;
  }

  setFavourite(ids: readonly ProfileId[], isFavourite: boolean): void {
    this.#changeThose(ids, ({ standing }) => ({ standing: { ...standing, isFavourite } }));
  }

  /** Puts these into this order. */
  arrange(ids: readonly ProfileId[]): void {
    const places = new Map(ids.map((id, place) => [id, place]));
    this.#changeThose(ids, ({ id, standing }) => ({
      standing: { ...standing, place: places.get(id) ?? null },
    }));
  }

  foldGroup(name: ProfileGroupName, isFolded: boolean): void {
    const others = this.#foldedGroups.filter((other) => other !== name);
    this.#foldedGroups = isFolded ? [...others, name] : others;
    this.#change(this.#entries);
  }

  local(id: ProfileId): LocalSettings {
    return this.#entry(id)?.local ?? defaultLocalSettings;
  }

  /**
   * `jwtFileFor`: what the person gave the file for just now; left out where it is as it was.
   * Errors: `storage.notSaved`.
   */
  setLocal(id: ProfileId, local: LocalSettings, jwtFileFor?: readonly Destination[]): void {
    this.#commit(
      this.#changed([id], ({ places: { jwtFile, ...others } }) => {
        const given = local.jwtFile === null ? undefined : (jwtFileFor ?? jwtFile);
        return { local, places: given === undefined ? others : { ...others, jwtFile: given } };
      }),
    );
  }

  /** The file that another tool keeps a JWT in, and what it was given for. */
  jwtFile(id: ProfileId): ChosenJwtFile | null {
    const path = this.local(id).jwtFile;
    return path === null ? null : { path, givenFor: this.given(id).jwtFile ?? [] };
  }

  given(id: ProfileId): Given {
    return this.#entry(id)?.places ?? {};
  }

  pins(id: ProfileId): readonly Pin[] {
    return this.#entry(id)?.pins ?? [];
  }

  /** At most one for each host. Errors: `storage.notSaved`. */
  addPin(id: ProfileId, pin: Pin): void {
    this.#commit(
      this.#changed([id], ({ pins }) => ({ pins: [...pins.filter(({ host }) => host !== pin.host), pin] })),
    );
  }

  /** Trust that was taken back doesn't hold, even if it is still on the disk. */
  removePin(id: ProfileId, host: string): void {
    this.#changeEntry(id, ({ pins }) => ({ pins: pins.filter((pin) => pin.host !== host) }));
  }

  /** The certificates of the last good connections, one for each host. */
  seenCertificates(id: ProfileId): readonly SeenCertificate[] {
    return this.#entry(id)?.seenCertificates ?? [];
  }

  rememberCertificate(id: ProfileId, seen: SeenCertificate): void {
    this.#changeEntry(id, ({ seenCertificates }) => ({
      seenCertificates: [...seenCertificates.filter(({ host }) => host !== seen.host), seen],
    }));
  }

  /** What a server agreed to last, whichever profile learned it; null if none did. */
  versionOf(server: string): number | null {
    const seen = this.#entries.flatMap(({ seenVersions }) => seenVersions);
    return seen.find((one) => one.server === server)?.version ?? null;
  }

  /** All profiles that know the server learn of it, so that none of them contradicts it. */
  rememberVersion(id: ProfileId, seen: SeenVersion): void {
    const knows = (entry: Entry) => entry.seenVersions.some(({ server }) => server === seen.server);
    const those = this.#entries.filter((entry) => entry.id === id || knows(entry)).map((entry) => entry.id);
    if (those.length === 0) return;
    this.#changeThose(those, ({ seenVersions }) => ({
      seenVersions: [seen, ...seenVersions.filter(({ server }) => server !== seen.server)].slice(
        0,
        mostSeenVersions,
      ),
    }));
  }

  has(id: ProfileId, kind: SecretKind): boolean {
    return this.kinds(id).includes(kind);
  }

  kinds(id: ProfileId): readonly SecretKind[] {
    return this.#entry(id)?.secrets ?? [];
  }

  places(id: ProfileId, kind: SecretKind): readonly Destination[] {
    return this.given(id)[kind] ?? [];
  }

  /** Without a note on disk the keychain would keep secrets that are not known of after a crash. Errors: `storage.notSaved`. */
  set(id: ProfileId, kind: SecretKind, places: readonly Destination[]): void {
    if (this.has(id, kind) && isDeepStrictEqual(this.places(id, kind), places)) return;
    this.#commit(
      this.#changed([id], ({ secrets, places: others }) => ({
        secrets: [...secrets.filter((other) => other !== kind), kind],
        places: { ...others, [kind]: places },
      })),
    );
  }

  clear(id: ProfileId, kind: SecretKind): void {
    if (!this.has(id, kind)) return;
    this.#changeEntry(id, ({ secrets, places }) => ({
      secrets: secrets.filter((other) => other !== kind),
      places: without(places, kind),
    }));
  }

  /** A last try to write what could not be written. Never fails. */
  close(): void {
    this.#document.close();
  }

  #entry(id: ProfileId): Entry | undefined {
    return this.#indexed.byId.get(id);
  }

  get #indexed(): Index {
    if (this.#index?.entries !== this.#entries) this.#index = indexOf(this.#entries);
    return this.#index;
  }

  #changeEntry(id: ProfileId, change: (entry: Entry) => Partial<Entry>): void {
    this.#changeThose([id], change);
  }

  #changeThose(ids: readonly ProfileId[], change: (entry: Entry) => Partial<Entry>): void {
    this.#change(this.#changed(ids, change));
  }

  #changed(ids: readonly ProfileId[], change: (entry: Entry) => Partial<Entry>): readonly Entry[] {
    const those = new Set(ids);
    return this.#entries.map((entry) => (those.has(entry.id) ? { ...entry, ...change(entry) } : entry));
  }

  /** For what the person is told of as done: it is on disk, or not done at all. Errors: `storage.notSaved`. */
  #commit(entries: readonly Entry[]): void {
    const before = this.#entries;
    this.#entries = entries;
    const cause = this.#document.tryWrite(this.#written);
    if (cause === null) return;
    this.#entries = before;
    throw new ProblemError({ kind: 'storage.notSaved', file: this.#document.path, cause });
  }

  /** For what holds in any case: it is written when it can be. */
  #change(entries: readonly Entry[]): void {
    this.#entries = entries;
    this.#document.write(this.#written);
  }

  get #written(): RawDocument {
    const profiles = this.#entries.map(({ profile, ...beside }) => ({
      ...beside,
      profile: toProfileFile(profile),
    }));
    return {
      ...this.#rest,
      foldedGroups: this.#foldedGroups,
      profiles: [...profiles, ...this.#unreadable],
    };
  }
}

interface Index {
  readonly entries: readonly Entry[];
  readonly byId: ReadonlyMap<ProfileId, Entry>;
  /** Those that are not removed. */
  readonly shown: readonly Entry[];
}

const indexOf = (entries: readonly Entry[]): Index => ({
  entries,
  byId: new Map(entries.map((entry) => [entry.id, entry])),
  shown: entries.filter((entry) => !entry.isRemoved),
});

/** `taken`: the ids of those before it; a second of one id, copied by hand, is none of ours. Null if it can't be read. */
function readEntry(raw: unknown, taken: ReadonlySet<ProfileId>): Entry | null {
  const entry = entrySchema.safeParse(raw);
  if (!entry.success || taken.has(entry.data.id)) return null;
  const profile = parseProfile(underTodaysRules(entry.data.profile));
  if (!profile.ok) return null;
  const { id, wanted, secrets, pins, seenCertificates, seenVersions, local, standing, isRemoved } =
    entry.data;
  const places = placesIn(entry.data.places, profile.value, secrets, local);
  const beside = { secrets, places, pins, seenCertificates, seenVersions, local, standing, isRemoved };
  return { id, wanted, ...beside, profile: profile.value };
}

const without = (given: Given, secret: BoundSecret): Given =>
  Object.fromEntries(givenEntries(given).filter(([other]) => other !== secret));

/** What was saved before places were noted was given for those that its profile names now. */
function placesIn(
  noted: Readonly<Record<string, readonly Destination[]>>,
  profile: Profile,
  secrets: readonly SecretKind[],
  local: LocalSettings,
): Given {
  const bound: readonly BoundSecret[] = local.jwtFile === null ? secrets : [...secrets, 'jwtFile'];
  return Object.fromEntries(bound.map((secret) => [secret, noted[secret] ?? givenWith(secret, profile)]));
}

/** What stands beside a profile that was just made. */
const besideNew = {
  secrets: [],
  places: {},
  pins: [],
  seenCertificates: [],
  seenVersions: [],
  local: defaultLocalSettings,
  standing: newListPosition,
  isRemoved: false,
} as const;

const namedSchema = z.looseObject({ profile: z.looseObject({ name: z.string().max(80) }) });

const nameIn = (raw: unknown): string => namedSchema.safeParse(raw).data?.profile.name ?? 'unnamed';
