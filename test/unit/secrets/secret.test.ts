import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../main/secrets/secret.ts';

const canary = 'canary-5e1f';
const secret = new Secret('Password', canary);

/** All ways in which a value usually ends up as text. */
const shown: Record<string, (value: unknown) => string> = {
  'a template': (value) => `${String(value)}`,
  concatenation: (value) => '' + (value as string),
  'JSON.stringify': (value) => JSON.stringify(value),
  'JSON of an object around it': (value) => JSON.stringify({ deep: [value] }),
  inspect: (value) => inspect(value),
  'inspect with everything shown': (value) => inspect(value, { showHidden: true, depth: 9, getters: true }),
  'inspect without custom words': (value) =>
    inspect(value, { customInspect: false, showHidden: true, depth: 9 }),
  'console.log': (value) => format(value),
  'console.log with %s': (value) => format('%s', value),
  'console.log with %o': (value) => format('%o', value),
  'console.log with %O': (value) => format('%O', value),
  'console.log with %j': (value) => format('%j', value),
  'console.log with %d': (value) => format('%d', value),
  'console.log of an object around it': (value) => format({ deep: { value } }),
  'an error’s message': (value) => String(new Error(String(value)).stack),
  'an error’s cause': (value) => inspect(new Error('failed', { cause: value })),
  'a spread copy': (value) => inspect({ ...(value as object) }, { showHidden: true, depth: 9 }),
  'its entries': (value) => inspect(Object.entries(value as object), { showHidden: true, depth: 9 }),
  'the source of its functions': (value) =>
    Object.values(value as object)
      .map(String)
      .join(),
  'its property names': (value) =>
    Reflect.ownKeys(value as object)
      .map(String)
      .join(),
};

describe('a secret', () => {
  it.each(Object.entries(shown))('does not show in %s', (_way, show) => {
    expect(show(secret)).not.toContain(canary);
  });

  it.each(['a template', 'concatenation', 'inspect', 'console.log', 'console.log with %s'])(
    'reads [secret] in %s',
    (way) => {
      expect(shown[way]?.(secret)).toContain('[secret]');
    },
  );

  it('can’t be cloned into another process', () => {
    expect(() => structuredClone(secret)).toThrow();
    expect(() => structuredClone({ deep: [secret] })).toThrow();
    expect(() => structuredClone({ ...secret })).toThrow();
  });

  it('is revealed only when asked to', () => {
    expect(secret.reveal()).toBe(canary);
    expect(secret.name).toBe('Password');
  });
});
