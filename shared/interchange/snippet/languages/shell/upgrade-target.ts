export interface UpgradeTarget {
  readonly prefix: string;
  readonly path: string;
  readonly isPartial: boolean;
}

/**
 * The prefix and the realm path in the URL of an upgrade request: the path is encoded whole, its first slash included
 * (Realm Object Server, §3). Null where the URL is none.
 */
export function upgradeTarget(url: string): UpgradeTarget | null {
  const [, prefix = '', encoded = ''] = /^[a-z]+:\/\/[^/?#]+((?:\/[^/?#]+)*)\/(%2F[^/?#]+)$/i.exec(url) ?? [];
  if (encoded === '') return null;
  const path = decoded(encoded);
  if (path === null) return null;
  const [whole, ...partial] = path.split('/__partial/');
  return { prefix, path: whole ?? path, isPartial: partial.length > 0 };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
