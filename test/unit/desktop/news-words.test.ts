import { describe, expect, it } from 'vitest';
import { outageNote, recoveryNote } from '../../../main/desktop/news-words.ts';
import type { Outage } from '../../../main/desktop/outage-news.ts';
import { profileIdSchema, sessionIdOf } from '../../../shared/brand.ts';
import { en } from '../../../shared/text/en/index.ts';
import type { Problem } from '../../../shared/problem.ts';

const forbidden: Problem = { kind: 'gateway.forbidden', status: 403 };
const down: Problem = { kind: 'network.down' };

function outage(
  profileName: string,
  path: string,
  problem: Problem | null = forbidden,
  lastedMs = 12_000,
): Outage {
  const profileId = profileIdSchema.parse(profileName.toLowerCase());
  return {
    session: {
      id: sessionIdOf(profileId, path),
      profileId,
      profileName,
      realmPath: path,
      condition: 'down',
      problem,
    },
    problem,
    lastedMs,
  };
}

describe('the words of a notification', () => {
  it('name the one session and its problem', () => {
    expect(outageNote(en, [outage('Berlin', '/~/tasks')])).toEqual({
      title: 'Berlin: /~/tasks is not connected',
      body: 'The gateway forbids the upgrade (403).',
    });
  });

  it('say what goes on where no problem was seen', () => {
    expect(outageNote(en, [outage('Berlin', '/~/tasks', null)]).body).toBe(
      'Causeway is trying to connect again.',
    );
  });

  it('take the sessions of a profile together, by the problem that most of them have', () => {
    const outages = [outage('Berlin', '/a', down), outage('Berlin', '/b'), outage('Berlin', '/c')];
    expect(outageNote(en, outages)).toEqual({
      title: 'Berlin: 3 sessions are not connected',
      body: 'The gateway forbids the upgrade (403). (1 for another reason)',
    });
  });

  it('give each profile a line, up to four', () => {
    const names = ['Berlin', 'Lima', 'Oslo', 'Rome', 'Kyiv', 'Bern'];
    const note = outageNote(en, [outage('Berlin', '/z'), ...names.map((name) => outage(name, '/a'))]);
    expect(note.title).toBe('7 sessions are not connected');
    expect(note.body.split('\n')).toEqual([
      'Berlin (2): The gateway forbids the upgrade (403).',
      'Lima (1): The gateway forbids the upgrade (403).',
      'Oslo (1): The gateway forbids the upgrade (403).',
      'Rome (1): The gateway forbids the upgrade (403).',
      'and 2 more profiles',
    ]);
  });

  it('say how long it lasted, of several the longest', () => {
    expect(recoveryNote(en, [outage('Berlin', '/~/tasks', forbidden, 192_000)])).toEqual({
      title: 'Berlin: /~/tasks is connected again',
      body: 'The outage lasted 3 m 12 s.',
    });
    expect(recoveryNote(en, [outage('Berlin', '/a'), outage('Lima', '/a', null, 45_000)])).toEqual({
      title: '2 sessions are connected again',
      body: 'The longest outage lasted 45 s.',
    });
  });
});
