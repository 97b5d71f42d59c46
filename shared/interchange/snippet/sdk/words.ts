/** Words of an SDK that set nothing themselves, or say what stands beside them. */
export type SdkWordKind =
  /** Labels of arguments that set nothing: who signs in, and what happens afterwards. */
  | 'silentLabel'
  /** Labels of a realm's URL. */
  | 'urlLabel'
  /** Labels of the user of a configuration. */
  | 'userLabel'
  /** Calls that others are chained to, each of which sets something; plain. */
  | 'builder'
  /** Calls in such a chain that set nothing. */
  | 'silentStep';

export type SdkWords = Readonly<Record<SdkWordKind, ReadonlySet<string>>>;
export type OwnSdkWords = Readonly<Partial<Record<SdkWordKind, readonly string[]>>>;

const common: OwnSdkWords = {
  silentLabel: ['user', 'credential', 'credentials', 'callback'],
  urlLabel: ['serverUrl', 'url', 'uri'],
  userLabel: ['user'],
};

export function sdkWordsOf(languages: readonly OwnSdkWords[]): SdkWords {
  const all = [common, ...languages];
  const words = (kind: SdkWordKind) => new Set(all.flatMap((each) => each[kind] ?? []));
  return {
    silentLabel: words('silentLabel'),
    urlLabel: words('urlLabel'),
    userLabel: words('userLabel'),
    builder: words('builder'),
    silentStep: words('silentStep'),
  };
}
