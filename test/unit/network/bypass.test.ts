import { describe, expect, it } from 'vitest';
import { bypassEntry, deadEntries } from '../../../main/network/bypass.ts';
import { readBypassEntry, type BypassRule } from '../../../shared/bypass.ts';

describe('a bypass pattern', () => {
  it.each<[string, string, boolean, boolean]>([
    // pattern, host:port, as in a profile, as in no_proxy
    ['ros.example', 'ros.example:80', true, true],
    ['ros.example', 'ROS.Example.:80', true, true],
    ['ROS.EXAMPLE', 'ros.example:80', true, true],
    ['ros.example', 'a.ros.example:80', false, true],
    ['ros.example', 'xros.example:80', false, false],
    ['.example', 'ros.example:80', true, true],
    ['.example', 'example:80', true, true],
    ['*.example', 'a.b.example:80', true, true],
    ['*.example', 'example:80', false, false],
    ['ros-*.example', 'ros-7.example:80', true, true],
    ['ros-*.example', 'ros.example:80', false, false],
    ['ros-*.example', 'xros-7.example:80', false, false],
    ['ros-*.example', 'ros-7.example.com:80', false, false],
    ['ros-*.example', 'ros-7xexample:80', false, false],
    ['a.c', 'abc:80', false, false],
    ['*', 'anything:80', true, true],
    ['ros.example:9443', 'ros.example:9443', true, true],
    ['ros.example:9443', 'ros.example:80', false, false],
    ['*.example:9443', 'ros.example:9443', true, true],
    ['*.example:9443', 'ros.example:80', false, false],
    ['<local>', 'intranet:80', true, true],
    ['<local>', 'ros.example:80', false, false],
    ['<local>', '::1:80', false, false],
    ['10.0.0.0/8', '10.255.0.1:80', true, true],
    ['10.0.0.0/8', '11.0.0.1:80', false, false],
    ['10.0.0.1/32', '10.0.0.1:80', true, true],
    ['0.0.0.0/0', '8.8.8.8:80', true, true],
    ['10.0.0.0/33', '10.0.0.0:80', false, false],
    ['10.0.0.0/', '10.0.0.0:80', false, false],
    ['10.0.0.0/8', 'ten.example:80', false, false],
    ['fd00::/8', 'fd12::1:80', true, true],
    ['fd00::/8', '[fd12::1]:80', true, true],
    ['fd00::/8', 'fe80::1:80', false, false],
    ['fd00::/8', '10.0.0.1:80', false, false],
    ['::1', '[::1]:80', true, true],
    ['[::1]', '::1:80', true, true],
    ['[::1]:9080', '[::1]:9080', true, true],
    ['[::1]:9080', '[::1]:80', false, false],
    ['10.0.0.1', '10.0.0.1:80', true, true],
    ['0.0.1', '10.0.0.1:80', false, false],
    ['.0.0.1', '10.0.0.1:80', false, false],
    ['', 'ros.example:80', false, false],
    [' ros.example ', 'ros.example:80', true, true],
    // n17
    ['10.', '10.1.2.3:80', true, true],
    ['10.', '110.1.2.3:80', false, false],
    ['192.168.', '192.168.7.1:80', true, true],
    ['192.168.', '192.169.7.1:80', false, false],
    ['10.*', '10.1.2.3:80', true, true],
    ['10.*', '10.example:80', false, false],
    ['172.16.*.*', '172.16.0.9:80', true, true],
    ['http://10.1.2.3', '10.1.2.3:80', true, true],
    ['http://10.1.2.3:81/', '10.1.2.3:80', false, false],
    ['wss://ros.example:9443', 'ros.example:9443', true, true],
    ['10.0.0.0-10.255.255.255', '10.1.2.3:80', true, true],
    ['10.0.0.0-10.255.255.255', '11.0.0.0:80', false, false],
    ['10.0.0.9-10.0.0.10', '10.0.0.10:80', true, true],
    ['fd00::1-fd00::ff', '[fd00::10]:80', true, true],
    ['[fd00::1]-[fd00::ff]', '[fd00::100]:80', false, false],
    ['[fd00::]/8', '[fd12::1]:80', true, true],
    ['[fd00::]/8', '[fe80::1]:80', false, false],
    ['10.0.0.0/255.0.0.0', '10.9.9.9:80', true, true],
    ['0:0:0:0:0:0:0:1', '[::1]:80', true, true],
    ['[0:0:0:0:0:0:0:1]:80', '[::1]:80', true, true],
    ['FD00::000A', '[fd00::a]:80', true, true],
    ['::ffff:10.1.2.3', '10.1.2.3:80', true, true],
    ['10.1.2.3', '[::ffff:10.1.2.3]:80', true, true],
    ['10.0.0.0/8', '[::ffff:a01:203]:80', true, true],
    ['::ffff:10.0.0.0/104', '10.1.2.3:80', true, true],
    ['ros.example.', 'ros.example:80', true, true],
    ['ros.example/', 'ros.example:80', true, true],
    ['bücher.example', 'xn--bcher-kva.example:80', true, true],
    ['*.bücher.example', 'a.xn--bcher-kva.example:80', true, true],
    ['XN--BCHER-KVA.example', 'bücher.example:80', true, true],
    ['*:9443', 'ros.example:9443', true, true],
    ['*:9443', 'ros.example:80', false, false],
    ['.example:9443', 'ros.example:9443', true, true],
  ])('%j and %s', (pattern, hostAndPort, inProfile, inEnvironment) => {
    const at = hostAndPort.lastIndexOf(':');
    const to = { host: hostAndPort.slice(0, at), port: Number(hostAndPort.slice(at + 1)) };
    expect(bypassEntry(to, [pattern], 'profile')).toBe(inProfile ? pattern : null);
    expect(bypassEntry(to, ['unrelated', pattern], 'environment')).toBe(inEnvironment ? pattern : null);
  });
});

describe('a list of them', () => {
  it.each(['localhost', 'ros.localhost', '127.0.0.1', '127.1.2.3', '::1'])(
    'that takes this computer out means all of its names: %s',
    (host) => {
      expect(bypassEntry({ host, port: 80 }, ['*', '<-loopback>'], 'profile')).toBeNull();
    },
  );

  it('names the first entry that matches, and goes on after one that never can', () => {
    const to = { host: 'ros.example', port: 80 };
    expect(bypassEntry(to, ['other.example', '.example', 'ros.example'], 'profile')).toBe('.example');
    expect(bypassEntry(to, ['10.0.0.0/33', 'ros.example'], 'profile')).toBe('ros.example');
  });

  const to = { host: 'localhost', port: 80 };

  it('may take this computer out again, as Chromium’s lists do', () => {
    expect(bypassEntry(to, ['*', '<-loopback>'], 'profile')).toBeNull();
    expect(bypassEntry({ ...to, host: '[::1]' }, ['*', '<-loopback>'], 'profile')).toBeNull();
    expect(bypassEntry({ ...to, host: 'ros.example' }, ['*', '<-loopback>'], 'profile')).toBe('*');
    expect(bypassEntry(to, ['<-loopback>', 'localhost'], 'profile')).toBe('localhost');
  });

  it('heeds the scheme of an entry in a profile; of one in the environment only its host is meant', () => {
    const secure = { host: 'ros.example', port: 443, isTls: true };
    expect(bypassEntry(secure, ['http://ros.example'], 'profile')).toBeNull();
    expect(bypassEntry(secure, ['https://ros.example'], 'profile')).toBe('https://ros.example');
    expect(bypassEntry(secure, ['http://ros.example'], 'environment')).toBe('http://ros.example');
  });
});

describe('an entry that can never match', () => {
  it.each<[BypassRule, readonly string[]]>([
    ['bypassIsList', ['a,b', 'a b', 'localhost;.corp.example', 'a|b']],
    ['bypassPort', ['ros.example:', 'ros.example:0', 'ros.example:99999', 'ros.example:http', '[::1]:65536']],
    [
      'bypassAddress',
      ['10.1', '0.0.1', '10.300.0.1', '300.', '010.1.2.3', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/255.0.255.0']
        .concat([
          'fd00::/129',
          '10.0.0.0/8/8',
          '10.0.0.9-10.0.0.1',
          '10.0.0.1-fd00::1',
          '10.0.0.1-50',
          '[::1',
        ])
        .concat(['10.0.0.0-10.300.0.0', '::ffff:10.0.0.0/8', '1:2:3', 'fe80::1%eth0']),
    ],
    [
      'bypassMalformed',
      [
        '',
        '.',
        '*.',
        'a..b',
        '..a',
        '<remote>',
        'b?',
        'nell:pw@b',
        'nell@b',
        'ros/b',
        'http://a/b',
        'ftp://a',
      ].concat(['a%41', '/^ros/', 'bü*.example', '[ros.example]', '~corp']),
    ],
  ])('%s', (rule, entries) => {
    for (const entry of entries)
      expect([entry, readBypassEntry(entry)]).toEqual([entry, { ok: false, problem: rule }]);
    expect(deadEntries([...entries, 'ros.example'])).toEqual(entries);
  });
});
