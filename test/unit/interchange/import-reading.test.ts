import { describe, expect, it } from 'vitest';
import { readImport } from '../../../main/commands/import-reading.ts';

describe('the one door for what is imported', () => {
  it('reads code as part of a profile file, and keeps its secrets apart', () => {
    const reading = readImport(
      [
        'SyncUser.logIn(with: .usernamePassword(username: "nell", password: "pw-1"),',
        '  server: URL(string: "https://log.quay.example")!) { user, _ in',
        '}',
      ].join('\n'),
    );
    expect(reading).toMatchObject({
      language: 'swift',
      profiles: [
        {
          formatVersion: 1,
          server: 'https://log.quay.example',
          credential: { kind: 'password', username: 'nell' },
        },
      ],
      secrets: [{ name: 'password', value: 'pw-1' }],
      notUnderstood: [],
    });
    expect(JSON.stringify({ ...reading, secrets: [] })).not.toContain('pw-1');
  });

  it('reads a profile file as one', () => {
    const file = {
      formatVersion: 1,
      name: 'Quay',
      server: 'https://quay.example',
      credential: { kind: 'anonymous' },
    };
    expect(readImport(JSON.stringify(file))).toMatchObject({ language: 'profile', profiles: [file] });
    expect(readImport('{"formatVersion":2}').notUnderstood[0]?.why).toContain('formatVersion');
  });

  it('takes nothing from what says nothing', () => {
    expect(readImport('a line of prose')).toMatchObject({ language: null, profiles: [], secrets: [] });
  });
});
