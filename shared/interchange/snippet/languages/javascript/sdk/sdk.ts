import { configuration } from '../../../sdk/configurations.ts';
import { adminToken, known } from '../../../sdk/credentials.ts';
import type { PropertyReader } from '../../../sdk/properties.ts';
import type { Sdk } from '../../../sdk/sdk.ts';
import { createdConfiguration } from './create-configuration.ts';
import { ssl, sync } from './groups.ts';
import { javascriptLogins } from './logins.ts';

/** It is code that decides then. */
const verifyCallback: PropertyReader = (reading, _value, { at, next }) => {
  reading.enter({ at, next: Math.min(next, at + 3) });
  return [reading.foreign(reading.textAt(at), { at, next })];
};

/** Realm JavaScript 1 to 6, and the configuration of a Realm Object Server. */
export const sdk: Sdk = {
  words: { silentLabel: ['onFailure'], silentStep: ['then', 'catch', 'finally'] },
  credentials: { admintoken: adminToken(), azuread: known('azuread') },
  calls: [javascriptLogins],
  configurations: {
    createconfiguration: createdConfiguration,
    automaticsyncconfiguration: configuration(null, { partial: true, path: 'default' }),
  },
  properties: {
    validatessl: 'verify',
    ssl,
    sslverifycallback: verifyCallback,
    opensslverifycallback: verifyCallback,
    validatecallback: verifyCallback,
    partial: 'partial',
    ssltrustcertificatepath: 'certificate',
  },
  groups: { sync },
};
