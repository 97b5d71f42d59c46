import { z } from 'zod';
import { languageFor, languages, type Language } from './language.ts';

/** What a person settles for the app as a whole, on this computer. */

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

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
});

export type Settings = Readonly<z.infer<typeof settingsSchema>>;
export type QuietHours = Settings['quietHours'];
export type Theme = Settings['theme'];

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
});

/** `preferred`: the languages that the system is set to, the preferred one first. */
export const languageIn = ({ language }: Settings, preferred: readonly string[]): Language =>
  language === 'system' ? languageFor(preferred) : language;
