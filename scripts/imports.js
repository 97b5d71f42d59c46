import { resolve } from 'node:path';
import { faultOf, FLOORS } from './imports/floors.js';
import { circlesIn, importsIn, merged } from './imports/graph.js';
import { ROOT } from './setup/places.js';

/**
 * `npm run imports [-- FOLDER]`: draws who imports whom in a checkout, by the floors of this one; ends with 1 where an
 * arrow runs up or in a circle.
 */

const root = resolve(process.argv[2] ?? ROOT);
const graph = importsIn(root, ['main', 'shared', 'renderer']);

/** @param {string} path @returns {string} `main/sync`, `main/app.ts` */
const roomOf = (path) => path.split('/').slice(0, 2).join('/');

const rooms = merged(graph, roomOf);
const faults = [...graph].flatMap(([from, targets]) =>
  [...targets].flatMap((to) => (faultOf(from, to) === null ? [] : [`${from} → ${to}`])),
);
const circlesOfRooms = circlesIn(rooms);
const circlesOfFiles = circlesIn(graph);

for (const [part, floors] of Object.entries(FLOORS)) {
  console.log(`${part}/`);
  for (const { rooms: names } of floors)
    console.log(`  ${names.map((name) => drawn(part, name)).join('  ')}`);
}

/** A room with the number of rooms below that it imports. @param {string} part @param {string} name */
function drawn(part, name) {
  const targets = [...(rooms.get(`${part}/${name}`) ?? [])].filter((target) => target.startsWith(`${part}/`));
  return `${name}${name.includes('.') ? '' : '/'}↓${targets.length}`;
}

/** @param {string} what @param {readonly string[]} lines */
function list(what, lines) {
  console.log(`${what}: ${lines.length}`);
  for (const line of lines) console.log(`  ${line}`);
}

list('arrows up or aside', faults);
list(
  'circles of rooms',
  circlesOfRooms.map((circle) => circle.join(' ↔ ')),
);
list(
  'circles of files',
  circlesOfFiles.map((circle) => circle.join(' ↔ ')),
);
process.exitCode = faults.length + circlesOfRooms.length + circlesOfFiles.length === 0 ? 0 : 1;
