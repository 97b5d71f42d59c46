import type { SingleFinding } from '../findings.ts';

/** A setting as an SDK has it; some say the opposite of what a profile says, some several things at once. */
export type Property =
  | Exclude<SingleFinding['what'], 'server'>
  | 'headers'
  | 'full'
  | 'unverified'
  | 'ssl'
  | 'validation'
  | 'verifyCallback'
  | 'sync';

/**
 * Under which names the SDKs know a setting, as a property, a label or a key. Sources: Realm Cocoa 3.4 to 4
 * (SyncManager, SyncConfiguration), Realm Java 5.1 (SyncManager, SyncConfiguration.Builder), Realm JavaScript 1 to 6
 * (Realm.Sync~SyncConfiguration), Realm .NET 1 to 4 (SyncConfigurationBase), Realm Object Server (ServerConfig).
 */
export const properties: Readonly<Record<string, Property>> = {
  authorizationheadername: 'authorizationHeaderName',
  customauthorizationheadername: 'authorizationHeaderName',
  customrequestheaders: 'headers',
  customhttpheaders: 'headers',
  customheaders: 'headers',
  urlprefix: 'urlPrefix',
  realmurl: 'realmUrl',
  enablesslvalidation: 'verify',
  validatessl: 'verify',
  disablesslvalidation: 'unverified',
  servervalidationpolicy: 'validation',
  ssl: 'ssl',
  sslverifycallback: 'verifyCallback',
  opensslverifycallback: 'verifyCallback',
  validatecallback: 'verifyCallback',
  ispartial: 'partial',
  partial: 'partial',
  fullsynchronization: 'full',
  trustedcapath: 'certificate',
  certificatepath: 'certificate',
  ssltrustcertificatepath: 'certificate',
  pinnedcertificatepaths: 'certificate',
  pinnedcertificateurl: 'certificate',
  pinnedcertificateurls: 'certificate',
  sync: 'sync',
};

/** Functions and methods that set what they are given. */
export const setters: Readonly<Record<string, Exclude<Property, 'sync'>>> = {
  setauthorizationheadername: 'authorizationHeaderName',
  setcustomauthorizationheadername: 'authorizationHeaderName',
  addcustomrequestheaders: 'headers',
  setcustomrequestheaders: 'headers',
  urlprefix: 'urlPrefix',
  seturlprefix: 'urlPrefix',
  trustedrootca: 'certificate',
  setenablesslvalidation: 'verify',
  setfullsynchronization: 'full',
  setispartial: 'partial',
  setpinnedcertificateurl: 'certificate',
};

/** Say something by being called at all. */
export const switches: Readonly<
  Record<string, { readonly what: 'verify' | 'partial'; readonly on: boolean }>
> = {
  disablesslverification: { what: 'verify', on: false },
  partialrealm: { what: 'partial', on: true },
};
