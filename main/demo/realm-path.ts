const SEGMENT = /^(?!\.)[A-Za-z0-9_.-]+$/;
const RESERVED_ENDING = /\.realm(\.lock|\.management)?$/;

/** `/~/x` → `/<identity>/x`: `~` stands for the user's own identity. */
export function resolveRealmPath(path: string, identity: string): string {
  return path === '/~' || path.startsWith('/~/') ? `/${identity}${path.slice(2)}` : path;
}

/**
 * Grammar of a resolved realm path, as Realm Object Server checks it. Written apart from the app's own
 * parser on purpose: a peer that shares the app's code would share its mistakes.
 */
export function realmPathIsLegal(path: string): boolean {
  const [beforeSlash, ...segments] = path.split('/');
  if (beforeSlash !== '' || segments.length === 0) return false;
  if (segments.filter((segment) => segment === '__partial').length > 1) return false;
  return segments.every((segment) => SEGMENT.test(segment) && !RESERVED_ENDING.test(segment));
}

export type Ownership = 'own' | 'shared' | 'foreign' | 'unknown';

/** Whose realm a path names, seen by one user. A partial realm belongs to who it was opened for. */
export function ownershipOf(
  path: string,
  identity: string,
  sharedPaths: readonly string[],
  identityExists: (identity: string) => boolean,
): Ownership {
  const [base, partial] = path.split('/__partial/');
  if (partial !== undefined && partial.split('/')[0] !== identity) return 'foreign';
  if (base !== undefined && sharedPaths.includes(base)) return 'shared';
  const owner = path.split('/')[1] ?? '';
  if (owner === identity) return 'own';
  return identityExists(owner) ? 'foreign' : 'unknown';
}
