import { plainName } from '../values/value.ts';
import type { CallRule } from './call-reading.ts';
import { configurationRule, type Configurations } from './configurations.ts';
import { credentialRule, type CredentialMakers } from './credentials.ts';
import { loginRule } from './logins.ts';
import type { Property, PropertyReader, StepReader } from './properties.ts';
import { sdkWordsOf, type OwnSdkWords, type SdkWords } from './words.ts';

/** What a language's SDK is called with. All names are plain: in small letters, without underscores. */
export interface Sdk {
  readonly words?: OwnSdkWords;
  readonly credentials?: CredentialMakers;
  /** Methods of a user that sign in with a credential. */
  readonly logins?: readonly string[];
  /** Calls that no other SDK has. */
  readonly calls?: readonly CallRule[];
  readonly configurations?: Configurations;
  /** Settings, as a property, a label or a key. */
  readonly properties?: Readonly<Record<string, Property>>;
  /** Labels of a group of settings. */
  readonly groups?: Readonly<Record<string, PropertyReader>>;
  /** Functions and methods that set what they are given. */
  readonly setters?: Readonly<Record<string, Property>>;
  /** Say something by being called at all. */
  readonly steps?: Readonly<Record<string, StepReader>>;
}

/**
 * Under which names several SDKs know a setting. Sources: Realm Cocoa 3.4 to 4 (SyncManager, SyncConfiguration), Realm
 * Java 5.1 (SyncManager, SyncConfiguration.Builder), Realm JavaScript 1 to 6 (Realm.Sync~SyncConfiguration), Realm .NET
 * 1 to 4 (SyncConfigurationBase), Realm Object Server (ServerConfig).
 */
const commonSdk: Sdk = {
  properties: {
    authorizationheadername: 'authorizationHeaderName',
    customauthorizationheadername: 'authorizationHeaderName',
    customrequestheaders: 'headers',
    customhttpheaders: 'headers',
    customheaders: 'headers',
    urlprefix: 'urlPrefix',
    realmurl: 'realmUrl',
    enablesslvalidation: 'verify',
    ispartial: 'partial',
    fullsynchronization: 'full',
    trustedcapath: 'certificate',
    certificatepath: 'certificate',
  },
};

/** The SDKs of all languages side by side. */
export interface Sdks {
  readonly words: SdkWords;
  readonly rules: readonly CallRule[];
  readonly properties: ReadonlyMap<string, Property>;
  readonly groups: ReadonlyMap<string, PropertyReader>;
  readonly setters: ReadonlyMap<string, Property>;
  readonly steps: ReadonlyMap<string, StepReader>;
  /** Whether a label says something of its own, wherever it stands. */
  readonly isKnown: (name: string) => boolean;
}

export function sdksOf(languages: readonly Sdk[]): Sdks {
  const all = [commonSdk, ...languages];
  const [properties, groups] = [tableOf(all, 'properties'), tableOf(all, 'groups')];
  return {
    words: sdkWordsOf(all.map(({ words }) => words ?? {})),
    rules: [
      credentialRule(all.map(({ credentials }) => credentials ?? {})),
      ...all.flatMap(({ calls }) => calls ?? []),
      loginRule(all.flatMap(({ logins }) => logins ?? [])),
      configurationRule(all.map(({ configurations }) => configurations ?? {})),
    ],
    properties,
    groups,
    setters: tableOf(all, 'setters'),
    steps: tableOf(all, 'steps'),
    isKnown: (name) => properties.has(plainName(name)) || groups.has(plainName(name)),
  };
}

const tableOf = <Table extends 'properties' | 'groups' | 'setters' | 'steps'>(
  sdks: readonly Sdk[],
  table: Table,
): ReadonlyMap<string, NonNullable<Sdk[Table]>[string]> =>
  new Map(sdks.flatMap((sdk) => Object.entries(sdk[table] ?? {})));
