import fc from 'fast-check';
import { z } from 'zod';
import { channels, contract, type CallName } from '../../shared/ipc.ts';
import { profileSchema } from '../../shared/profile.ts';

/**
 * What a page under foreign control would send. Made from the contract's own schemas, so that a call that is new is
 * tried by itself: valid, nearly valid, and nonsense at any place of it. Inputs are recipes in JSON, which `revive`
 * turns into what JSON has no word for, in this process and in a page alike.
 */
export type Recipe = unknown;

export const callNames: readonly CallName[] = channels.flatMap((name) =>
  contract[name].direction === 'call' ? [name as CallName] : [],
);

/** What the one who attacks knows, from the view: the rest is guessed. */
export interface Known {
  readonly profiles: readonly string[];
  readonly sessions: readonly string[];
  /** Addresses of servers, gateways and proxies: those of the profile, and the attacker's own. */
  readonly servers: readonly string[];
  readonly proxies: readonly string[];
  /** Paths of files whose content only their owner should see. */
  readonly files: readonly string[];
}

const oddities = [
  ...[
    'undefined',
    'nan',
    'minusZero',
    'infinity',
    'bigint',
    'date',
    'map',
    'set',
    'error',
    'regexp',
    'bytes',
  ],
  ...[
    'endless',
    'deep',
    'wide',
    'long',
    'half',
    'getter',
    'throwing',
    'inherited',
    'proto',
    'sparse',
    'claimed',
  ],
  ...['function', 'symbol', 'proxy', 'textObject'],
] as const;
type Oddity = (typeof oddities)[number];

/** Turns a recipe into what is sent. Stands by itself: the page gets its source. */
export function revive(recipe: Recipe): unknown {
  const endless: Record<string, unknown> = {};
  endless['self'] = endless;
  const made: Record<Oddity, () => unknown> = {
    undefined: () => undefined,
    nan: () => Number.NaN,
    minusZero: () => -0,
    infinity: () => Number.NEGATIVE_INFINITY,
    bigint: () => 2n ** 200n,
    date: () => new Date(Number.NaN),
    map: () => new Map([['id', endless]]),
    set: () => new Set([[]]),
    error: () => new RangeError('thrown'),
    regexp: () => /(a+)+$/,
    bytes: () => new Uint8Array(300_000),
    endless: () => endless,
    deep: () => Array.from({ length: 2_000 }).reduce<unknown>((inner) => ({ inner }), 0),
    wide: () => Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`k${index}`, index])),
    long: () => 'x'.repeat(100_000),
    half: () => 'a\ud800b',
    getter: () => Object.defineProperty({}, 'id', { enumerable: true, get: () => 'got' }),
    throwing: () => {
      const thrower = () => {
        throw new Error('thrown by a getter');
      };
      return Object.defineProperty({}, 'id', { enumerable: true, get: thrower });
    },
    inherited: () => Object.create({ id: 'inherited', ids: [] }) as unknown,
    proto: () => JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}') as unknown,
    sparse: () => Object.assign([], { 5_000: 'far' }),
    claimed: () => Object.assign([], { length: 4_000_000_000 }),
    function: () => () => 'called',
    symbol: () => Symbol('x'),
    proxy: () => new Proxy({}, {}),
    textObject: () => Object('text') as unknown,
  };
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    const { $odd: odd } = node as { readonly $odd?: Oddity };
    if (odd !== undefined) return made[odd]();
    return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, walk(value)]));
  };
  return walk(recipe);
}

const odd: fc.Arbitrary<Recipe> = fc.constantFrom(...oddities).map((name) => ({ $odd: name }));
const nonsense: fc.Arbitrary<Recipe> = fc.oneof(odd, fc.jsonValue({ maxDepth: 2 }));

/** Inputs for one call: most of them nearly valid, some nothing of the kind. */
export function hostileInputs(name: CallName, known: Known): fc.Arbitrary<Recipe> {
  const nearly = nearlyValid(contract[name].input, '', known);
  return fc.oneof({ weight: 6, arbitrary: nearly }, { weight: 1, arbitrary: nonsense });
}

/** What the schema would take, but for now and then one place of it. `field`: by whose name a text is guessed. */
function nearlyValid(schema: unknown, field: string, known: Known): fc.Arbitrary<Recipe> {
  const proper = properFor(schema, field, known);
  return fc.oneof({ weight: 25, arbitrary: proper }, { weight: 1, arbitrary: nonsense });
}

function properFor(schema: unknown, field: string, known: Known): fc.Arbitrary<Recipe> {
  const inside = (inner: unknown, name = field) => nearlyValid(inner, name, known);
  if (schema instanceof z.ZodUnknown && field === 'profile') return inside(profileSchema, 'of profile');
  if (schema instanceof z.ZodObject) return objectFor(schema, known);
  if (schema instanceof z.ZodArray) return fc.array(inside(schema.element), { maxLength: 3 });
  if (schema instanceof z.ZodEnum) return fc.constantFrom<Recipe>(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom<Recipe>(...schema.values);
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map((option) => inside(option)));
  if (schema instanceof z.ZodNullable) return fc.oneof(fc.constant(null), inside(schema.unwrap()));
  if (schema instanceof z.ZodPipe) return inside(schema.in);
  if (isWrapped(schema)) return inside(schema.def.innerType);
  if (schema instanceof z.ZodUndefined) return fc.constant({ $odd: 'undefined' });
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber && field === 'until') return fc.constantFrom(1, 1_767_232_000_000);
  if (schema instanceof z.ZodNumber) return fc.constantFrom(0, 1, 2, 22, 30, 1.5, -1, 1e12);
  if (schema instanceof z.ZodRecord)
    return fc.dictionary(fc.constantFrom('X-Key', 'a', '__proto__'), wordFor('', known), { maxKeys: 2 });
  if (schema instanceof z.ZodString) return wordFor(field, known);
  return nonsense;
}

const isWrapped = (schema: unknown): schema is { readonly def: { readonly innerType: unknown } } =>
  schema instanceof z.ZodOptional ||
  schema instanceof z.ZodDefault ||
  schema instanceof z.ZodPrefault ||
  schema instanceof z.ZodCatch ||
  schema instanceof z.ZodReadonly;

/** What may be left out mostly is: with all of it there, hardly an input would be valid. */
function objectFor({ shape }: z.ZodObject, known: Known): fc.Arbitrary<Recipe> {
  const fields = Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [name, nearlyValid(schema, name, known)]),
  );
  const requiredKeys = Object.entries(shape).flatMap(([name, schema]) =>
    schema instanceof z.ZodType && !schema.safeParse(undefined).success ? [name] : [],
  );
  const few = fc.record(fields, { requiredKeys });
  const least = fc.record(Object.fromEntries(requiredKeys.map((name) => [name, fields[name] ?? nonsense])));
  const excess = fc.record({ ...fields, constructor: nonsense, extra: nonsense });
  return fc.oneof(
    { weight: 5, arbitrary: few },
    { weight: 5, arbitrary: least },
    { weight: 1, arbitrary: excess },
  );
}

function wordFor(field: string, known: Known): fc.Arbitrary<Recipe> {
  const { profiles, sessions, servers, proxies, files } = known;
  const ids = [...profiles, ...profiles, ...sessions, 'demo', 'trial', 'nobody'];
  switch (field) {
    case 'id':
    case 'ids':
    case 'replaces':
      return fc.constantFrom(...ids);
    case 'session':
      return fc.constantFrom(...sessions, ...sessions, ...profiles);
    case 'server':
      return fc.constantFrom(...servers);
    case 'syncUrl':
      return fc.constantFrom(...servers.map((url) => url.replace(/^http/, 'ws')));
    case 'proxy':
      return fc.constantFrom(...proxies);
    case 'host':
      return fc.constantFrom('evil.example:443', 'ros.example:443', 'x');
    case 'jwtFile':
    case 'text':
      return fc.constantFrom(...files, '../../etc/passwd');
    case 'fingerprint':
      return fc.constant(Array(32).fill('AB').join(':'));
    case 'realmPaths':
      return fc.constantFrom('/~/default', '/~/mine', '/a/b', '/../x');
    case 'urlPrefix':
      return fc.constantFrom('/realm-sync', '/%2e%2e', '/x');
    case 'from':
    case 'to':
      return fc.constantFrom('22:00', '07:00', '25:00');
    default:
      return fc.constantFrom(
        ...['a', 'X-Key', '', 'nell', '\u202e', '__proto__', ...files, ...ids, 'eyJhbGciOiJub25lIn0.e30.'],
      );
  }
}
