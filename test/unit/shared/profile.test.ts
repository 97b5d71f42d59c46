import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProfile, profileSchema, syncUrlOf, toProfileFile } from '../../../shared/profile.ts';
import { ruleNames } from '../../../shared/rules.ts';
import { issueSentence, ruleSentences } from '../../../shared/text/en/rules.ts';
import { examples, seeded } from '../seed.ts';
import {
  contractExample,
  minimal,
  profileFiles,
  profileWith,
  ruleExamples,
  rulesOfOthers,
} from './profile-samples.ts';

describe('a profile file', () => {
  it.each(ruleExamples.map((example) => [example.rule, example.field, example] as const))(
    'is refused for %s at %s, and its near miss is not',
    (rule, field, { refused, nearMiss }) => {
      expect(parseProfile({ ...minimal, ...refused })).toEqual({
        ok: false,
        problem: expect.arrayContaining([{ field, rule }]) as unknown,
      });
      expect(parseProfile({ ...minimal, ...nearMiss })).toMatchObject({ ok: true });
    },
  );

  it.each([
    [
      'f4: the proof for a forward proxy among the request’s headers',
      { gateway: { customRequestHeaders: [{ name: 'Proxy-Authorization', secret: true }] } },
      /forward proxy’s user name and password have fields of their own/,
    ],
    ['D15a: a port that there is not', { server: 'https://host:99999' }, /a port that doesn’t exist/],
    ['D15b: a slash at the end of a path', { realmPaths: ['/~/tasks/'] }, /without the last slash/],
  ])('says what to change, %s', (_what, change, sentence) => {
    const parsed = parseProfile({ ...minimal, ...change });
    const sentences = parsed.ok ? [] : parsed.problem.map(issueSentence);
    expect(sentences).toEqual([expect.stringMatching(sentence)]);
  });

  it('is held to every rule there is', () => {
    const shown = new Set([...ruleExamples.map(({ rule }) => rule), ...rulesOfOthers]);
    expect(ruleNames.filter((rule) => !shown.has(rule))).toEqual([]);
  });

  it('breaks one rule at a time in these examples', () => {
    for (const { rule, field, refused } of ruleExamples) {
      const parsed = parseProfile({ ...minimal, ...refused });
      expect(parsed.ok ? [] : parsed.problem, JSON.stringify(refused)).toEqual([{ field, rule }]);
    }
  });

  it('has all its faults reported at once', () => {
    const faults = { server: '', realmPaths: ['a'], trust: { ca: '' }, colour: 'red' };
    const parsed = parseProfile({ ...minimal, ...faults });
    expect(parsed.ok ? [] : parsed.problem.map(({ field }) => field).sort()).toEqual([
      'colour',
      'realmPaths[0]',
      'server',
      'trust.ca',
    ]);
  });

  it.each([[null], [undefined], [[]], ['text'], [7]])('is an object, not %j', (input) => {
    expect(parseProfile(input)).toMatchObject({ ok: false });
  });

  it('never makes the parser throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        expect(typeof parseProfile(input).ok).toBe('boolean');
      }),
      examples(300),
    );
  });
});

describe('the example of the contract', () => {
  it('is read as it stands', () => {
    expect(profileWith(structuredCloneOf(contractExample))).toEqual({
      ...contractExample,
      gateway: {
        ...contractExample.gateway,
        customRequestHeaders: [
          { name: 'Authorization', secret: true },
          { name: 'X-Team', secret: false, value: 'mobile' },
        ],
      },
      route: { ...contractExample.route, proxyHeaders: [] },
    });
  });
});

/** Off `as const`, whose read-only arrays the parser's input type doesn't take. */
const structuredCloneOf = (file: unknown) => JSON.parse(JSON.stringify(file)) as object;

describe('what is left out', () => {
  it('gets the defaults of the contract', () => {
    expect(profileWith()).toEqual({
      ...minimal,
      environment: 'development',
      realmPaths: ['/~/default'],
      gateway: {
        authorizationHeaderName: 'Authorization',
        urlPrefix: '/realm-sync',
        customRequestHeaders: [],
      },
      route: { mode: 'system', bypass: [], neverDirect: false, proxyHeaders: [] },
      trust: { verify: true },
      sync: { partial: false, compression: false },
    });
  });

  it('includes the provider of a JWT', () => {
    expect(profileWith({ credential: { kind: 'jwt' } }).credential).toEqual({ kind: 'jwt', provider: 'jwt' });
  });

  it.each(['formatVersion', 'name', 'server', 'credential'])('may not be %s', (field) => {
    const { [field]: _, ...rest }: Record<string, unknown> = minimal;
    expect(parseProfile(rest)).toMatchObject({
      ok: false,
      problem: [{ field, rule: expect.any(String) as string }],
    });
  });
});

describe('headers for the forward proxy', () => {
  const withHeaders = (...proxyHeaders: object[]) => parseProfile({ ...minimal, route: { proxyHeaders } });

  it.each([
    [
      'twice',
      [
        { name: 'X-Site', value: 'a' },
        { name: 'x-site', value: 'b' },
      ],
      'headerRepeated',
    ],
    [
      'what the proof is said in',
      [{ name: 'proxy-authorization', value: 'Basic x' }],
      'headerIsProxyPassword',
    ],
    ['the connection’s own', [{ name: 'Proxy-Connection', value: 'close' }], 'headerNameReserved'],
  ])('may not be %s', (_what, headers, rule) => {
    const field = `route.proxyHeaders[${headers.length - 1}].name`;
    expect(withHeaders(...headers)).toMatchObject({ ok: false, problem: [{ field, rule }] });
  });

  it('stand in the file only where there are some, so that every reader of the format takes the others', () => {
    expect(toProfileFile(profileWith()).route).not.toHaveProperty('proxyHeaders');
    const written = [
      { name: 'X-Site', value: 'berlin' },
      { name: 'X-Pass', secret: true },
    ];
    const read = profileWith({ route: { proxyHeaders: written } });
    expect(toProfileFile(read).route).toMatchObject({ proxyHeaders: written });
  });
});

describe('protocol versions', () => {
  it('are tried in the order in which they are written, each once', () => {
    const { sync } = profileWith({ sync: { protocolVersions: [22, 30, 22, 25] } });
    expect(sync.protocolVersions).toEqual([22, 30, 25]);
  });

  it('are written only where there are some', () => {
    const written = (sync: object) => Object.keys(toProfileFile(profileWith({ sync })).sync ?? {});
    expect(written({})).toEqual(['partial', 'compression']);
    expect(written({ protocolVersions: [22] })).toEqual(['protocolVersions', 'partial', 'compression']);
  });

  it('are no choice where all are there as they used to be written by themselves', () => {
    const formerDefault = [30, 29, 28, 27, 26, 25, 24, 23, 22];
    expect(profileWith({ sync: { protocolVersions: formerDefault } })).toEqual(profileWith({}));
    const backwards = formerDefault.toReversed();
    const { sync } = profileWith({ sync: { protocolVersions: backwards } });
    expect(sync.protocolVersions).toEqual(backwards);
  });
});

describe('the sync URL', () => {
  it.each([
    ['http://ros.example:9080', 'ws://ros.example:9080'],
    ['https://ros.example:9443/ros/', 'wss://ros.example:9443'],
    ['https://[::1]:9443/a/b', 'wss://[::1]:9443'],
  ])('of %s is %s, without the path', (server, syncUrl) => {
    expect(syncUrlOf(profileWith({ server }))).toBe(syncUrl);
  });

  it('is the gateway’s, where there is one', () => {
    expect(syncUrlOf(profileWith({ gateway: { syncUrl: 'wss://gateway.example/' } }))).toBe(
      'wss://gateway.example',
    );
  });
});

describe(seeded('a profile'), () => {
  it('comes back from its file as it was', () => {
    fc.assert(
      fc.property(profileFiles, (file) => {
        const parsed = parseProfile(file);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
        const written: unknown = JSON.parse(JSON.stringify(toProfileFile(parsed.value)));
        expect(parseProfile(written)).toEqual(parsed);
      }),
      examples(400),
    );
  });

  it('is written in the form its own schema takes, with nothing left out', () => {
    const file = toProfileFile(profileWith(structuredCloneOf(contractExample)));
    expect(profileSchema.safeParse(file).success).toBe(true);
    expect(file).toEqual(contractExample);
  });
});

describe('the sentence of a rule', () => {
  it.each(Object.entries(ruleSentences))(
    '%s ends with a full stop and names no object',
    (_rule, sentence) => {
      expect(sentence).toMatch(/^\S.*\.$/);
      expect(sentence).not.toMatch(/undefined|null|\[object/);
    },
  );
});
