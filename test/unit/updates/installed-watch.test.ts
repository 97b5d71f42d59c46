import { describe, expect, it } from 'vitest';
import { InstalledWatch } from '../../../main/updates/installed-watch.ts';
import { installationIn, versionIn } from '../../../main/ports/installation.ts';
import { silentLog } from '../../../main/log.ts';
import { FakeClock } from '../../fakes/clock.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function watching(first: string | null) {
  const clock = new FakeClock();
  const on = { disk: first, changes: 0 };
  const read = () => (on.disk === null ? Promise.reject(new Error('none')) : Promise.resolve(on.disk));
  const watch = new InstalledWatch({
    clock,
    log: silentLog,
    version: '0.2.0',
    read,
    onChange: () => (on.changes += 1),
  });
  watch.start();
  const passes = async (minutes: number) => {
    clock.advance(minutes * 60_000);
    await settled();
  };
  return { clock, on, watch, passes };
}

describe('the watch on what is installed', () => {
  it('tells of another version once, and that it is gone', async () => {
    const { on, watch, passes } = watching('0.2.0');
    await settled();
    await passes(10);
    expect([watch.replacedBy, on.changes]).toEqual([null, 0]);
    on.disk = '0.3.0';
    await passes(10);
    await passes(10);
    expect([watch.replacedBy, on.changes]).toEqual(['0.3.0', 1]);
    on.disk = '0.2.0';
    await passes(10);
    expect([watch.replacedBy, on.changes]).toEqual([null, 2]);
  });

  it('looks at once when the person comes back', async () => {
    const { on, watch, clock } = watching('0.2.0');
    await settled();
    on.disk = '0.3.0';
    await watch.look();
    expect([watch.replacedBy, clock.timers]).toEqual(['0.3.0', 1]);
  });

  it('tells at once of one that was installed while this one started', async () => {
    const { watch } = watching('0.3.0');
    await settled();
    expect(watch.replacedBy).toBe('0.3.0');
  });

  it('waits while a package is being unpacked', async () => {
    const { on, watch, passes } = watching('0.2.0');
    await settled();
    on.disk = null;
    await passes(10);
    expect(watch.replacedBy).toBeNull();
    on.disk = '0.1.0';
    await passes(10);
    expect(watch.replacedBy).toBe('0.1.0');
  });

  it('leaves no timer behind', async () => {
    const { watch, clock } = watching('0.2.0');
    const looking = watch.look();
    watch.stop();
    await looking;
    await settled();
    expect(clock.timers).toBe(0);
  });
});

describe('what brings updates', () => {
  const on = (platform: string, resources: string, ...files: readonly string[]) =>
    installationIn({ platform, isPackaged: true, resources, exists: (path) => files.includes(path) }).bringer;

  it('is the package manager that knows of the app', () => {
    const opt = '/opt/Causeway/resources';
    expect(on('linux', opt, '/var/lib/dpkg/info/causeway.list', '/usr/bin/dnf')).toBe('apt');
    expect(on('linux', opt, '/usr/bin/dnf')).toBe('dnf');
    expect(on('linux', opt)).toBe('person');
    expect(on('linux', '/home/nell/causeway/resources', '/var/lib/dpkg/info/causeway.list')).toBe('person');
  });

  it('is the app itself elsewhere, and the person where it is run from its sources', () => {
    expect(on('win32', 'C:\\Causeway\\resources')).toBe('app');
    const sources = { platform: 'win32', isPackaged: false, resources: '/x' };
    expect(installationIn(sources)).toEqual({ bringer: 'person', versionFile: null });
  });

  it('says its version in a file', () => {
    expect(versionIn('{"version":"0.3.0"}')).toBe('0.3.0');
    for (const text of ['', '{}', 'null', '{"version":3}', '{"version":"new"}'])
      expect(() => versionIn(text)).toThrow();
  });
});
