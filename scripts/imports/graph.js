import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { join } from 'node:path';

/** @typedef {ReadonlyMap<string, ReadonlySet<string>>} Graph who imports whom */

/**
 * Every import of one file of ours by another, types included.
 * @param {string} root a checkout
 * @param {readonly string[]} parts its folders to look into
 * @returns {Graph} paths from the root, with slashes
 */
export function importsIn(root, parts) {
  const files = parts.flatMap((part) =>
    readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(part, name.replaceAll('\\', '/')))
      .filter((path) => /\.(ts|svelte)$/.test(path)),
  );
  const known = new Set(files);
  return new Map(
    files.map((file) => [file, new Set(targetsOf(root, file).filter((path) => known.has(path)))]),
  );
}

/** @param {string} root @param {string} file @returns {readonly string[]} */
function targetsOf(root, file) {
  const text = readFileSync(join(root, file), 'utf8');
  const sources = text.matchAll(/(?:\bfrom|\bimport\(|^\s*import)\s*'(\.[^']+)'/gm);
  return [...sources].map(([, source = '']) => posix.join(posix.dirname(file), source));
}

/**
 * The same between what `nameOf` makes of files; what has one name is one.
 * @param {Graph} graph
 * @param {(file: string) => string} nameOf
 * @returns {Graph}
 */
export function merged(graph, nameOf) {
  /** @type {Map<string, Set<string>>} */
  const result = new Map();
  for (const [file, targets] of graph) {
    const name = nameOf(file);
    const others = result.get(name) ?? new Set();
    result.set(name, others);
    for (const target of targets) if (nameOf(target) !== name) others.add(nameOf(target));
  }
  return result;
}

/**
 * Groups in which each reaches every other (Tarjan, 1972): circles.
 * @param {Graph} graph
 * @returns {readonly (readonly string[])[]}
 */
export function circlesIn(graph) {
  /** @type {Map<string, {index: number, low: number, isOpen: boolean}>} */
  const seen = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const circles = [];
  /** @param {string} name */
  const visit = (name) => {
    const own = { index: seen.size, low: seen.size, isOpen: true };
    seen.set(name, own);
    stack.push(name);
    for (const target of graph.get(name) ?? []) {
      const other = seen.get(target) ?? visit(target);
      if (other.isOpen) own.low = Math.min(own.low, other.low);
    }
    if (own.low === own.index) {
      const circle = stack.splice(stack.indexOf(name));
      for (const each of circle) Object.assign(seen.get(each) ?? {}, { isOpen: false });
      if (circle.length > 1) circles.push(circle.sort());
    }
    return own;
  };
  for (const name of graph.keys()) if (!seen.has(name)) visit(name);
  return circles;
}
