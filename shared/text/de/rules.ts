import type { Text } from '../text.ts';
import { issuesIn } from '../forms.ts';

/** Ein Satz je Regel, hinter dem Namen des Feldes: was daran nicht stimmt und was richtig wäre. */
export const ruleSentences: Text['rules'] = {
  required: 'wird gebraucht.',
  wrongType: 'hat einen Wert der falschen Art.',
  unknownField: 'ist kein Feld, das diese Version kennt.',
  notAChoice: 'ist keiner der möglichen Werte.',
  tooLong: 'ist zu lang.',
  tooDeep: 'darf Listen und Objekte nicht mehr als 64 tief ineinander haben.',
  tooLarge: 'enthält mehr Werte, als irgendetwas dieser Art braucht.',
  notText: 'enthält ein halbes Zeichen (ein einzelnes Surrogat), das kein Text ist.',
  controlCharacter: 'darf keine Steuerzeichen oder Zeilenumbrüche enthalten.',
  formatVersionUnknown:
    'muss 1 sein. Vielleicht stammt diese Datei aus einer neueren Version von Causeway: diese hier aktualisieren, um sie zu lesen.',
  notJson: 'ist kein gültiges JSON.',
  urlMalformed: 'muss eine vollständige URL sein, etwa https://ros.example:9443.',
  urlSchemeHttp: 'muss mit http:// oder https:// beginnen.',
  urlSchemeWs: 'muss mit ws:// oder wss:// beginnen.',
  urlSchemeProxy: 'muss mit http://, https://, socks5:// oder socks5h:// beginnen.',
  urlSchemeRealm:
    'muss mit http:// beginnen (wo eine Realm-URL realm:// oder ws:// hat) oder mit https:// (für realms:// und wss://); der Pfad eines Realms gehört zu den Realm-Pfaden.',
  urlPort: 'hat einen Port, den es nicht gibt: Ports gehen von 1 bis 65535.',
  urlHasBlank: 'hat ein Leerzeichen in der Mitte.',
  urlHasBackslash: 'hat einen umgekehrten Schrägstrich, wo eine URL einen Schrägstrich (/) hat.',
  urlHasCredentials: 'darf weder Benutzernamen noch Passwort enthalten; dafür gibt es eigene Felder.',
  urlHasQuery: 'darf weder ? noch # enthalten.',
  urlHasPath: 'darf keinen Pfad haben.',
  headerNameMalformed:
    "darf nur Buchstaben, Ziffern und ! # $ % & ' * + - . ^ _ ` | ~ enthalten, keine Leerzeichen.",
  headerNameReserved: 'ist vergeben: Diesen Header setzt die Verbindung selbst.',
  headerValueMalformed:
    'darf keine Zeilenumbrüche oder Steuerzeichen enthalten und keine Leerzeichen am Anfang oder Ende.',
  tokenMalformed:
    'darf nur Buchstaben ohne Umlaute, Ziffern und Zeichen enthalten, wie Tokens sie haben, und keine Zeilenumbrüche, Anführungszeichen (") oder umgekehrten Schrägstriche.',
  headerValueOrSecret: 'braucht entweder einen Wert oder "secret": true, nicht beides.',
  headerRepeated: 'kommt zweimal vor.',
  headerSwallowsToken:
    'heißt wie der Authorization-Header und würde das Access-Token ersetzen; erst den Authorization-Header umbenennen.',
  headerForProxy:
    'ginge an Gateway und Server, die nichts damit anfangen. Benutzername und Passwort eines Forward-Proxys haben eigene Felder: dort eintragen.',
  headerIsProxyPassword:
    'wird gesendet, wenn der Proxy danach fragt: Benutzername und Passwort des Proxys in ihre eigenen Felder eintragen.',
  prefixNoLeadingSlash: 'muss mit einem Schrägstrich beginnen, etwa /my/url/prefix.',
  prefixTrailingSlash: 'darf nicht mit einem Schrägstrich enden.',
  prefixMalformed: 'darf nur enthalten, was in einem URL-Pfad stehen darf; alles andere als %XX kodieren.',
  realmPathNoLeadingSlash: 'muss mit einem Schrägstrich beginnen, etwa /~/tasks.',
  realmPathTrailingSlash: 'muss ohne den letzten Schrägstrich geschrieben werden, etwa /~/tasks.',
  realmPathIsUrl:
    'ist eine ganze URL; hierher gehört nur der Pfad des Realms, etwa /~/tasks. Der Host ist der des Servers.',
  realmPathSegment:
    'muss aus Abschnitten mit Buchstaben, Ziffern, _ - und . bestehen, getrennt durch einzelne Schrägstriche; kein Abschnitt darf mit einem Punkt beginnen.',
  realmPathReserved: 'darf keinen Abschnitt haben, der auf .realm, .realm.lock oder .realm.management endet.',
  realmPathTilde: 'darf ~ nur als ersten Abschnitt haben.',
  realmPathPartial: 'darf __partial nur einmal enthalten.',
  realmPathRepeated: 'kommt zweimal vor.',
  proxyMissing: 'wird gebraucht, wenn der Forward-Proxy von Hand eingetragen wird.',
  neverDirectContradiction: 'widerspricht einer direkten Route.',
  whenUndecidedContradiction: 'widerspricht „Nie direkt verbinden“.',
  bypassMalformed:
    'muss ein Hostname, ein Muster wie *.corp.example, eine Adresse oder ein Bereich wie 10.0.0.0/8 sein; so träfe es nie zu.',
  bypassIsList: 'ist eine Liste; jeder Eintrag darin steht für sich.',
  bypassAddress:
    'ist keine Adresse und kein Bereich, die es gibt, und träfe nie zu; richtig sind 10.1.2.3, 10., 10.0.0.0/8, 10.0.0.0-10.255.255.255 und [fd00::]/8.',
  bypassPort: 'hat einen Port, der keine Zahl von 1 bis 65535 ist, und träfe nie zu.',
  pemNotCertificate: 'muss ein Zertifikat als PEM enthalten (-----BEGIN CERTIFICATE-----).',
  pemHasPrivateKey:
    'enthält einen privaten Schlüssel; der gehört in das Feld für den Schlüssel, das im Schlüsselbund verwahrt wird.',
  pemUnreadable: 'ist beschädigt: Das Zertifikat darin ist nicht lesbar.',
  pemNotKey: 'muss einen privaten Schlüssel als PEM enthalten, den die Passphrase öffnet.',
  keyDoesNotMatch: 'ist nicht der Schlüssel des Client-Zertifikats.',
  bundleMalformed: 'muss eine PKCS-#12-Datei (.p12 oder .pfx) in base64 sein.',
  bundleUnreadable:
    'lässt sich nicht öffnen: Die Passphrase ist falsch, oder die Verschlüsselung der Datei wird nicht mehr unterstützt.',
  protocolVersion: 'muss eine ganze Zahl von 22 bis 30 sein.',
  noProtocolVersion: 'braucht mindestens eine Version.',
  relayPort: 'muss eine ganze Zahl von 1024 bis 65535 sein.',
  relayPortOfOther: 'ist der Relay-Port eines anderen Profils; jedes braucht seinen eigenen.',
  relayKeyWeak: 'muss mindestens 22 Zeichen ohne Leerzeichen haben, damit ihn niemand errät.',
  relayOfAdmin: 'kann kein Admin-Token verleihen: Apps bekämen alle Rechte, die es gibt.',
  relayHold: 'muss eine ganze Zahl von Sekunden zwischen 0 und 3600 sein.',
  relayHost: 'muss ein Name oder eine Adresse sein, ohne Schema, Port und Pfad.',
  relayOrigin: 'muss ein Origin sein, wie Browser ihn schreiben, etwa https://app.example.',
  fileNotChosen: 'muss im Dialog des Systems gewählt werden, und zwar für den Server, der jetzt dasteht.',
  trustTooLong: 'liegt über ein Jahr voraus. Einem Zertifikat wird höchstens ein Jahr lang vertraut.',
};

export const issueSentence = issuesIn(
  ruleSentences,
  (number, of) => `Es ist Zertifikat ${number} von ${of}.`,
);
