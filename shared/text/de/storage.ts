import type { NotSavedCause } from '../../problem.ts';
import type { Text } from '../text.ts';

export const notSaved: Record<NotSavedCause, (file: string) => string> = {
  full: (file) => `auf dem Datenträger von ${file} ist kein Platz mehr.`,
  denied: (file) => `${file} darf nicht geschrieben werden.`,
  newerVersion: (file) =>
    `eine neuere Version von Causeway hat ${file} geschrieben; diese hier würde verlieren, was sie nicht kennt.`,
  failed: (file) => `${file} konnte nicht geschrieben werden.`,
};

export const notSavedHints: Record<NotSavedCause, string> = {
  full: 'Auf dem Datenträger Platz schaffen, dann noch einmal versuchen. Die Eingaben sind noch da.',
  denied:
    'Das Schreiben in die Datei und ihren Ordner erlauben, dann noch einmal versuchen. Die Eingaben sind noch da.',
  newerVersion: 'Die neuere Version wieder installieren, oder die Datei wegbewegen, um ohne sie anzufangen.',
  failed: 'Den Datenträger prüfen, dann noch einmal versuchen. Die Eingaben sind noch da.',
};

const cannotStart: Text['storage']['cannotStart'] = (folder, cause) =>
  `Causeway kann nicht starten: ${notSaved[cause](folder)} Dort liegen Profile, Einstellungen und Verlauf. Das Schreiben dort erlauben, oder in CAUSEWAY_USER_DATA einen anderen Ordner nennen.`;

export const storageText: Text['storage'] = { cannotStart };
