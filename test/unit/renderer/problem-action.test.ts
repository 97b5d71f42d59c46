import { expect, it } from 'vitest';
import { actionFor } from '../../../renderer/sessions/problem-action.ts';
import { remedyOf, type Problem } from '../../../shared/problem.ts';
import { allProblems } from '../shared/problem-samples.ts';

it.each<[Problem, string]>([
  [{ kind: 'auth.refreshRefused', status: 403, code: 614 }, 'signIn'],
  [{ kind: 'gateway.busy', status: 503, retryAfterMs: null }, 'retry'],
  [{ kind: 'cancelled' }, 'connect'],
  [{ kind: 'secret.missing', secret: 'proxyPassword' }, 'edit secrets.proxyPassword'],
  [{ kind: 'secret.missing', secret: 'password' }, 'signIn'],
  [{ kind: 'gateway.noSuchPath', status: 404, urlPrefix: '/x' }, 'edit gateway.urlPrefix'],
  [
    {
      kind: 'profile.invalid',
      issues: [{ field: 'gateway.customRequestHeaders[1].name', rule: 'headerRepeated' }],
    },
    'edit gateway.customRequestHeaders',
  ],
  [{ kind: 'profile.invalid', issues: [{ field: 'unheard', rule: 'unknownField' }] }, 'edit name'],
])('$kind leads to what cures it', (problem, words) => {
  const action = actionFor(problem);
  expect(action.verb === 'edit' ? `edit ${action.field}` : action.verb).toBe(words);
});

it('what passes by itself is never answered by asking for a credential', () => {
  const transient = allProblems.filter((problem) => remedyOf(problem) === 'retry');
  expect(transient.map((problem) => actionFor(problem).verb)).not.toContain('signIn');
});
