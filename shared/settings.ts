import { z } from 'zod';
import { profileIdSchema } from './brand.ts';
import { languageFor, languages, type Language } from './language.ts';
import { updateChannels } from './update-manifest.ts';
import { urlIn } from './urls.ts';

/** What a person settles for the app as a whole, on this computer. */

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** An address below which a feed's files lie. Empty: the one that this build was made with. */
const feedAddress = z
  .string()
  .max(500)
  .refine((text) => text === '' || isFeedAddress(text));

/** Over TLS only, without a login and without what a file's name couldn't be added to. */
export function isFeedAddress(text: string): boolean {
  const url = urlIn(text);
  if (url === null || !/^https:\/\/[^/@\s]+(\/[^\s?#]*)?$/i.test(text)) return false;
  return url.protocol === 'https:' && url.username === '' && url.password === '';
}

/** One row a field, for the window as for what an administrator may settle some day. */
const updatesSchema = z.strictObject({
  /** Nothing is asked; a newer version is told of; it is also fetched and made ready, where the app itself can install it. */
  mode: z.enum(['off', 'tell', 'install']),
  channel: z.enum(updateChannels),
  feed: feedAddress,
  /** Whose way out is taken: that on which the profiles agree, this computer's, or a profile's. */
  way: z.union([z.enum(['automatic', 'system']), profileIdSchema]),
});

export const settingsSchema = z.strictObject({
  /** What the app does by itself when it starts: connect what was connected when it was last used, or nothing. */
  startUp: z.enum(['connect', 'nothing']),
  /** Whether the app starts, without its window, when the person logs in. The system has the last word on it. */
  opensAtLogin: z.boolean(),
  /** Whether sessions stay connected when the window is closed; otherwise closing it quits. */
  keepsRunning: z.boolean(),
  /** Whether outages and recoveries are told while the window isn't looked at. */
  notifies: z.boolean(),
  /** By the clock on the wall, `22:00`; from later than to means over midnight, the same twice means all day. */
  quietHours: z.strictObject({ isOn: z.boolean(), from: timeOfDay, to: timeOfDay }),
  theme: z.enum(['system', 'light', 'dark']),
  /** What the window, the tray, menus and notifications speak. */
  language: z.enum(['system', ...languages]),
  updates: updatesSchema,
});

export type Settings = Readonly<z.infer<typeof settingsSchema>>;
export type QuietHours = Settings['quietHours'];
export type Theme = Settings['theme'];
export type UpdateSettings = Settings['updates'];
export type UpdateWay = UpdateSettings['way'];

/** Some of them, to be changed; the others stay as they are. One that is named has a value. */
export const settingsChangeSchema = settingsSchema.partial().superRefine((change, context) => {
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) context.addIssue({ code: 'custom', path: [name], message: 'required' });
  }
});
export type SettingsChange = Readonly<z.infer<typeof settingsChangeSchema>>;

export const defaultSettings: Settings = {
  startUp: 'connect',
  opensAtLogin: false,
  keepsRunning: false,
  notifies: true,
  quietHours: { isOn: false, from: '22:00', to: '07:00' },
  theme: 'system',
  language: 'system',
  updates: { mode: 'install', channel: 'stable', feed: '', way: 'automatic' },
};

const { shape } = settingsSchema;

/** As stored: what can't be read falls back to its default, each for itself. */
export const storedSettings = z.object({
  startUp: shape.startUp.catch(defaultSettings.startUp),
  opensAtLogin: shape.opensAtLogin.catch(defaultSettings.opensAtLogin),
  keepsRunning: shape.keepsRunning.catch(defaultSettings.keepsRunning),
  notifies: shape.notifies.catch(defaultSettings.notifies),
  quietHours: shape.quietHours.catch(defaultSettings.quietHours),
  theme: shape.theme.catch(defaultSettings.theme),
  language: shape.language.catch(defaultSettings.language),
  // Each for itself: what can't be read of it must not switch on what was switched off.
  updates: z
    .object({
      mode: updatesSchema.shape.mode.catch(defaultSettings.updates.mode),
      channel: updatesSchema.shape.channel.catch(defaultSettings.updates.channel),
      feed: updatesSchema.shape.feed.catch(defaultSettings.updates.feed),
      way: updatesSchema.shape.way.catch(defaultSettings.updates.way),
    })
    .catch(defaultSettings.updates),
});

/** `preferred`: the languages that the system is set to, the preferred one first. */
export const languageIn = ({ language }: Settings, preferred: readonly string[]): Language =>
  language === 'system' ? languageFor(preferred) : language;
