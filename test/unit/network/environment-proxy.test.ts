import { describe, expect, it } from 'vitest';
import { waysFromEnvironment } from '../../../main/network/environment-proxy.ts';
import { proxyUrl } from '../../../main/network/proxy-address.ts';
import { statusOfWay, type Target, type Way } from '../../../main/network/route.ts';
import { ProblemError } from '../../../main/problem-error.ts';
import type { VariableFlaw } from '../../../shared/problem.ts';
import { de } from '../../../shared/text/de/index.ts';
import { en } from '../../../shared/text/en/index.ts';
import { waysWords } from '../../../shared/text/ways.ts';

const target: Target = { host: 'ros.example', port: 9443, isTls: true };
const words = (ways: readonly Way[]): string[] =>
  ways.map((way) => `${way.kind === 'direct' ? 'direct' : proxyUrl(way.proxy)} by ${way.reason}`);

describe('the environment', () => {
  const plain: Target = { ...target, isTls: false };

  it.each<[Record<string, string>, string, string]>([
    [{}, 'direct by no proxy set', 'direct by no proxy set'],
    [{ https_proxy: 'http://a:1' }, 'http://a:1 by https_proxy', 'direct by no proxy set'],
    [{ HTTPS_PROXY: 'http://a:1' }, 'http://a:1 by https_proxy', 'direct by no proxy set'],
    [{ http_proxy: 'http://a:1' }, 'direct by no proxy set', 'http://a:1 by http_proxy'],
    [{ HTTP_PROXY: 'http://a:1' }, 'direct by no proxy set', 'http://a:1 by http_proxy'],
    [{ HTTP_PROXY: 'http://a:1', REQUEST_METHOD: 'GET' }, 'direct by no proxy set', 'direct by no proxy set'],
    [{ https_proxy: ' "" ', all_proxy: "''" }, 'direct by no proxy set', 'direct by no proxy set'],
    [{ https_proxy: '  ', HTTPS_PROXY: 'b:2' }, 'http://b:2 by https_proxy', 'direct by no proxy set'],
    [{ all_proxy: 'socks5://a:1' }, 'socks5://a:1 by all_proxy', 'socks5://a:1 by all_proxy'],
    [{ ALL_PROXY: 'socks5://a:1' }, 'socks5://a:1 by all_proxy', 'socks5://a:1 by all_proxy'],
    [{ https_proxy: 'a:1', HTTPS_PROXY: 'b:2' }, 'http://a:1 by https_proxy', 'direct by no proxy set'],
    [{ https_proxy: '', HTTPS_PROXY: 'b:2' }, 'http://b:2 by https_proxy', 'direct by no proxy set'],
    [{ https_proxy: 'a:1', all_proxy: 'b:2' }, 'http://a:1 by https_proxy', 'http://b:2 by all_proxy'],
    [{ https_proxy: 'a:1', no_proxy: 'ros.example' }, 'direct by no_proxy', 'direct by no_proxy'],
    [{ https_proxy: 'a:1', NO_PROXY: 'x, .example' }, 'direct by no_proxy', 'direct by no_proxy'],
    [{ https_proxy: 'a:1', no_proxy: '*' }, 'direct by no_proxy', 'direct by no_proxy'],
    [
      { https_proxy: 'a:1', no_proxy: 'other.example' },
      'http://a:1 by https_proxy',
      'direct by no proxy set',
    ],
  ])('%j', (variables, tls, withoutTls) => {
    expect(words(waysFromEnvironment(variables, target))).toEqual([tls]);
    expect(words(waysFromEnvironment(variables, plain))).toEqual([withoutTls]);
  });

  it.each<[VariableFlaw, string]>([
    ['scheme', 'ftp://a:1'],
    ['scheme', 'htp://a:1'],
    ['scheme', 'quic://a:1'],
    ['scheme', 'constructor://a:1'],
    ['socks4', 'socks4://a:1'],
    ['socks4', 'socks4a://canary:canary@a:1'],
    // e09
    ['twoSchemes', 'http://http://a:1'],
    ['twoSchemes', 'https://http://a:1'],
    ['twoSchemes', 'http://http://nell:canary@a:1'],
    ['twoSchemes', '"socks5://socks5://a:1"'],
    ['malformed', 'http://nell:canary@http://a:1'],
    ['malformed', 'http:/a:1'],
    ['malformed', 'http:a'],
    ['malformed', 'http:\\\\a:1'],
    ['malformed', 'http=a:1;https=b:2'],
    ['malformed', 'http://'],
    ['malformed', 'http://nell:canary@'],
    ['malformed', 'http://a b:1'],
    ['malformed', 'http://a,b:1'],
    ['malformed', 'http://[::1'],
    ['malformed', 'http://10.0.0.300:3128'],
    ['port', 'http://a:99999'],
    ['port', 'http://nell:canary@a:0'],
    ['port', 'nell:canary'],
    ['pacScript', 'http://wpad.corp.example/proxy.pac'],
    ['pacScript', 'http://wpad/wpad.dat'],
    ['controlCharacter', 'http://nell:canary%0d%0aX: y@a:1'],
    ['controlCharacter', 'http://nell:can\nary@a:1'],
  ])('%s: %j names its variable, and nothing of what is in it', (flaw, HTTPS_PROXY) => {
    const problem = { kind: 'route.undecided', reason: 'variable', variable: 'HTTPS_PROXY', flaw } as const;
    let thrown: unknown;
    try {
      waysFromEnvironment({ HTTPS_PROXY }, target);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ problem });
    expect(JSON.stringify(thrown) + String(thrown)).not.toContain('canary');
    expect(Object.values(en.explain(problem)).join()).toContain('HTTPS_PROXY');
    expect(Object.values(de.explain(problem)).join()).toContain('HTTPS_PROXY');
  });

  it('that names a PAC script is not passed over: only the window can run it', () => {
    expect(() => waysFromEnvironment({ auto_proxy: 'http://wpad/proxy.pac' }, target)).toThrow(
      new ProblemError({
        kind: 'route.undecided',
        reason: 'variable',
        variable: 'auto_proxy',
        flaw: 'windowOnly',
      }),
    );
    expect(words(waysFromEnvironment({ auto_proxy: 'x', https_proxy: 'a:1' }, target))).toEqual([
      'http://a:1 by https_proxy',
    ]);
  });
});

describe('a proxy’s address, as people write it', () => {
  it.each<[string, string, string?]>([
    // e01
    ['http://CORP\\nell:pw@10.0.0.9:3128', 'http://10.0.0.9:3128', 'CORP\\nell pw'],
    ['CORP\\nell:pw@10.0.0.9:3128', 'http://10.0.0.9:3128', 'CORP\\nell pw'],
    ['http://CORP%5Cnell:pw@a:1', 'http://a:1', 'CORP\\nell pw'],
    ['http://nell@corp.example:pw@a:1', 'http://a:1', 'nell@corp.example pw'],
    // e03
    ['http://nell:50%abz@a:1', 'http://a:1', 'nell 50%abz'],
    ['http://nell:100%@a:1', 'http://a:1', 'nell 100%'],
    ['http://nell:%zz%4%@a:1', 'http://a:1', 'nell %zz%4%'],
    ['http://nell:%c0%80@a:1', 'http://a:1', 'nell %c0%80'],
    ['http://nell:gr%C3%BC%C3%9Fe%20%E2%82%AC%F0%9F%94%91@a:1', 'http://a:1', 'nell grüße €🔑'],
    ['http://nell:grüße@a:1', 'http://a:1', 'nell grüße'],
    ['http://nell:p#w?x/y@z:w@a:1', 'http://a:1', 'nell p#w?x/y@z:w'],
    ['http://nell:p@http://q@a:1', 'http://a:1', 'nell p@http://q'],
    ['http://ne[ll:p]w@a:1', 'http://a:1', 'ne[ll p]w'],
    ['http://nell:p w@a:1', 'http://a:1', 'nell p w'],
    ['http://nell:@a:1', 'http://a:1', 'nell '],
    ['http://nell@a:1', 'http://a:1', 'nell '],
    ['http://:pw@a:1', 'http://a:1', ' pw'],
    ['http://@a:1', 'http://a:1'],
    // e05
    ['socks://a:1/', 'socks5h://a:1'],
    ['SOCKS://a', 'socks5h://a:1080'],
    ['socks://nell:pw@a:1', 'socks5h://a:1', 'nell pw'],
    ['socks5://a', 'socks5://a:1080'],
    // e08
    [' http://a:1', 'http://a:1'],
    ['http://a:1 \t\r\n', 'http://a:1'],
    ['\u00a0http://a:1\ufeff', 'http://a:1'],
    ['"http://nell:pw@a:1"', 'http://a:1', 'nell pw'],
    ["'http://a:1/'", 'http://a:1'],
    ['“http://a:1”', 'http://a:1'],
    ['a:1', 'http://a:1'],
    ['a', 'http://a:80'],
    ['//a:1', 'http://a:1'],
    ['http:3128', 'http://http:3128'],
    ['http://a:/', 'http://a:80'],
    ['http://A.Example:1?x#y', 'http://a.example:1'],
    ['https://prøxy.example', 'https://xn--prxy-hra.example:443'],
    ['http://[0:0:0:0:0:0:0:1]:3128', 'http://[::1]:3128'],
    ['http://my_proxy:3128', 'http://my_proxy:3128'],
  ])('%j', (https_proxy, url, login) => {
    const [way] = waysFromEnvironment({ https_proxy }, target);
    const proxy = way?.kind === 'forwardProxy' ? way.proxy : null;
    expect(proxy === null ? null : proxyUrl(proxy)).toBe(url);
    const { username, password } = proxy?.login ?? {};
    expect(username === undefined ? undefined : `${username} ${password?.reveal()}`).toBe(login);
    expect(JSON.stringify(proxy)).not.toContain(password?.reveal() || 'never this');
  });
});

describe('no_proxy', () => {
  const direct = (no_proxy: string, host: string, isTls = false): boolean =>
    waysFromEnvironment({ http_proxy: 'a:1', https_proxy: 'a:1', no_proxy }, { host, port: 9080, isTls })[0]
      ?.kind === 'direct';

  it.each<[string, string, string, boolean]>([
    ['n02', '0:0:0:0:0:0:0:1', '[::1]', true],
    ['n02', '[0::1]', '[::1]', true],
    ['n05', '10.', '10.1.2.3', true],
    ['n05', '10.', '11.1.2.3', false],
    ['n11', 'localhost;.corp.example', 'ros.corp.example', true],
    ['n11', 'localhost|*.corp.example', 'ros.corp.example', true],
    ['n11', 'localhost\n.corp.example\t', 'ros.corp.example', true],
    ['n11', '"localhost, .corp.example"', 'ros.corp.example', true],
    ['n12', 'http://ros.corp.example', 'ros.corp.example', true],
    ['n12', 'https://ros.corp.example:9080/', 'ros.corp.example', true],
    ['n12', 'http://ros.corp.example:80', 'ros.corp.example', false],
    ['n15', 'bücher.example', 'xn--bcher-kva.example', true],
    ['n15', 'xn--bcher-kva.example', 'bücher.example', true],
    ['n15', '.BÜCHER.example', 'ros.xn--bcher-kva.example', true],
  ])('%s: %j and %s', (_id, no_proxy, host, isDirect) => {
    expect(direct(no_proxy, host)).toBe(isDirect);
  });

  it('tells what can never match, and no login in it', () => {
    const variables = {
      https_proxy: 'a:1',
      NO_PROXY: 'ok.example, 10.300.0.0/8 x:99999,http://nell:canary@b/',
    };
    const [way] = waysFromEnvironment(variables, target);
    expect(way?.dead).toEqual({ in: 'NO_PROXY', entries: ['10.300.0.0/8', 'x:99999', '…@b/'] });
    expect(way === undefined ? '' : waysWords(en, [statusOfWay(way)])).toBe(
      'via http://a:1 (environment variable https_proxy); “10.300.0.0/8”, “x:99999”, “…@b/” in NO_PROXY can never match',
    );
    expect(way === undefined ? '' : waysWords(de, [statusOfWay(way)])).toContain(
      'NO_PROXY kann nie zutreffen',
    );
  });
});
