import { isOfSyncConfiguration, configuration } from '../../../sdk/configurations.ts';
import { custom } from '../../../sdk/credentials.ts';
import { switchedTo, type StepReader } from '../../../sdk/properties.ts';
import type { Sdk } from '../../../sdk/sdk.ts';
import { createdConfiguration } from './create-configuration.ts';
import { loginWithRoute } from './logins.ts';

/** Realm Java 2 to 6. */
export const sdk: Sdk = {
  words: {
    silentLabel: ['onSuccess', 'onError'],
    urlLabel: ['serverUri'],
    builder: ['builder', 'createconfiguration'],
    silentStep: ['build', 'schema', 'modules'],
  },
  // The token first: in all other SDKs it is the provider.
  credentials: {
    custom: { ...custom(0, 1, 'customToken'), isMeant: ({ owner }) => owner === 'SyncCredentials' },
  },
  logins: ['login', 'loginasync'],
  calls: [loginWithRoute],
  configurations: {
    builder: (reading) =>
      isOfSyncConfiguration(reading) ? configuration(1, { partial: null, path: null })(reading) : null,
    createconfiguration: createdConfiguration,
    getdefaultconfiguration: configuration(null, { partial: true, path: 'default' }),
  },
  setters: {
    setauthorizationheadername: 'authorizationHeaderName',
    addcustomrequestheaders: 'headers',
    urlprefix: 'urlPrefix',
    seturlprefix: 'urlPrefix',
    trustedrootca: 'certificate',
  },
  steps: {
    disablesslverification: switchedTo('verify', false),
    partialrealm: switchedTo('partial', true),
    fullsynchronization: fullSynchronization(),
  },
};

/** `.fullSynchronization()`, and with a switch. */
function fullSynchronization(): StepReader {
  return (reading, { given: [first] }, span) =>
    first === undefined
      ? reading.switched('partial', false, span)
      : reading.turned('partial', first.value, span);
}
