import type { SecretNames } from '../secret-names.ts';

export const secretNames = {
  refreshToken: 'The refresh token',
  adminToken: 'The admin token',
  proxyPassword: 'The forward proxy’s password',
  clientKey: 'The client certificate’s key',
  clientBundle: 'The client certificate with its key',
  clientKeyPassphrase: 'The key’s passphrase',
  relayKey: 'The relay’s key',
  jwtFile: 'The JWT’s file',
  header: (name: string) => `The secret value of the header ${name}`,
} satisfies SecretNames;
