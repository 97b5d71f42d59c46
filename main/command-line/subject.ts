import type { Readable } from 'node:stream';
import type { ProfileId } from '../../shared/brand.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import type { Destination } from '../../shared/destinations.ts';
import { parseProfile, type Profile } from '../../shared/profile.ts';
import type { SecretKind } from '../../shared/secret-kinds.ts';
import { parseEnteredSecrets, type EnteredSecrets } from '../../shared/secrets.ts';
import type { SecretStorage } from '../../shared/status.ts';
import { startDemo } from '../demo/environment.ts';
import { InMemoryCertificates, type CertificateMemory } from '../network/certificate-memory.ts';
import type { Clock } from '../ports/clock.ts';
import { MemoryKeychain, type Keychain, type KeychainEntry } from '../ports/keychain.ts';
import type { ChosenJwtFile } from '../tokens/jwt-file.ts';
import type { ProfileStore } from '../profiles/store.ts';
import { MemoryVersions, type VersionMemory } from '../sync/protocol-versions.ts';
import { MemoryMarkers, Vault, type SecretMarkers } from '../secrets/vault.ts';
import { findProfile, jsonIn, orInvalid, type NamedProfile } from './find-profile.ts';
import { readText, usualMostBytes, type Inputs } from './input.ts';

/** What a command asks for that works on a profile. */
export interface SubjectCall {
  readonly subject: { readonly kind: 'demo' } | { readonly kind: 'profile'; readonly nameOrPath: string };
  /** Path of a file, or `-`. */
  readonly secrets: string | null;
  readonly deadlineMs: number;
}

/** What there is to check: from a file, from the saved profiles, or from the demo. */
export interface Subject {
  readonly id: ProfileId;
  readonly profile: Profile;
  readonly secrets: EnteredSecrets;
  readonly vault: Vault;
  readonly keeping: SecretStorage;
  /** What the person trusts beside a saved profile. Read only: a check stores nothing. */
  readonly certificateMemory?: CertificateMemory;
  /** What the app has learned of servers' versions. Read only as well. */
  readonly versions?: VersionMemory;
  /** The file that another tool keeps a fresh JWT in. */
  readonly jwtFile?: ChosenJwtFile | null;
  readonly stop: () => Promise<void>;
}

export interface SubjectDeps {
  readonly clock: Clock;
  /** Reads the files that are named in a call: they may never answer. */
  readonly calls: Inputs['calls'];
  /** Errors: `UsageError` where the saved profiles can't be read by then. */
  readonly openStore: (deadlineMs: number) => Promise<ProfileStore>;
  /** Opened for a saved profile only; ended with the check. */
  readonly openKeychain: () => Keychain & { start(): Promise<void>; end(): void };
  readonly stdin: Readable;
}

/** Errors: `profile.invalid`, `profile.missing`, `profile.ambiguous`; `UsageError`. */
export async function findSubject(call: SubjectCall, deps: SubjectDeps): Promise<Subject> {
  const { subject, deadlineMs } = call;
  if (subject.kind === 'demo') return demoSubject(deps);
  const typed = await readSecrets(call, deps);
  // Nothing that is read takes longer than the whole check may.
  const named = await findProfile(subject.nameOrPath, deps, deadlineMs);
  return named.kind === 'file' ? fileSubject(named.profile, typed, deps) : savedSubject(named, typed, deps);
}

const ownId = profileIdSchema.parse('check');

async function demoSubject({ clock }: SubjectDeps): Promise<Subject> {
  const demo = await startDemo();
  const profile = orInvalid(parseProfile(demo.profileFile), '');
  const vault = new Vault(new MemoryKeychain(), new MemoryMarkers(), clock);
  return { id: ownId, profile, secrets: demo.secrets, vault, keeping: 'memory', stop: () => demo.stop() };
}

function fileSubject(profile: Profile, secrets: EnteredSecrets, { clock }: SubjectDeps): Subject {
  const vault = new Vault(new MemoryKeychain(), new MemoryMarkers(), clock);
  return { id: ownId, profile, secrets, vault, keeping: 'memory', stop: () => Promise.resolve() };
}

async function savedSubject(
  { saved, store }: Extract<NamedProfile, { kind: 'saved' }>,
  secrets: EnteredSecrets,
  deps: SubjectDeps,
): Promise<Subject> {
  const keychain = deps.openKeychain();
  if (store.kinds(saved.id).length > 0) await keychain.start();
  const vault = new Vault(new Overlay(keychain), new OverlayMarkers(store), deps.clock);
  const stop = () => Promise.resolve(keychain.end());
  const jwtFile = store.jwtFile(saved.id);
  const certificateMemory = new InMemoryCertificates(() => deps.clock.now(), store.pins(saved.id));
  const versions = new MemoryVersions((server) => store.versionOf(server));
  const beside = { certificateMemory, versions, jwtFile };
  return { id: saved.id, profile: saved.profile, secrets, vault, keeping: 'keychain', ...beside, stop };
}

async function readSecrets(
  { secrets: path, deadlineMs }: SubjectCall,
  deps: SubjectDeps,
): Promise<EnteredSecrets> {
  if (path === null) return {};
  const json = await readText(
    { path, what: 'the secrets file', mostBytes: usualMostBytes, deadlineMs },
    deps,
  );
  return orInvalid(parseEnteredSecrets(jsonIn(json, 'secrets')), 'secrets');
}

/** Reads through to the keychain; what a check writes, it forgets. */
class Overlay implements Keychain {
  readonly #memory = new MemoryKeychain();
  readonly #below: Keychain;

  constructor(below: Keychain) {
    this.#below = below;
  }

  async read(entry: KeychainEntry): Promise<string | null> {
    return (await this.#memory.read(entry)) ?? (await this.#below.read(entry));
  }

  write(entry: KeychainEntry, secret: string): Promise<void> {
    return this.#memory.write(entry, secret);
  }

  remove(entry: KeychainEntry): Promise<boolean> {
    return this.#memory.remove(entry);
  }
}

/** The same for the notes of which secrets exist. */
class OverlayMarkers implements SecretMarkers {
  readonly #memory = new MemoryMarkers();
  readonly #below: SecretMarkers;

  constructor(below: SecretMarkers) {
    this.#below = below;
  }

  has(profile: ProfileId, kind: SecretKind): boolean {
    return this.#memory.has(profile, kind) || this.#below.has(profile, kind);
  }

  set(profile: ProfileId, kind: SecretKind, places: readonly Destination[]): void {
    this.#memory.set(profile, kind, places);
  }

  places(profile: ProfileId, kind: SecretKind): readonly Destination[] {
    return (this.#memory.has(profile, kind) ? this.#memory : this.#below).places(profile, kind);
  }

  clear(profile: ProfileId, kind: SecretKind): void {
    this.#memory.clear(profile, kind);
  }

  kinds(profile: ProfileId): readonly SecretKind[] {
    return [...new Set([...this.#memory.kinds(profile), ...this.#below.kinds(profile)])];
  }
}
