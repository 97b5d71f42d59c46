import type { ProfileId } from '../../shared/brand.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Result } from '../../shared/result.ts';
import type { ViewState } from '../state/view.svelte.ts';
import { outcomeOf, wantsAnother } from '../commands/sign-in-outcome.ts';

/** What became of one answer for all profiles of an account. */
export type Turns =
  | { readonly kind: 'over' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** The app itself didn't take it. */
  | { readonly kind: 'notTaken'; readonly problem: Problem };

/**
 * Signs in to one profile after the other until a server has judged what was typed: a wrong password is tried once, not
 * once for each profile, which would lock the account. Once it is taken, all the rest sign in with it. `begin` asks the
 * main process; `signal` ends the waiting, not the sign-in.
 */
export async function takeTurns(
  view: ViewState,
  ids: readonly ProfileId[],
  begin: (id: ProfileId) => Promise<Result<unknown, Problem>>,
  signal: AbortSignal,
): Promise<Turns> {
  for (const [at, id] of ids.entries()) {
    const answer = await begin(id);
    if (!answer.ok)
      return { kind: wantsAnother(answer.problem) ? 'refused' : 'notTaken', problem: answer.problem };
    const outcome = await view.first(() => readOutcome(view, id), signal);
    if (outcome === null) return { kind: 'over' };
    if (outcome.kind === 'refused') return outcome;
    if (outcome.kind === 'elsewhere') continue;
    await Promise.all(ids.slice(at + 1).map(begin));
    return { kind: 'over' };
  }
  return { kind: 'over' };
}

const readOutcome = (view: ViewState, id: ProfileId) => {
  const profile = view.profile(id);
  return profile === null ? ({ kind: 'elsewhere' } as const) : outcomeOf(profile);
};
