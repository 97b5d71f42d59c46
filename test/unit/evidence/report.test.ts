import { pemSample } from '../shared/pem-sample.ts';
import { describe, expect, it } from 'vitest';
import { problemOf, tracesOf } from '../../../shared/evidence/case.ts';
import { evidencePack } from '../../../shared/evidence/evidence-pack.ts';
import { blocks, fenced, heading, list, table } from '../../../shared/evidence/markdown.ts';
import { reportOf } from '../../../shared/evidence/report.ts';
import { explain } from '../../../shared/text/en/problems.ts';
import { defaultRelay } from '../../../shared/relay.ts';
import type { RelayStatus, RelayedApp } from '../../../shared/relay-status.ts';
import { corporate, online, profileOf, profileView, sceneNow, traceOf } from '../renderer/scenes.ts';
import { allProblems } from '../shared/problem-samples.ts';
import { caseOf, forbiddenCase, keptHistory, refusal, refused } from './cases.ts';

const sectionOf = (report: string, title: string): string =>
  report.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

describe('a report', () => {
  const report = reportOf(forbiddenCase());

  it('begins with what is wrong, where, and what to do', () => {
    expect(report.split('\n')[0]).toBe('# Report on /~/tasks of Staging');
    const { summary, hint } = explain({ kind: 'gateway.forbidden', status: 403 });
    expect(sectionOf(report, 'State')).toContain(`**${summary}** ${hint}`);
    expect(sectionOf(report, 'State')).toContain(
      'Code gateway.forbidden 403; place: gateway; remedy: askUser.',
    );
  });

  it('draws the way as the window does, and marks who refused', () => {
    expect(sectionOf(report, 'The way to the server')).toContain(
      [
        '● You this computer (passed)',
        '→ ● Forward proxy proxy.example:3128 (passed)',
        '→ ■ Gateway gateway.example (refused 403)',
        '→ ○ Server ros.internal.example:9443 (not reached)',
      ].join('\n'),
    );
    expect(report).toContain('via http://proxy.example:3128 (set in the profile)');
  });

  it('has every attempt with its stages, the newest first', () => {
    const attempts = sectionOf(report, 'Attempts');
    expect(attempts.match(/### .*/g)).toEqual([
      '### Attempt 3, 2026-03-02 12:25:58.000',
      '### Attempt 2, 2026-03-02 12:25:00.000',
    ]);
    expect(attempts).toContain('| Sync | Upgrade | **failed** | 92 | 31 | 403 |');
    expect(attempts).toContain('| Sync | Connect | passed | 25 | 10 | waited 5 ms for Tokens Access token |');
  });

  it('says what was asked and answered, in a fence that the answer can’t close', () => {
    const exchanges = sectionOf(report, 'Requests and answers');
    expect(exchanges).toContain(`\`\`\`\`http\n${refusal.request[0] ?? ''}`);
    expect(exchanges).toContain('X-Realm-Auth: [access token B]');
    expect(exchanges).toContain('not Malice\n````');
  });

  it('shortens long bodies, and says that it does', () => {
    const long = { ...refusal, body: 'x'.repeat(2_500) };
    const [newest] = forbiddenCase().traces;
    const stages = (newest?.stages ?? []).map((stage) =>
      stage.name === 'upgrade' ? { ...stage, evidence: { exchanges: [long] } } : stage,
    );
    const text = reportOf(forbiddenCase({ traces: [traceOf({ stages })] }));
    expect(text).toContain(`${'x'.repeat(2_000)}\n… (500 more characters are in the HAR file)`);
    expect(text).not.toContain('x'.repeat(2_001));
  });

  it('lists certificates, token facts, outages, the profile and versions', () => {
    expect(sectionOf(report, 'Certificates')).toContain(
      '| gateway.example | Corp CA | 2026-01-01 to 2027-01-01 |',
    );
    expect(sectionOf(report, 'Tokens')).toContain('- Expires: 2026-03-02 12:31:10.000');
    expect(sectionOf(report, 'The last 30 days')).toContain(
      'Online 95.0 % of the time it was wanted; 1 outage.',
    );
    expect(sectionOf(report, 'The last 30 days')).toContain('| 180.0 so far | gateway refused (403) |');
    expect(sectionOf(report, 'Profile')).toContain('"urlPrefix": "/my/url/prefix"');
    expect(sectionOf(report, 'Versions')).toContain('- node: 24.1.0');
    expect(sectionOf(report, 'Versions')).toContain('- system: Linux 6.1 x64');
  });

  describe('of the relay', () => {
    const nothing = { messages: 0, bytes: 0 };
    const app = (id: number, phase: RelayedApp['phase']): RelayedApp => ({
      ...{ id, path: '/abc/secret-plans', isSync: true, since: sceneNow, received: 1, sent: 2, phase },
    });
    const stands = { kind: 'route.unresolved', proxy: 'edge9.corp.example:8080' } as const;
    const relay: RelayStatus = {
      ...{ state: 'listening', port: 19_085, mode: 'transparent', problem: stands },
      apps: [
        app(1, { state: 'open' }),
        app(2, { state: 'open' }),
        app(3, { state: 'held', problem: stands }),
        app(4, { state: 'ended', why: { kind: 'failed', problem: stands } }),
        app(5, { state: 'ended', why: { kind: 'closed' } }),
      ],
      refused: { origin: 2, otherUser: 1 },
    };
    const profile = { ...profileView('p', corporate()), relay };
    const relayed = [
      {
        ...keptHistory,
        ...{ path: '/abc/secret-plans', nth: 1 },
        hours: [
          {
            at: sceneNow - 3_600_000,
            roundTrips: null,
            traffic: { received: nothing, sent: nothing },
            connections: 7,
          },
        ],
      },
    ];

    it('says where it listens, how many apps are there and wait, and why it turned some away', () => {
      expect(sectionOf(reportOf(forbiddenCase({ profile, relayed })), 'Relay')).toMatchInlineSnapshot(`
        "
        - Listens on http://127.0.0.1:19085, mode transparent.
        - Apps: 2 connected, 1 held, 0 connecting.
        - In the way just now: The forward proxy’s name in edge9.corp.example:8080 could not be found.
        - Latest requests of apps that failed: 1 × The forward proxy’s name in edge9.corp.example:8080 could not be found.
        - Not let in: 2 from web pages in a browser · 1 from programs of other users of this computer.
        - The last 30 days: 7 connections of apps, 1 outage of the way.
        "
      `);
    });

    it('says nothing of what apps asked for, and hides names that stand there alone', () => {
      const text = evidencePack(forbiddenCase({ profile, relayed }), { hidesNames: true }).report;
      expect(text).not.toContain('secret-plans');
      expect(text).not.toContain('edge9');
      const hosts = {
        ...corporate(),
        relay: { ...defaultRelay, hosts: ['desk-7.corp.example'], allow: ['*.intra.example'] },
      };
      const named = { ...profileView('p', hosts), relay: { state: 'off' } as const };
      const hidden = evidencePack(forbiddenCase({ profile: named }), { hidesNames: true }).report;
      expect(hidden).toContain('Off. Its port is 19080, its mode transparent.');
      expect(hidden).not.toMatch(/desk-7|intra/);
    });

    it('has no part of its own where the profile was never lent', () => {
      expect(report).not.toContain('## Relay');
    });
  });

  it('is short where there is little to tell', () => {
    const nothing = { session: null, traces: [], history: null };
    const text = reportOf(forbiddenCase(nothing));
    expect(text.split('\n')[0]).toBe('# Report on Staging');
    for (const words of [
      'The profile has no session.',
      'No attempt yet.',
      'Nothing was said yet.',
      'Nothing was kept.',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('## Certificates');
    expect(text).not.toMatch(/undefined|null\b|\[object/);
  });

  it.each(allProblems.map((problem) => [problem.kind, problem] as const))(
    'can be written of %s',
    (_, problem) => {
      const { report: text, har } = evidencePack(caseOf(refused(problem)), { hidesNames: true });
      expect(text).not.toMatch(/undefined|\[object|NaN/);
      expect(JSON.parse(har)).toHaveProperty('log.version', '1.2');
    },
  );

  it('leaves the text of certificates out', () => {
    const profile = profileView('p', profileOf({ trust: { ca: pemSample + pemSample } }));
    const text = reportOf(forbiddenCase({ profile }));
    expect(text).toContain('"ca": "(2 certificates, left out)"');
    expect(text).not.toContain(pemSample.slice(40, 60));
  });
});

describe('what the profile calls no secret', () => {
  const withheld = 'Bearer 0123456789';
  const file = {
    gateway: {
      customRequestHeaders: [
        { name: 'X-Api-Key', value: withheld },
        { name: 'X-Team', value: 'mobile' },
      ],
    },
  };
  const [newest] = forbiddenCase().traces;
  const stages = (newest?.stages ?? []).map((stage) => ({
    ...stage,
    evidence: { exchanges: [{ ...refusal, request: [...refusal.request, `X-Api-Key: ${withheld}`] }] },
  }));
  const pack = evidencePack(
    forbiddenCase({ profile: profileView('p', corporate(file)), traces: [traceOf({ stages })] }),
    { hidesNames: false },
  );

  it('is withheld all the same where it looks like one', () => {
    expect(pack.report).toContain('X-Api-Key: [withheld]');
    expect(pack.report + pack.har).not.toContain('0123456789');
    expect(pack.report).toContain('"value": "mobile"');
  });
});

describe('a case', () => {
  it('has each attempt once, the one under way first', () => {
    const [session] = profileView('p', profileOf(), [online()]).sessions;
    if (session === undefined) throw new Error('the profile has no realm path');
    const newest = traceOf({ attempt: 2, startedAt: 2 });
    const before = traceOf({ attempt: 1, startedAt: 1 });
    expect(tracesOf({ ...session, trace: newest }, [newest, before])).toEqual([newest, before]);
    expect(tracesOf({ ...session, trace: null }, [before])).toEqual([before]);
    expect(tracesOf(null, [])).toEqual([]);
  });

  it('knows the problem of the session, of its token, or of the sign-in', () => {
    const problem = { kind: 'vault.locked' } as const;
    expect(problemOf(forbiddenCase())).toEqual({ kind: 'gateway.forbidden', status: 403 });
    const { session, profile } = caseOf(online());
    expect(problemOf({ session, profile })).toBeNull();
    const token = { state: 'retrying', problem, until: sceneNow } as const;
    expect(problemOf({ session: session === null ? null : { ...session, token }, profile })).toEqual(problem);
    const needsUser = { ...profile, signIn: { state: 'needsUser', problem } as const };
    expect(problemOf({ session, profile: needsUser })).toEqual(problem);
  });
});

describe('Markdown', () => {
  it('keeps text from outside where it was put', () => {
    expect(heading(2, 'a\n# b')).toBe('## a # b');
    expect(list(['<b>\n- x'])).toBe('- &lt;b> - x');
    expect(table(['A', 'B'], [['x|y', '1\n2']])).toBe('| A | B |\n| --- | --- |\n| x\\|y | 1 2 |');
    expect(fenced('a ```` b')).toBe('`````\na ```` b\n`````');
    expect(blocks(['a', null, '', 'b'])).toBe('a\n\nb');
  });
});
