import type { Profile } from '../../shared/profile.ts';
import type { SentUpgrade } from '../../shared/status.ts';
import { upgradeLines } from '../../shared/upgrade-lines.ts';
import { Masking } from '../network/masking.ts';
import type { UpgradeRequest } from '../ports/sockets.ts';
import type { ProfileSecrets } from '../tokens/profile-secrets.ts';
import type { AccessToken } from '../tokens/token.ts';

/** Frames over this are refused: a server that sends more has lost its way. */
const maxFrameBytes = 16 * 1024 * 1024;

export interface PreparedUpgrade {
  readonly request: UpgradeRequest;
  /** The same lines, with a word in the place of each secret; the key is known once the request is sent. */
  readonly shown: (key: string) => SentUpgrade;
  /** Takes out of what is answered the secrets that were sent. */
  readonly masking: Masking;
}

/** The upgrade request for one realm path, once to send and once to show. Errors: `secret.missing`. */
export function prepareUpgrade(
  profile: Profile,
  access: AccessToken,
  secrets: ProfileSecrets,
): PreparedUpgrade {
  const prefixed = withServerPrefix(profile, access.syncPrefix);
  const sent = upgradeLines(prefixed, access.realmPath, {
    token: access.token.reveal(),
    // `ws` puts its own random key in this line's place.
    key: '',
    secretHeader: (name) => secrets.header(name).reveal(),
  });
  const shown = (key: string): SentUpgrade => {
    const secretHeader = () => '[secret]';
    const lines = upgradeLines(prefixed, access.realmPath, { token: '[secret]', key, secretHeader });
    return { target: lines.target, headers: lines.headers.map(maskWhole) };
  };
  return {
    request: {
      target: sent.target,
      headers: sent.headers,
      subprotocols: profile.sync.protocolVersions.map((version) => `io.realm.sync.${version}`),
      isCompressed: profile.sync.compression,
      maxFrameBytes,
    },
    shown,
    masking: new Masking([
      access.token.reveal(),
      ...profile.gateway.customRequestHeaders.flatMap(({ name, secret }) =>
        secret ? [secrets.header(name).reveal()] : [],
      ),
    ]),
  };

  /** In what is shown, a value that holds the token reads `[secret]` and nothing else. */
  function maskWhole([name, value]: readonly [string, string]): readonly [string, string] {
    return [name, name === profile.gateway.authorizationHeaderName ? '[secret]' : value];
  }
}

/** A prefix that the server dictates for a session goes before the profile's own. */
const withServerPrefix = (profile: Profile, urlPrefix: string | null): Profile =>
  urlPrefix === null ? profile : { ...profile, gateway: { ...profile.gateway, urlPrefix } };

/** `io.realm.sync.30` → 30. */
export const protocolVersionOf = (subprotocol: string): number =>
  Number(/(\d+)$/.exec(subprotocol)?.[1] ?? 0);
