import { protocolName, type Profile } from '../../shared/profile.ts';
import type { SentUpgrade } from '../../shared/status.ts';
import { upgradeLines } from '../../shared/upgrade-lines.ts';
import { Masking, type SentSecret } from '../network/masking.ts';
import type { NameSecret } from '../network/secret-names.ts';
import type { UpgradeRequest } from '../ports/sockets.ts';
import type { ProfileSecrets } from '../tokens/profile-secrets.ts';
import type { AccessToken } from '../tokens/token.ts';

/** Frames over this are refused: a server that sends more has lost its way. */
const maxFrameBytes = 16 * 1024 * 1024;

export interface PreparedUpgrade {
  readonly request: UpgradeRequest;
  /** The same lines, with a name in the place of each secret; the key is known once the request is sent. */
  readonly shown: (key: string) => SentUpgrade;
  /** Takes out of what is answered the secrets that were sent. */
  readonly masking: Masking;
}

/** The upgrade request for one realm path and one version, once to send and once to show. Errors: `secret.missing`. */
export function prepareUpgrade(
  profile: Profile,
  access: AccessToken,
  version: number,
  secrets: ProfileSecrets,
  nameSecret: NameSecret,
): PreparedUpgrade {
  const token: SentSecret = { word: 'access token', value: access.token.reveal() };
  const nameOfToken = nameSecret(token.word, token.value);
  const prefixed = withServerPrefix(profile, access.syncPrefix);
  const sent = upgradeLines(prefixed, access.realmPath, {
    token: token.value,
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
    return { target: lines.target, headers: lines.headers.map(maskWhole) };
  };
  return {
    request: {
      target: sent.target,
      headers: sent.headers,
      subprotocols: [protocolName(version)],
      isCompressed: profile.sync.compression,
      maxFrameBytes,
    },
    shown,
    masking: new Masking([token, ...secretHeaders()], nameSecret),
  };

  function secretHeaders(): SentSecret[] {
    const secret = profile.gateway.customRequestHeaders.filter((header) => header.secret);
    return secret.map(({ name }) => ({ word: 'header value', value: secrets.header(name).reveal() }));
  }

  /** In what is shown, a value that holds the token reads its name and nothing else. */
  function maskWhole([name, value]: readonly [string, string]): readonly [string, string] {
    return [name, name === profile.gateway.authorizationHeaderName ? nameOfToken : value];
  }
}

/** A prefix that the server dictates for a session goes before the profile's own. */
const withServerPrefix = (profile: Profile, urlPrefix: string | null): Profile =>
  urlPrefix === null ? profile : { ...profile, gateway: { ...profile.gateway, urlPrefix } };

/** `io.realm.sync.30` → 30. */
export const protocolVersionOf = (subprotocol: string): number =>
  Number(/(\d+)$/.exec(subprotocol)?.[1] ?? 0);
