import type { BoundSecret } from '../../destinations.ts';

const fixed = {
  refreshToken: 'Das Refresh-Token',
  adminToken: 'Das Admin-Token',
  proxyPassword: 'Das Passwort des Forward-Proxys',
  clientKey: 'Der Schlüssel des Client-Zertifikats',
  clientBundle: 'Das Client-Zertifikat samt Schlüssel',
  clientKeyPassphrase: 'Die Passphrase des Schlüssels',
  jwtFile: 'Die Datei mit dem JWT',
};

const isFixed = (secret: string): secret is keyof typeof fixed => secret in fixed;

/** A secret by what it is, at the beginning of a sentence. */
export const boundSecrets = (secret: BoundSecret): string =>
  isFixed(secret) ? fixed[secret] : `Der geheime Wert des Headers ${secret.slice(secret.indexOf(':') + 1)}`;
