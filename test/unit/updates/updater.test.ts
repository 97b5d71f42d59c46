import { describe, expect, it } from 'vitest';
import { Updater } from '../../../main/updates/updater.ts';
import { silentLog } from '../../../main/log.ts';
import { nodeHttp } from '../../../main/ports/http.ts';
import { ProblemError } from '../../../main/problem-error.ts';
import { defaultSettings, type UpdateSettings } from '../../../shared/settings.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeRandom } from '../../fakes/random.ts';
import { MemoryDocuments } from '../../fakes/documents.ts';
import { manifestOf, signedManifest, signingKey } from '../../fakes/update-feed.ts';
import { quietUpdates } from '../../fakes/updates.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const feed = 'https://updates.example/';
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

interface Around {
  readonly settings?: Partial<UpdateSettings>;
  readonly own?: Parameters<typeof quietUpdates>[0];
}

/** An updater whose every way out is barred: it counts how often one is asked for. */
function updaterWith({ settings, own }: Around = {}) {
  const clock = new FakeClock();
  const on = { asked: 0, settings: { ...defaultSettings.updates, feed, ...settings } };
  const updater = new Updater({
    ...quietUpdates(own),
    clock,
    random: new FakeRandom(0.5),
    http: nodeHttp,
    log: silentLog,
    nameBug: () => ({ kind: 'bug', id: 'abc123' }),
    settings: () => on.settings,
    open: () => {
      on.asked += 1;
      return Promise.reject(new ProblemError({ kind: 'network.down' }));
    },
    onChange: () => undefined,
  });
  updater.start();
  const passes = async (ms: number) => {
    for (let left = ms; left > 0; left -= hour / 2) {
      clock.advance(Math.min(left, hour / 2));
      await settled();
    }
  };
  return { clock, on, updater, passes };
}

describe('updates', () => {
  it('ask nothing at the start, then some minutes later, then once a day', async () => {
    const { on, passes, updater } = updaterWith();
    await passes(5 * minute - 1);
    expect(on.asked).toBe(0);
    await passes(hour);
    expect(on.asked).toBe(1);
    await passes(10 * day);
    expect([on.asked >= 10, on.asked <= 12]).toEqual([true, true]);
    await updater.stop();
  });

  it('that are off ask nothing in a month, and set no timer', async () => {
    const { on, passes, updater, clock } = updaterWith({ settings: { mode: 'off' } });
    await passes(2 * day);
    await updater.checkNow();
    expect([on.asked, clock.timers, updater.status.lastCheck]).toEqual([0, 0, null]);
  });

  it('without a feed ask nothing, and set no timer', async () => {
    const { on, updater, clock } = updaterWith({ settings: { feed: '' } });
    await updater.checkNow();
    expect([on.asked, clock.timers, updater.status.feed]).toEqual([0, 0, null]);
  });

  it('go by what the build was made with where the settings name no feed', () => {
    const { updater } = updaterWith({ settings: { feed: '' }, own: { ownFeed: 'https://own.example/x' } });
    expect(updater.status.feed).toBe('https://own.example/x/');
  });

  it('stop asking once they are switched off, and begin again', async () => {
    const { on, passes, updater, clock } = updaterWith();
    on.settings = { ...on.settings, mode: 'off' };
    updater.settingsChanged();
    await passes(2 * day);
    expect([on.asked, clock.timers]).toEqual([0, 0]);
    on.settings = { ...on.settings, mode: 'tell' };
    updater.settingsChanged();
    await passes(hour);
    expect(on.asked).toBe(1);
  });

  it('say who stood in the way', async () => {
    const { updater } = updaterWith();
    await updater.checkNow();
    expect(updater.status.lastCheck?.outcome).toEqual({
      kind: 'refused',
      refusal: { kind: 'onTheWay', problem: { kind: 'network.down' } },
    });
  });

  it('that are asked for twice at once ask once', async () => {
    const { updater, on } = updaterWith();
    await Promise.all([updater.checkNow(), updater.checkNow()]);
    expect(on.asked).toBe(1);
  });

  it('keep their id, and make no other one where the file has it', async () => {
    const documents = new MemoryDocuments();
    const first = updaterWith({ own: { documents } });
    await first.updater.checkNow();
    const { id } = JSON.parse(documents.text ?? '{}') as { id: string };
    const second = updaterWith({ own: { documents } });
    await second.updater.checkNow();
    expect(JSON.parse(documents.text ?? '{}')).toMatchObject({ id });
  });

  it('do their work beside a damaged file and on a full disk', async () => {
    const documents = new MemoryDocuments();
    documents.text = '{"id": 7, "seen": "x", "manifest": [';
    documents.isFull = true;
    const { updater, on } = updaterWith({ own: { documents } });
    await updater.checkNow();
    expect([on.asked, updater.status.lastCheck?.at]).toEqual([1, Date.UTC(2026, 0, 1)]);
  });

  describe('of a run before', () => {
    const key = signingKey();
    const kept = (version: string) => {
      const manifest = signedManifest(manifestOf(Date.UTC(2026, 0, 1), { version }), key).toString('base64');
      return new MemoryDocuments({ id: 'a-stable-random-id', lastAt: Date.UTC(2026, 0, 1), manifest });
    };
    const offeredAfter = async (documents: MemoryDocuments, keys = [key.publicKey]) => {
      const { passes, updater } = updaterWith({ own: { documents, keys } });
      await passes(hour);
      return updater.status.offered?.version ?? null;
    };

    it('are offered without being asked for, as long as they are believed', async () => {
      expect(await offeredAfter(kept('0.3.0'))).toBe('0.3.0');
    });

    it('are gone once they are what runs', async () => {
      expect(await offeredAfter(kept('0.2.0'))).toBeNull();
    });

    it('are not believed because they lie in a file of ours', async () => {
      expect(await offeredAfter(kept('0.3.0'), [signingKey().publicKey])).toBeNull();
    });

    it('are put away for good with their notice', async () => {
      const documents = kept('0.3.0');
      const first = updaterWith({ own: { documents, keys: [key.publicKey] } });
      await first.passes(hour);
      first.updater.dismiss();
      const second = updaterWith({ own: { documents, keys: [key.publicKey] } });
      await second.passes(hour);
      expect([second.updater.status.isDismissed, second.updater.status.offered?.version]).toEqual([
        true,
        '0.3.0',
      ]);
    });
  });
});
