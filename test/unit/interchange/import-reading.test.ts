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

  it('reads how a profile is lent to apps, and names ports that two of them have', () => {
    const relay = {
      ...{ port: 19_085, mode: 'signedIn', start: 'withApp', holdSeconds: 15, key: 'required' },
      ...{ hosts: ['desk.local'], origins: ['https://app.example'], allow: [], paths: ['/~/tasks'] },
    };
    const file = (name: string, lent: object) => ({
      ...{ formatVersion: 1, name, server: 'https://quay.example', relay: lent },
      credential: { kind: 'anonymous' },
    });
    expect(readImport(JSON.stringify(file('Quay', relay))).profiles).toMatchObject([{ relay }]);
    const { profiles, notUnderstood } = readImport(
      JSON.stringify([file('Quay', relay), file('Mole', { port: 19_085 })]),
    );
    expect(profiles).toHaveLength(2);
    expect(notUnderstood).toEqual([
      { line: 1, why: '[1].relay.port: is the relay’s port of another profile; each needs its own.' },
    ]);
  });

  it('takes nothing from what says nothing', () => {
    expect(readImport('a line of prose')).toMatchObject({ language: null, profiles: [], secrets: [] });
  });
});
