import { z } from 'zod';

/**
 * What a person settles for a profile on this computer: kept beside the profile, because it makes no sense on another
 * computer, or is not for the people whom the profile is handed to.
 */
export const localSettingsSchema = z.strictObject({
  /** Where its secrets are kept: in the keychain, or in memory until the app quits. */
  keeping: z.enum(['keychain', 'memory']),
  /** The file that another tool keeps a fresh JWT in; null: the person pastes one. */
  jwtFile: z.string().min(1).max(4096).nullable(),
  /** The server's public key in PEM, to verify tokens with. Public by name and nature. */
  serverKey: z.string().max(16_384).nullable(),
  /** Whether its sessions ping more often where something on the way closes idle streams. */
  adaptsPings: z.boolean(),
});

export type LocalSettings = Readonly<z.infer<typeof localSettingsSchema>>;

export const defaultLocalSettings: LocalSettings = {
  keeping: 'keychain',
  jwtFile: null,
  serverKey: null,
  adaptsPings: true,
};

/** As stored: what can't be read falls back to its default. */
export const storedLocalSettings = z
  .object({
    keeping: localSettingsSchema.shape.keeping.catch('keychain'),
    jwtFile: localSettingsSchema.shape.jwtFile.catch(null),
    serverKey: localSettingsSchema.shape.serverKey.catch(null),
    adaptsPings: localSettingsSchema.shape.adaptsPings.catch(true),
  })
  .catch(defaultLocalSettings);
