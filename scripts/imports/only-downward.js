import { dirname, join, relative, sep } from 'node:path';
import { ROOT } from '../setup/places.js';
import { faultOf } from './floors.js';

/**
 * A lint rule: a file imports only from the floors below its own. Imports of types count: who needs the type of a thing
 * depends on it as well.
 * @type {import('eslint').Rule.RuleModule}
 */
export const onlyDownward = {
  meta: { type: 'problem', schema: [], docs: { description: 'imports run down the staircase' } },
  create(context) {
    const from = fromRoot(context.filename);
    /** @param {import('estree').Node | null | undefined} source */
    const check = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string' || !source.value.startsWith('.'))
        return;
      const message = faultOf(from, fromRoot(join(dirname(context.filename), source.value)));
      if (message !== null) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
    };
  },
};

/** @param {string} path */
const fromRoot = (path) => relative(ROOT, path).split(sep).join('/');
