import { describe, expect, it } from 'vitest';
import { evidencePack } from '../../../shared/evidence/evidence-pack.ts';
import { replacing } from '../../../shared/evidence/names.ts';
import { corporate, profileView, traceOf } from '../renderer/scenes.ts';
import { forbiddenCase, refusal, caseOf, refused } from './cases.ts';

describe('hidden names', () => {
  const facts = forbiddenCase();
  const shown = evidencePack(facts, { hidesNames: false });
  const { report, har } = evidencePack(facts, { hidesNames: true });
  const identity = 'b920bd7068ef2b470ff4226e0e85716a';

  it.each([
    'gateway.example',
    'ros.internal.example',
    'proxy.example',
    'edge7.dmz.example',
    'desk.example',
    '10.1.4.9',
    '10.1.4.77',
    '2001:db8::7',
    'alice',
    'corp\\\\alice',
    identity,
    'Staging',
  ])('leave no %s', (name) => {
    expect(shown.report).toContain(name);
    expect(report).not.toMatch(new RegExp(`\\b${name.replace(/[.\\]/g, '\\$&')}\\b`));
    expect(JSON.stringify(JSON.parse(har))).not.toMatch(
      new RegExp(`\\b${name.replace(/[.\\]/g, '\\$&')}\\b`),
    );
  });

  it('are the same for the same host in both texts, and in URLs', () => {
    const [, host] = /Gateway (host-\d+\.example) \(refused 403\)/.exec(report) ?? [];
    expect(host).toBeDefined();
    expect(report).toContain(`Host: ${host ?? ''}`);
    expect(har).toContain(`"wss://${host ?? ''}/my/url/prefix/%2Fuser-`);
    expect(report).toMatch(/GET \/my\/url\/prefix\/%2Fuser-\d%2Ftasks/);
  });

  it('leave what is no name: paths, headers, versions, codes, secrets’ names, loopback', () => {
    for (const words of [
      '/~/tasks',
      'io.realm.sync.30',
      'gateway.forbidden 403',
      '[access token B]',
      'nginx/1.24.0',
    ])
      expect(report).toContain(words);
    expect(report).toContain('not Malice');
    const local = caseOf(
      refused({ kind: 'gateway.forbidden', status: 403 }),
      {},
      {
        profile: profileView(
          'p',
          corporate({ server: 'http://127.0.0.1:9080', gateway: { syncUrl: 'ws://localhost:1' } }),
        ),
      },
    );
    expect(evidencePack(local, { hidesNames: true }).report).toContain('"server": "http://127.0.0.1:9080"');
  });

  it.each(['/home/bob/tokens/jwt', '/Users/bob/jwt', 'C:\\Users\\bob\\jwt'])(
    'leave no owner of %s',
    (file) => {
      const problem = { kind: 'secret.fileUnreadable', file, cause: 'missing' } as const;
      expect(evidencePack(caseOf(refused(problem)), { hidesNames: false }).report).toContain('bob');
      expect(evidencePack(caseOf(refused(problem)), { hidesNames: true }).report).not.toContain('bob');
    },
  );

  it('leave a realm path that looks like a host', () => {
    const stages = [
      {
        ...({ leg: 'sync', name: 'upgrade', ok: false, startedMs: 0, ms: 1, detail: null } as const),
        evidence: { exchanges: [{ ...refusal, body: 'no such path: orders.archive at www.corp.example' }] },
      },
    ];
    const profile = profileView('p', corporate({ realmPaths: ['/~/orders.archive'] }));
    const text = evidencePack(forbiddenCase({ profile, traces: [traceOf({ stages })] }), {
      hidesNames: true,
    }).report;
    expect(text).toContain('"/~/orders.archive"');
    expect(text).toMatch(/no such path: orders\.archive at host-\d+\.example/);
  });
});

describe('replacing', () => {
  it('takes the longest name, in any case, in JSON and in URLs, and no part of a word', () => {
    const names = new Map([
      ['corp.example', 'host-1.example'],
      ['gw.corp.example', 'host-2.example'],
      ['corp\\bob', 'user-1'],
      ['bob', 'user-2'],
    ]);
    expect(replacing(names)('GW.corp.example corp.example xcorp.example')).toBe(
      'host-2.example host-1.example xcorp.example',
    );
    expect(replacing(names)(String.raw`"corp\\bob" corp\bob bobby %2Fbob%2F`)).toBe(
      '"user-1" user-1 bobby %2Fuser-2%2F',
    );
    expect(replacing(new Map())('as it is')).toBe('as it is');
  });
});
