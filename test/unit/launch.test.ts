import { describe, expect, it } from 'vitest';
import {
  askedIn,
  filesIn,
  refusalWords,
  refusedSwitch,
  wishesOf,
  Wishes,
  type Wish,
} from '../../main/launch.ts';

describe('the installed app', () => {
  it.each([
    '--remote-debugging-port=0',
    '--remote-debugging-port',
    '--remote-debugging-pipe',
    '--proxy-pac-url=http://evil.example/p.pac',
    '--proxy-server=evil.example:3128',
    '--no-proxy-server',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--host-rules=MAP * evil.example',
    '--ignore-certificate-errors',
    '--ignore-certificate-errors-spki-list=AAAA',
    '--disable-web-security',
    '--js-flags=--expose-gc',
    '--inspect',
    '--inspect-brk=0',
    '--user-data-dir=/tmp/x',
    '--load-extension=/tmp/x',
    '--auth-server-allowlist=*',
    '--log-net-log=/tmp/log',
    '--ssl-key-log-file=/tmp/keys',
    '--renderer-cmd-prefix=xterm -e',
    '--gpu-launcher=sh',
    '--enable-logging',
    '--disable-features=x',
    '-remote-debugging-port=1',
  ])('doesn’t start with %s (m12)', (arg) => {
    expect(refusedSwitch(['--hidden', arg])).toBe(arg);
    expect(refusalWords(arg)).toContain((/^[-\w]+/.exec(arg) ?? [''])[0]);
    expect(refusalWords(arg)).not.toContain('evil');
  });

  it.each([
    [[]],
    [['--hidden']],
    [['--demo', '--no-sandbox']],
    [['--ozone-platform-hint=auto']],
    [['/tmp/a.json']],
    [['/home/nell/Berlin (2).causeway']],
    [['/home/nell/a --inspect.causeway']],
  ])('starts with %j', (args) => {
    expect(refusedSwitch(args)).toBeNull();
  });
});

describe('files among the arguments', () => {
  it('are absolute paths, whichever way they are written', () => {
    expect(filesIn(['/tmp/a.causeway', 'b.causeway', '../c', './-d'], '/home/nell')).toEqual([
      '/tmp/a.causeway',
      '/home/nell/b.causeway',
      '/home/c',
      '/home/nell/-d',
    ]);
  });

  it('are what URLs of files say', () => {
    expect(filesIn(['file:///tmp/K%C3%B6ln%20(2).causeway'], '/')).toEqual(['/tmp/Köln (2).causeway']);
    expect(filesIn(['file://elsewhere/a', 'file:///a%00b', 'file:///a%2Fb'], '/')).toEqual([]);
  });

  it.each(['-a.causeway', '--hidden', '-', '--', '', '/prefetch:1', 'a\0b', 'x'.repeat(5000)])(
    'are none of %j',
    (arg) => {
      expect(filesIn([arg], '/home/nell')).toEqual([]);
    },
  );

  it('open no switch that is refused: beside a file, after it, or in its place', () => {
    for (const args of [
      ['/tmp/a.causeway', '--inspect'],
      ['--inspect', '/tmp/a.causeway'],
      ['/tmp/a.causeway', '--', '--inspect'],
      ['-a.causeway'],
    ])
      expect(refusedSwitch(args)).not.toBeNull();
  });

  it('are no more than a person could mean', () => {
    expect(
      filesIn(
        Array.from({ length: 1000 }, (_, at) => `/tmp/${at}`),
        '/',
      ),
    ).toHaveLength(32);
  });
});

describe('what a second start asks of the first', () => {
  it('is what it was started with', () => {
    const asked = { files: ['/tmp/a.causeway'], isDemo: true, isHidden: true };
    expect(askedIn(structuredClone(asked))).toEqual(asked);
    expect(wishesOf(asked)).toEqual([{ kind: 'open', files: ['/tmp/a.causeway'] }, { kind: 'demo' }]);
    expect(wishesOf(askedIn({}))).toEqual([]);
  });

  it.each([
    undefined,
    null,
    7,
    'files',
    [],
    { files: '/etc/shadow' },
    { files: [7, null, 'relative', '', '/a\0b', `/${'x'.repeat(5000)}`], isDemo: 'yes', isHidden: 1 },
  ])('is nothing where it is %j', (data) => {
    expect(askedIn(data)).toEqual({ files: [], isDemo: false, isHidden: false });
  });

  it('waits until it can be done, and keeps its order', () => {
    const wishes = new Wishes();
    const done: Wish[] = [];
    const open = (name: string): Wish => ({ kind: 'open', files: [name] });
    wishes.add([open('/1'), open('/2')]);
    wishes.fulfilBy((wish) => void done.push(wish));
    wishes.add([{ kind: 'demo' }]);
    expect(done).toEqual([open('/1'), open('/2'), { kind: 'demo' }]);
  });
});
