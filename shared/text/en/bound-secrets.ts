import type { BoundSecret } from '../../destinations.ts';

const fixed = {
  refreshToken: 'The refresh token',
  adminToken: 'The admin token',
  proxyPassword: 'The forward proxy’s password',
  clientKey: 'The client certificate’s key',
  clientBundle: 'The client certificate with its key',
  clientKeyPassphrase: 'The key’s passphrase',
  jwtFile: 'The JWT’s file',
};

const isFixed = (secret: string): secret is keyof typeof fixed => secret in fixed;

/** A secret by what it is, at the beginning of a sentence. */
export const boundSecrets = (secret: BoundSecret): string =>
  isFixed(secret) ? fixed[secret] : `The secret value of the header ${secret.slice(secret.indexOf(':') + 1)}`;
