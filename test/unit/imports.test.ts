import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultOf, FLOORS, staircaseOf } from '../../scripts/imports/floors.js';
import { circlesIn, importsIn, merged } from '../../scripts/imports/graph.js';
import { inRoot, ROOT } from '../../scripts/setup/places.js';

const parts = Object.keys(FLOORS);
const graph = importsIn(ROOT, parts);

describe('the staircase', () => {
  it('is seen by the drawing as it is by the linter: many imports, none of them up or aside', () => {
    const arrows = [...graph].flatMap(([from, targets]) => [...targets].map((to) => [from, to] as const));
    expect(arrows.length).toBeGreaterThan(500);
    expect(arrows.filter(([from, to]) => faultOf(from, to) !== null)).toEqual([]);
  });

  it('has no circle of files', () => {
    expect(circlesIn(importsIn(ROOT, ['main', 'shared', 'renderer']))).toEqual([]);
  });

  it.each(parts)('of %s stands in ARCHITECTURE.md as it is held', (part) => {
    expect(readFileSync(inRoot('ARCHITECTURE.md'), 'utf8')).toContain(staircaseOf(part));
  });

  it('has only rooms that there are', () => {
    const rooms = new Set([...graph.keys()].map((path) => path.split('/').slice(0, 2).join('/')));
    const drawn = parts.flatMap((part) =>
      FLOORS[part]?.flatMap((floor) => floor.rooms.map((room) => `${part}/${room}`)),
    );
    expect([...rooms].sort()).toEqual(drawn.sort());
  });
});

describe('circles', () => {
  const of = (graph: Record<string, string[]>) =>
    circlesIn(new Map(Object.entries(graph).map(([from, targets]) => [from, new Set(targets)])));

  it('are found, however long', () => {
    expect(of({ a: ['b'], b: ['c'], c: ['a', 'd'], d: ['e'], e: ['d'], f: ['a'] })).toEqual([
      ['d', 'e'],
      ['a', 'b', 'c'],
    ]);
  });

  it('are none where two ways lead to one place', () => {
    expect(of({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })).toEqual([]);
  });

  it('are those of folders, too', () => {
    const files = new Map([
      ['x/one', new Set(['y/one'])],
      ['y/one', new Set<string>()],
      ['y/two', new Set(['x/two'])],
      ['x/two', new Set<string>()],
    ]);
    expect(circlesIn(files)).toEqual([]);
    expect(circlesIn(merged(files, (path) => path.slice(0, 1)))).toEqual([['x', 'y']]);
  });
});
