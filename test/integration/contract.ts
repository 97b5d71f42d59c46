import { z } from 'zod';

/*
 * The command line's result as its contract words it, written apart from the app's own types: a slip in those must
 * not slip through here. More fields may be there; what is named must be, in its type.
 */

const stageOrder = [
  'keychain',
  'route',
  'resolve',
  'connect',
  'proxy',
  'tls',
  'sign-in',
  'access-token',
  'upgrade',
  'bind',
  'heartbeat',
] as const;

const ms = z.number().nonnegative();
const count = z.number().int().nonnegative();
const routeReasons = [
  'profile',
  'bypass',
  'system',
  'https_proxy',
  'http_proxy',
  'all_proxy',
  'no_proxy',
  'no proxy set',
] as const;

const stage = z.looseObject({
  leg: z.enum(['auth', 'sync']),
  name: z.enum(stageOrder),
  ok: z.boolean(),
  ms,
});

const route = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('direct'), reason: z.enum(routeReasons) }),
  z.looseObject({ kind: z.literal('forwardProxy'), proxy: z.url(), reason: z.enum(routeReasons) }),
]);

const session = z.looseObject({
  protocol: z.string().regex(/^(io\.realm\.sync\.\d\d)?$/),
  bound: z.boolean(),
  heartbeats: count,
  rttMs: ms.optional(),
  refreshes: count,
  heldMs: ms,
});

const problem = z.looseObject({
  kind: z.string().regex(/^[a-z]+(\.[a-zA-Z]+)?$/),
  place: z.enum([
    'this computer',
    'profile',
    'keychain',
    'network',
    'forward proxy',
    'TLS inspector',
    'auth server',
    'gateway',
    'sync server',
  ]),
  status: z.number().int().nullable(),
  remedy: z.enum(['retry', 'refreshToken', 'awaitNetwork', 'askUser']),
  summary: z.string().regex(/\S.*\.$/),
  hint: z.string().min(1),
});

/** What was not reached is absent, or null for `identity`, `realmPath`, `upgrade`, `session`. */
const shape = z.looseObject({
  version: z.literal(1),
  ok: z.boolean(),
  profile: z.looseObject({
    name: z.string(),
    environment: z.enum(['development', 'staging', 'production', 'own']),
  }),
  identity: z.string().min(1).nullable(),
  realmPath: z.string().startsWith('/').nullable(),
  route: route.optional(),
  stages: z.array(stage),
  upgrade: z
    .looseObject({
      target: z.string().startsWith('/'),
      headers: z.array(z.tuple([z.string(), z.string()])),
    })
    .nullable(),
  session: session.nullable(),
  problem: problem.nullable(),
});

type Result = z.infer<typeof shape>;

/** Each leg's stages appear in the contract's order; a stage gone through twice counts where it came first. */
function isInOrder({ stages }: Result): boolean {
  return (['auth', 'sync'] as const).every((leg) => {
    const names = [...new Set(stages.filter((one) => one.leg === leg).map(({ name }) => name))];
    const places = names.map((name) => stageOrder.indexOf(name));
    return places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1));
  });
}

const agreesWithItself = ({ ok, problem: found, stages, session: held }: Result): boolean =>
  ok === (found === null) && (!ok || (stages.every((one) => one.ok) && held?.bound === true));

export const contractResult = shape
  .refine(isInOrder, { error: 'the stages are not in the contract’s order' })
  .refine(agreesWithItself, { error: 'ok says something else than problem, stages and session' });

export type ContractResult = z.infer<typeof contractResult>;
