import type { Text } from '../text.ts';

export const tokensText: Text['tokens'] = {
  remarks: {
    expiryIsText: () =>
      'Sein Ablauf ist Text, keine Zahl: Der Server lehnt ihn ab oder beachtet ihn nicht. Wer das Token ausstellt, muss eine Zahl von Sekunden ohne Anführungszeichen schreiben.',
    expiryInMilliseconds: () =>
      'Sein Ablauf steht in Millisekunden; der Server zählt Sekunden und liest ein Datum in Tausenden von Jahren. Wer das Token ausstellt, muss durch 1000 teilen.',
    expiryUnreadable: () =>
      'Es hat einen Ablauf, aus dem sich kein Datum machen lässt. Wer das Token ausstellt, muss Sekunden seit 1970 schreiben.',
    noExpiry: () =>
      'Es nennt keinen Ablauf: Es gilt, bis es widerrufen wird oder sich der Schlüssel des Servers ändert.',
    unsigned: () =>
      'Es ist nicht signiert: Jeder kann es geschrieben haben, und kein Server sollte es annehmen.',
    sharedSecret: () =>
      'Es ist mit einem gemeinsamen Geheimnis signiert (HS256 und Verwandte). Realm Object Server prüft JWTs mit einem öffentlichen Schlüssel: Es muss mit RS256 signiert sein.',
    wrongSignature: () =>
      'Seine Signatur stammt nicht von diesem Schlüssel: Was es sagt, ist nicht zu glauben.',
    subNotRead: () => 'Sein userId und sein sub sind verschieden; Realm Object Server liest userId.',
    noIdentity: () => 'Es nennt niemanden: Realm Object Server liest den Benutzer aus userId.',
    expired: (moment) => `Es ist am ${moment} abgelaufen.`,
    notYetValid: (moment) =>
      `Es gilt erst ab ${moment}; wurde es eben ausgestellt, geht die Uhr dieses Computers oder die des Ausstellers falsch.`,
    issuedAhead: (moment) =>
      `Es wurde am ${moment} ausgestellt, was nach der Uhr dieses Computers noch bevorsteht: Eine der beiden Uhren geht falsch.`,
  },
  remarksLabel: 'Bemerkungen',
  expiryUnreadable: 'es steht etwas darin, das kein Datum ist',
};
