import { protocolName, type Profile } from '../../shared/profile.ts';
import { secretMark } from '../../shared/secret-mark.ts';
import type { SentUpgrade } from '../../shared/status.ts';
import { upgradeLines } from '../../shared/upgrade-lines.ts';
import type { KnownSecrets } from '../network/known-secrets.ts';
import { Masking } from '../network/masking.ts';
import type { UpgradeRequest } from '../ports/sockets.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import type { AccessToken } from '../tokens/token.ts';

export interface PreparedUpgrade {
  readonly request: UpgradeRequest;
  /** The same lines, with a name in the place of each secret; the key is known once the request is sent. */
  readonly shown: (key: string) => SentUpgrade;
}

/** The upgrade request for one realm path and one version, once to send and once to show. Errors: `secret.missing`. */
export function prepareUpgrade(
  profile: Profile,
  access: AccessToken,
  version: number,
  secrets: ProfileSecrets,
  known: KnownSecrets,
): PreparedUpgrade {
  const { nameSecret } = known;
  const masking = new Masking(known);
  const token = access.token.reveal();
  const nameOfToken = nameSecret('access token', token);
  known.learnIssued('access token', token);
  const prefixed = withServerPrefix(profile, access.syncPrefix);
  const sent = upgradeLines(prefixed, access.realmPath, {
    token,
    version,
    // `ws` puts its own random key in this line's place.
    key: '',
    secretHeader: (name) => secrets.header(name).reveal(),
  });
  const shown = (key: string): SentUpgrade => {
    const secretHeader = (name: string) => nameSecret('header value', secrets.header(name).reveal());
    const lines = upgradeLines(prefixed, access.realmPath, {
      token: nameOfToken,
      key,
      version,
      secretHeader,
    });
    return { target: masking.text(lines.target), headers: lines.headers.map(maskWhole) };
  };
  return {
    request: {
      target: sent.target,
      headers: sent.headers,
      subprotocols: [protocolName(version)],
      isCompressed: profile.sync.compression,
    },
    shown,
  };

  /** In what is shown, a value that holds the token reads its name and nothing else. */
  function maskWhole([name, value]: readonly [string, string]): readonly [string, string] {
    if (name === profile.gateway.authorizationHeaderName) return [name, nameOfToken];
    return [name, secretMark.test(value) ? value : masking.text(value)];
  }
}

/** A prefix that the server dictates for a session goes before the profile's own. */
const withServerPrefix = (profile: Profile, urlPrefix: string | null): Profile =>
  urlPrefix === null ? profile : { ...profile, gateway: { ...profile.gateway, urlPrefix } };

/** `io.realm.sync.30` → 30. */
export const protocolVersionOf = (subprotocol: string): number =>
  Number(/(\d+)$/.exec(subprotocol)?.[1] ?? 0);
