import type { Text } from '../text.ts';

/** Was nach dem Namen des Feldes zu sagen ist. */
export const adviceText: Text['advice'] = {
  tokenInTheClear:
    'ist ws://, obwohl der Server https:// hat: Das Access-Token ginge unverschlüsselt, lesbar für alle auf dem Weg. wss:// verwenden, außer etwas anderes verschlüsselt diesen Weg.',
  serverEndsInAuth:
    'endet auf /auth, das von selbst angehängt wird: Die Anmeldung ginge an /auth/auth. Weglassen, außer der Server liegt wirklich dort.',
  headerNotSecret:
    'sieht wie ein Geheimnis aus, wird aber als Klartext gespeichert und exportiert. Als geheim markieren, dann kommt es in den Schlüsselbund.',
};
