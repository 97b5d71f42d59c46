import { z } from 'zod';
import { isVersion } from './update-version.ts';

/** What a feed says of the newest version, once its signature holds (`main/updates/signed-manifest.ts`). */

export const updateChannels = ['stable', 'beta'] as const;
export type UpdateChannel = (typeof updateChannels)[number];

/** Below the feed's address. */
export const manifestNameOf = (channel: UpdateChannel): string => `${channel}.update`;

/** Larger than a manifest with all systems and a page of news in each language. */
export const mostManifestBytes = 64 * 1024;
/** Larger than any installer of ours. */
export const mostArtefactBytes = 512 * 1024 * 1024;

/** Below the feed's address, and nowhere else: no `..`, no scheme, no query. */
const path = z
  .string()
  .max(200)
  .regex(/^(?:[A-Za-z0-9][A-Za-z0-9._+~-]*\/)*[A-Za-z0-9][A-Za-z0-9._+~-]*$/);

const artefactSchema = z.object({
  path,
  size: z.number().int().min(1).max(mostArtefactBytes),
  /** Of the whole file, in hexadecimal. */
  sha512: z.string().regex(/^[0-9a-f]{128}$/),
});
export type UpdateArtefact = Readonly<z.infer<typeof artefactSchema>>;

const moment = z.number().int().min(0).max(8_640_000_000_000_000);
const sentence = z.string().min(1).max(2_000);

/** What is new in it, in one or two sentences for each language; English is there for those that are not. */
const news = z
  .record(z.string().max(35), sentence)
  .refine((sentences) => sentences['en'] !== undefined, { error: 'no English' });

/** Keys that we don't know are passed over: what is said for newer versions must not keep older ones from an update. */
export const manifestSchema = z.object({
  formatVersion: z.literal(1),
  channel: z.enum(updateChannels),
  version: z.string().refine(isVersion),
  /** When it was signed, in milliseconds since 1970. One that was signed earlier than the newest seen is a replay. */
  issuedAt: moment,
  /** From then on it says nothing any more: who holds news back can't do so for ever without being noticed. */
  expiresAt: moment,
  /** How many in a hundred computers are offered it. */
  rollout: z.number().min(0).max(100),
  news,
  /** By system, as Node names them: `win32-x64`, `darwin-arm64`. */
  artefacts: z.record(z.string().max(40), artefactSchema),
});

export type UpdateManifest = Readonly<z.infer<typeof manifestSchema>>;
