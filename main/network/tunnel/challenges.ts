/** One offer of a proxy: a scheme, and what it says about it (RFC 9110 §11.3). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  readonly token: string | null;
  /** Names in lower case. */
  readonly params: ReadonlyMap<string, string>;
}

const word = "[!#$%&'*+.^_`|~A-Za-z0-9-]+";
const schemePattern = new RegExp(`[\\s,]*(${word})(?=[\\s,]|$)`, 'y');
const tokenPattern = /[ \t]+([A-Za-z0-9._~+/-]+=*)[ \t]*(?=,|$)/y;
const paramPattern = new RegExp(
  `[\\s,]*(${word})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${word}))[ \\t]*(?=,|$)`,
  'y',
);

/** The offers in the values of `Proxy-Authenticate`; each may have its own line, or share one. */
export const parseChallenges = (values: readonly string[]): Challenge[] => values.flatMap(challengesIn);

function challengesIn(value: string): Challenge[] {
  const challenges: Challenge[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(value);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  for (let scheme = take(schemePattern); scheme !== null; scheme = take(schemePattern)) {
    const token = take(tokenPattern)?.[1] ?? null;
    const params = new Map<string, string>();
    for (let param = take(paramPattern); param !== null; param = take(paramPattern)) {
      const [, name = '', quoted, plain = ''] = param;
      params.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
    }
    challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), token, params });
  }
  return challenges;
}
