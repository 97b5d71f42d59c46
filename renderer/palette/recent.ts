/** Which commands were used last, newest first; kept by the window's page, also for the next start. */

const place = 'recent commands';
const most = 12;

export function recentKeys(storage: Pick<Storage, 'getItem'> = localStorage): readonly string[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(place) ?? '[]');
    return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : [];
  } catch {
    // Not written by us: then nothing was used yet.
    return [];
  }
}

export function rememberKey(key: string, storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage): void {
  const others = recentKeys(storage).filter((each) => each !== key);
  storage.setItem(place, JSON.stringify([key, ...others].slice(0, most)));
}
