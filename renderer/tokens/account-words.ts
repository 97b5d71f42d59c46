import type { Credential } from '../../shared/profile.ts';
import { ui } from '../text.ts';

/** Who signs in, where the profile knows it, up to the name of the server: `alice at`. */
export function accountWords(credential: Credential): string {
  switch (credential.kind) {
    case 'password':
      return `${credential.username} ${ui.signIn.at}`;
    case 'nickname':
      return `${credential.nickname} ${ui.signIn.at}`;
    case 'jwt':
    case 'custom':
      return `${ui.credentials[credential.kind]} (${credential.provider}) ${ui.signIn.at}`;
    case 'anonymous':
    case 'adminToken':
    case 'refreshToken':
      return `${ui.credentials[credential.kind]} ${ui.signIn.at}`;
  }
}
