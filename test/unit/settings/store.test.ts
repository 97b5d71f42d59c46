import { describe, expect, it } from 'vitest';
import { SettingsStore } from '../../../main/settings/store.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import type { Notice } from '../../../shared/status.ts';
import { MemoryDocuments } from '../../fakes/documents.ts';
import { FakeClock } from '../../fakes/clock.ts';

const now = Date.UTC(2026, 0, 1, 12, 30);

function open(documents: MemoryDocuments): { settings: SettingsStore; notices: Notice[] } {
  const notices: Notice[] = [];
  return { settings: new SettingsStore({ documents, clock: new FakeClock(now) }, notices), notices };
}

const written = (documents: MemoryDocuments) =>
  JSON.parse(documents.text ?? 'null') as Record<string, unknown>;

describe('the settings', () => {
  it('are the defaults until something is changed, and write nothing', () => {
    const documents = new MemoryDocuments();
    const { settings, notices } = open(documents);
    settings.change({ theme: 'system' });
    expect([settings.current, notices, documents.text]).toEqual([defaultSettings, [], null]);
  });

  it('are found again at the next start', () => {
    const documents = new MemoryDocuments();
    open(documents).settings.change({ keepsRunning: true });
    const quietHours = { isOn: true, from: '23:30', to: '06:15' };
    open(documents).settings.change({ quietHours, theme: 'dark' });
    expect(open(documents).settings.current).toEqual({
      ...defaultSettings,
      keepsRunning: true,
      quietHours,
      theme: 'dark',
    });
    expect(written(documents)['schemaVersion']).toBe(1);
  });

  it('fall back one by one where one can’t be read', () => {
    const stored = { schemaVersion: 1, startUp: 'explode', theme: 'dark', quietHours: { isOn: 1 } };
    const { settings, notices } = open(new MemoryDocuments(stored));
    expect([settings.current, notices]).toEqual([{ ...defaultSettings, theme: 'dark' }, []]);
  });

  it('keep what they don’t know', () => {
    const documents = new MemoryDocuments({ schemaVersion: 1, later: { a: 1 } });
    open(documents).settings.change({ notifies: false });
    expect(written(documents)).toMatchObject({ later: { a: 1 }, notifies: false });
  });

  it('are the defaults beside a damaged file, which is kept and said', () => {
    const documents = new MemoryDocuments();
    documents.text = '{"schemaVersion":1,"the';
    const { settings, notices } = open(documents);
    expect(settings.current).toEqual(defaultSettings);
    const file = '/memory/profiles.json.damaged-2026-01-01T12-30-00-000Z';
    expect(notices).toEqual([{ kind: 'settingsSetAside', file, restored: false }]);
    expect(documents.aside.get(file)).toBe('{"schemaVersion":1,"the');
    settings.change({ theme: 'light' });
    expect(open(documents).settings.current.theme).toBe('light');
  });

  it('come from the last good copy when there is one', () => {
    const documents = new MemoryDocuments();
    open(documents).settings.change({ theme: 'dark' });
    open(documents);
    documents.text = '';
    const { settings, notices } = open(documents);
    expect(settings.current.theme).toBe('dark');
    expect(notices).toMatchObject([{ kind: 'settingsSetAside', restored: true }]);
  });

  it('of a newer version are left alone', () => {
    const newer = { schemaVersion: 99, theme: 'sepia' };
    const documents = new MemoryDocuments(newer);
    const { settings, notices } = open(documents);
    settings.change({ theme: 'dark' });
    expect([settings.current.theme, written(documents)]).toEqual(['dark', newer]);
    expect(notices.map(({ kind }) => kind)).toEqual(['settingsFromNewerVersion', 'settingsNotSaved']);
  });

  it('stay in force when the disk is full, and the person is told once', () => {
    const documents = new MemoryDocuments();
    documents.isFull = true;
    const { settings, notices } = open(documents);
    settings.change({ theme: 'dark' });
    settings.change({ notifies: false });
    expect(settings.current).toEqual({ ...defaultSettings, theme: 'dark', notifies: false });
    expect(notices.map(({ kind }) => kind)).toEqual(['settingsNotSaved']);
  });

  it.each([
    [{ quietHours: { isOn: true, from: '24:00', to: '07:00' } }],
    [{ quietHours: { isOn: true, from: '7:00', to: '07:00' } }],
    [{ theme: undefined }],
  ])('refuse %j', (change) => {
    const { settings } = open(new MemoryDocuments());
    expect(() => settings.change(change as never)).toThrow();
    expect(settings.current).toEqual(defaultSettings);
  });

  it('keep updates switched off where anything else of them can’t be read', () => {
    const updates = { mode: 'off', channel: 'nightly', feed: 7, way: {} };
    const { settings } = open(new MemoryDocuments({ schemaVersion: 1, updates }));
    expect(settings.current.updates).toEqual({ ...defaultSettings.updates, mode: 'off' });
  });

  it('take a feed over TLS only, and nothing that a file’s name couldn’t follow', () => {
    const isTaken = (feed: string) => {
      const { settings } = open(new MemoryDocuments({ schemaVersion: 1, updates: { feed } }));
      return settings.current.updates.feed === feed;
    };
    const good = ['', 'https://updates.example', 'https://updates.example:8443/causeway/'];
    const bad = [
      'http://updates.example',
      'ftp://updates.example',
      'updates.example',
      'https://nell:secret@updates.example',
      'https://updates.example/?a',
      'https://updates.example/#a',
      'https://',
      ' https://updates.example',
      `https://updates.example/${'a'.repeat(500)}`,
    ];
    expect([good.filter((feed) => !isTaken(feed)), bad.filter(isTaken)]).toEqual([[], []]);
  });
});
