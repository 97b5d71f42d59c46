import type { SecretNames } from '../secret-names.ts';

export const secretNames = {
  refreshToken: 'Das Refresh-Token',
  adminToken: 'Das Admin-Token',
  proxyPassword: 'Das Passwort des Forward-Proxys',
  clientKey: 'Der Schlüssel des Client-Zertifikats',
  clientBundle: 'Das Client-Zertifikat samt Schlüssel',
  clientKeyPassphrase: 'Die Passphrase des Schlüssels',
  relayKey: 'Der Schlüssel des Relays',
  jwtFile: 'Die Datei mit dem JWT',
  header: (name: string) => `Der geheime Wert des Headers ${name}`,
} satisfies SecretNames;
