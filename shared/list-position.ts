import { z } from 'zod';
import { environments } from './profile.ts';

/** How a person arranged the list of profiles, on this computer: kept beside the profiles, not in them. */

export const profileGroupNames = ['favourites', ...environments, 'demo'] as const;
export type ProfileGroupName = (typeof profileGroupNames)[number];

/** Where one profile stands. */
export const listPositionSchema = z.object({
  isFavourite: z.boolean().catch(false),
  /** Its place among those that the person has put in order; null: by its name, after them. */
  place: z.number().int().min(0).nullable().catch(null),
});
export type ListPosition = Readonly<z.infer<typeof listPositionSchema>>;

export const newListPosition: ListPosition = { isFavourite: false, place: null };

/** The groups that are folded up. As stored: what can't be read is left out. */
export const foldedGroupsSchema = z
  .array(z.enum(profileGroupNames).nullable().catch(null))
  .catch([])
  .transform((names) => names.filter((name) => name !== null));
