import { realmPathRule } from '../../shared/realm-path.ts';
import { ruleSentences } from '../../shared/text/en/rules.ts';
import { UsageError } from './usage-error.ts';

/** The realm path of `--realm`; null where there is none. Errors: `UsageError`. */
export function realmPathOf(path: string | undefined): string | null {
  if (path === undefined) return null;
  const rule = realmPathRule(path);
  if (rule !== null) throw new UsageError(`--realm ${ruleSentences[rule]}`);
  return path;
}
