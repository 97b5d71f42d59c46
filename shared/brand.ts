import { z } from 'zod';

/** Strings that must not be mistaken for one another; the brand exists for the compiler only. */

/** Names one saved profile, for as long as it exists. Random, never reused, safe to log. */
export const profileIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/)
  .brand<'ProfileId'>();
export type ProfileId = z.infer<typeof profileIdSchema>;

/** Names one sync session: a profile and one of its realm paths. */
export const sessionIdSchema = z.string().min(1).max(1200).brand<'SessionId'>();
export type SessionId = z.infer<typeof sessionIdSchema>;

export const sessionIdOf = (profile: ProfileId, realmPath: string): SessionId =>
  sessionIdSchema.parse(`${profile}${realmPath}`);
