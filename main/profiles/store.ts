import { z } from 'zod';
import {
  foldedGroupsSchema,
  newStanding,
  standingSchema,
  type ProfileGroupName,
  type Standing,
} from '../../shared/arrangement.ts';
import { profileIdSchema, type ProfileId } from '../../shared/brand.ts';
import {
  pinSchema,
  seenCertificateSchema,
  type Pin,
  type SeenCertificate,
} from '../../shared/certificate.ts';
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
import type { SecretKind } from '../../shared/secrets.ts';
import type { Notice } from '../../shared/status.ts';
import type { Documents } from '../ports/documents.ts';
import type { SecretMarkers } from '../tokens/vault.ts';
import { VersionedDocument, type DocumentFormat } from '../versioned-document.ts';
import { underTodaysRules } from './earlier-rules.ts';
import { migrations, type RawDocument } from './migrations.ts';

export interface SavedProfile {
  readonly id: ProfileId;
  readonly profile: Profile;
  /** Whether it was connected when the app was last used: then it connects again at the next start. */
  readonly wanted: boolean;
}

const isSecretKind = (kind: string): kind is SecretKind =>
  /^(refreshToken|adminToken|proxyPassword|clientKey|clientBundle|clientKeyPassphrase|(header|proxyHeader):.+)$/.test(
    kind,
  );

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
  pins: listOf(pinSchema),
  seenCertificates: listOf(seenCertificateSchema),
  seenVersions: listOf(seenVersionSchema),
  local: storedLocalSettings,
  standing: standingSchema.catch(newStanding),
  isRemoved: z.boolean().catch(false),
  profile: z.unknown(),
});

const documentSchema = z.looseObject({
  profiles: z.array(z.unknown()).default([]),
  foldedGroups: foldedGroupsSchema,
});

const format: DocumentFormat = {
  migrations,
  isUsable: (document) => documentSchema.safeParse(document).success,
  notices: {
    setAside: (file, restored) => ({ kind: 'profilesSetAside', file, restored }),
    fromNewerVersion: (file) => ({ kind: 'profilesFromNewerVersion', file }),
    notSaved: (file) => ({ kind: 'profilesNotSaved', file }),
  },
};

interface Entry extends SavedProfile {
  readonly secrets: readonly SecretKind[];
  /** Trust that the person gave to single certificates. Beside the profile: it is not to be exported with it. */
  readonly pins: readonly Pin[];
  readonly seenCertificates: readonly SeenCertificate[];
  readonly seenVersions: readonly SeenVersion[];
  readonly local: LocalSettings;
  readonly standing: Standing;
  /** Out of sight; here until its secrets are forgotten. */
  readonly isRemoved: boolean;
}

/**
 * The saved profiles, in electron-store, with a schema version; and the plain notes of which secrets exist for them.
 * Nothing that was on disk is ever lost: what can't be read is set aside, kept as it is, and reported.
 */
export class ProfileStore implements SecretMarkers {
  readonly #document: VersionedDocument;
  readonly notices: Notice[] = [];
  #entries: readonly Entry[] = [];
  #foldedGroups: readonly ProfileGroupName[] = [];
  /** Entries that could not be read, exactly as they were. */
  #unreadable: readonly unknown[] = [];
  /** Keys of the document that we don't know. */
  #rest: RawDocument = {};

  constructor(documents: Documents, now: () => number) {
    this.#document = new VersionedDocument(documents, format, now, this.notices);
  }

  /** Reads what there is. Never fails: what is wrong becomes a notice. */
  load(): readonly SavedProfile[] {
    const { profiles, foldedGroups, ...rest } = documentSchema.parse(this.#document.read());
    const ids = new Set<ProfileId>();
    const read = profiles.map((raw) => {
      const entry = this.#readEntry(raw, ids);
      if (entry !== null) ids.add(entry.id);
      return { raw, entry };
    });
    this.#rest = rest;
    this.#foldedGroups = foldedGroups;
    this.#entries = read.flatMap(({ entry }) => (entry === null ? [] : [entry]));
    this.#unreadable = read.flatMap(({ raw, entry }) => (entry === null ? [raw] : []));
    this.#document.keepCopy();
    return this.all;
  }

  get all(): readonly SavedProfile[] {
    return this.#entries.filter((entry) => !entry.isRemoved);
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

  save(id: ProfileId, profile: Profile, wanted: boolean): void {
    const known = this.#entries.some((entry) => entry.id === id);
    this.#change(
      known
        ? this.#entries.map((entry) => (entry.id === id ? { ...entry, profile, wanted } : entry))
        : [...this.#entries, { id, profile, wanted, ...besideNew }],
    );
  }

  /** All of these, in one write. */
  saveAll(saved: readonly SavedProfile[]): void {
    const byId = new Map(saved.map(({ id, profile, wanted }) => [id, { id, profile, wanted }]));
    const known = new Set(this.#entries.map(({ id }) => id));
    const added = [...byId.values()].filter(({ id }) => !known.has(id));
    this.#change([
      ...this.#entries.map((entry) => ({ ...entry, ...byId.get(entry.id) })),
      ...added.map((each) => ({ ...each, ...besideNew })),
    ]);
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

  standing(id: ProfileId): Standing {
    return this.#entry(id)?.standing ?? newStanding;
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

  setLocal(id: ProfileId, local: LocalSettings): void {
    this.#changeEntry(id, () => ({ local }));
  }

  pins(id: ProfileId): readonly Pin[] {
    return this.#entry(id)?.pins ?? [];
  }

  /** At most one for each host. */
  addPin(id: ProfileId, pin: Pin): void {
    this.#changeEntry(id, ({ pins }) => ({ pins: [...pins.filter(({ host }) => host !== pin.host), pin] }));
  }

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
    return this.#entries.find((entry) => entry.id === id)?.secrets ?? [];
  }

  set(id: ProfileId, kind: SecretKind): void {
    if (!this.has(id, kind)) this.#changeSecrets(id, (kinds) => [...kinds, kind]);
  }

  clear(id: ProfileId, kind: SecretKind): void {
    if (this.has(id, kind)) this.#changeSecrets(id, (kinds) => kinds.filter((other) => other !== kind));
  }

  #entry(id: ProfileId): Entry | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }

  #changeEntry(id: ProfileId, change: (entry: Entry) => Partial<Entry>): void {
    this.#changeThose([id], change);
  }

  #changeThose(ids: readonly ProfileId[], change: (entry: Entry) => Partial<Entry>): void {
    const those = new Set(ids);
    this.#change(
      this.#entries.map((entry) => (those.has(entry.id) ? { ...entry, ...change(entry) } : entry)),
    );
  }

  #changeSecrets(id: ProfileId, change: (kinds: readonly SecretKind[]) => readonly SecretKind[]): void {
    this.#change(
      this.#entries.map((entry) => (entry.id === id ? { ...entry, secrets: change(entry.secrets) } : entry)),
    );
  }

  /** `taken`: the ids of those before it; a second of one id, copied by hand, is none of ours. */
  #readEntry(raw: unknown, taken: ReadonlySet<ProfileId>): Entry | null {
    const entry = entrySchema.safeParse(raw);
    const isOurs = entry.success && !taken.has(entry.data.id);
    const profile = isOurs ? parseProfile(underTodaysRules(entry.data.profile)) : null;
    if (entry.success && profile?.ok === true) {
      const { id, wanted, secrets, pins, seenCertificates, seenVersions, local, standing, isRemoved } =
        entry.data;
      const beside = { secrets, pins, seenCertificates, seenVersions, local, standing, isRemoved };
      return { id, wanted, ...beside, profile: profile.value };
    }
    this.notices.push({ kind: 'profileUnreadable', name: nameIn(raw), file: this.#document.path });
    return null;
  }

  #change(entries: readonly Entry[]): void {
    this.#entries = entries;
    const profiles = entries.map(({ profile, ...beside }) => ({
      ...beside,
      profile: toProfileFile(profile),
    }));
    this.#document.write({
      ...this.#rest,
      foldedGroups: this.#foldedGroups,
      profiles: [...profiles, ...this.#unreadable],
    });
  }
}

/** What stands beside a profile that was just made. */
const besideNew = {
  secrets: [],
  pins: [],
  seenCertificates: [],
  seenVersions: [],
  local: defaultLocalSettings,
  standing: newStanding,
  isRemoved: false,
} as const;

const namedSchema = z.looseObject({ profile: z.looseObject({ name: z.string().max(80) }) });

const nameIn = (raw: unknown): string => namedSchema.safeParse(raw).data?.profile.name ?? 'unnamed';
