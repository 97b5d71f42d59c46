import { describe, expect, it } from 'vitest';
import { refusalWords, refusedSwitch } from '../../main/launch.ts';

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
  ])('starts with %j', (args) => {
    expect(refusedSwitch(args)).toBeNull();
  });
});
