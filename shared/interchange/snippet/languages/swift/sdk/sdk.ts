import { configuration, isOfSyncConfiguration } from '../../../sdk/configurations.ts';
import type { CallReading, CallRule } from '../../../sdk/call-reading.ts';
import { adminToken, custom, known, refreshToken, type CredentialMaker } from '../../../sdk/credentials.ts';
import { isOfUser, signedIn } from '../../../sdk/logins.ts';
import type { Sdk } from '../../../sdk/sdk.ts';
import { validationPolicy } from './validation-policy.ts';

/** Realm Swift 1 to 4, which says everything with labels. */
export const sdk: Sdk = {
  words: {
    silentLabel: ['with', 'onCompletion', 'completion', 'callbackQueue'],
    urlLabel: ['realmURL'],
  },
  credentials: {
    accesstoken: adminToken(),
    customrefreshtoken: refreshToken(),
    cloudkit: known('cloudkit'),
    synccredentials: withCustomToken(),
    credential: withCustomToken(),
  },
  logins: ['login'],
  calls: [authentication()],
  configurations: {
    syncconfiguration: configuration(1, { partial: null, path: null }),
    configuration: (reading) =>
      isUsers(reading) ? configuration(0, { partial: true, path: 'default' })(reading) : null,
    automatic: (reading) =>
      isOfSyncConfiguration(reading)
        ? configuration(null, { partial: true, path: 'default' })(reading)
        : null,
    automaticconfiguration: configuration(null, { partial: true, path: 'default' }),
  },
  properties: {
    disablesslvalidation: 'unverified',
    servervalidationpolicy: validationPolicy,
    pinnedcertificatepaths: 'certificate',
    pinnedcertificateurl: 'certificate',
    pinnedcertificateurls: 'certificate',
  },
};

/** `SyncCredentials(customToken: …, provider: …)`. */
function withCustomToken(): CredentialMaker {
  return {
    ...custom(1, 0, 'customToken'),
    isMeant: ({ call }) => call.given.some(({ label }) => label === 'customToken'),
  };
}

/** `SyncUser.authenticate(with: …)` of Realm Swift 1. */
function authentication(): CallRule {
  return (reading) =>
    reading.name === 'authenticate' && isOfUser(reading) && reading.argument(null, 'with') !== null
      ? signedIn(reading)
      : null;
}

/** `user.configuration(…)`, `SyncUser.current!.configuration(…)`; other things have configurations, too. */
function isUsers({ owner, call }: CallReading): boolean {
  const labels = call.given.map(({ label }) => label ?? '');
  return (
    /user$|^current$|^it$|^\$0$/i.test(owner) ||
    labels.some((label) => /^(?:realmURL|fullSynchronization)$/.test(label))
  );
}
