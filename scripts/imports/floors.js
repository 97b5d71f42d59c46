/**
 * The floors of each part of the program, from the roof down. What stands on a floor imports only what stands below it,
 * never its neighbours: so there is no circle, and each room can be understood, tested and replaced with what is under it.
 * The lint rule (`only-downward.js`), the drawing (`npm run imports`) and the staircase in ARCHITECTURE.md are all made
 * of this list.
 */

/**
 * @typedef {object} Floor
 * @property {readonly string[]} rooms folders and files, as they stand below the part's own folder
 * @property {string} what what is decided or done there
 */

/** @type {Readonly<Record<string, readonly Floor[]>>} */
export const FLOORS = {
  main: [
    { rooms: ['index.ts'], what: 'the window, and then the rest' },
    {
      rooms: ['start.ts', 'cli.ts', 'workers'],
      what: 'composition roots: of the app, the command line, helpers',
    },
    {
      rooms: ['app.ts', 'commands', 'ipc.ts', 'early-calls.ts', 'window.ts', 'preload.ts', 'launch.ts'],
      what: 'what the window asks for and how it is caged · a file for each verb of the command line',
    },
    {
      rooms: ['command-line'],
      what: 'what verbs share: arguments, input, terminal, the profile that is meant',
    },
    {
      rooms: ['check', 'relay', 'shown-profiles.ts'],
      what: 'one whole try of a profile, and its result · a profile lent to apps · what is shown of each profile',
    },
    {
      rooms: ['inspection', 'profiles', 'settings', 'view.ts', 'stray-errors.ts'],
      what: 'what a token says · saved profiles · settings · the snapshot · errors nothing caught',
    },
    {
      rooms: ['sync', 'updates'],
      what: 'sessions: machine, driver, attempt, messages, heartbeat · what a feed may say of newer versions',
    },
    {
      rooms: ['tokens', 'dependencies.ts'],
      what: 'sign-in and access tokens: machines, drivers, auth server · what connections are made from',
    },
    { rooms: ['network'], what: 'route, tunnel, trust, chain, trace, classify' },
    {
      rooms: ['secrets', 'pacing', 'history', 'documents', 'desktop', 'demo'],
      what: 'vault · backoff and limits · what became of sessions · own files · tray and notifications · demo server',
    },
    { rooms: ['ports'], what: 'all that is ambient: an interface and its real adapter in each file' },
    { rooms: ['log.ts', 'window-place.ts'], what: 'what can be logged · where a window may stand' },
    {
      rooms: ['problem-error.ts', 'state-machine.ts', 'splice.ts'],
      what: 'a problem on its way up · what machines have in common · two streams joined',
    },
  ],
  renderer: [
    { rooms: ['main.ts'], what: 'the first paint, and then the rest' },
    { rooms: ['start.ts'], what: 'composition root of the page' },
    { rooms: ['Root.svelte'], what: 'the window, or what stands for one that failed' },
    { rooms: ['App.svelte'], what: 'what is in sight, and which dialog is open' },
    {
      rooms: ['sessions', 'palette', 'frame', 'settings', 'evidence', 'interchange', 'help'],
      what: 'what is watched of profiles · commands and keys found by name · status bar, notices, questions · dialogs · guide and about',
    },
    {
      rooms: ['profiles', 'history', 'relay'],
      what: 'list, header and form of profiles · what became of a session · apps that a profile is lent to',
    },
    { rooms: ['tokens'], what: 'sign-in, and what tokens say' },
    { rooms: ['notes'], what: 'what stands in the way, and what to do about it' },
    { rooms: ['trace', 'demo'], what: 'an attempt hop by hop · the demo’s switches' },
    { rooms: ['offers'], what: 'what leads to a connection where there is none' },
    { rooms: ['commands'], what: 'what each action does, what is asked first, keys and focus' },
    { rooms: ['state'], what: 'the view from the main process, drafts, and where the person is' },
    { rooms: ['ui'], what: 'what every part is drawn with' },
    { rooms: ['text.ts'], what: 'every sentence, in the language in use' },
    {
      rooms: ['language', 'handed-file.ts', 'stray-errors.ts', 'env.d.ts', 'assets.d.ts'],
      what: 'the language in use · files from outside · errors nothing caught',
    },
  ],
};

/**
 * Where a file stands.
 * @param {string} path from the root of the repository, with slashes
 * @returns {{part: string, room: string, floor: number} | null} `floor`: counted from the roof, -1 where the room stands
 *   on none; null for a file of a part that has no floors
 */
export function placeOf(path) {
  const [part = '', room = ''] = path.split('/');
  const floors = FLOORS[part];
  if (floors === undefined || room === '') return null;
  return { part, room, floor: floors.findIndex(({ rooms }) => rooms.includes(room)) };
}

/**
 * Why one file may not import another.
 * @param {string} from
 * @param {string} to both from the root of the repository
 * @returns {string | null} null where it may
 */
export function faultOf(from, to) {
  const own = placeOf(from);
  const other = placeOf(to);
  if (own === null || other === null || own.part !== other.part || own.room === other.room) return null;
  for (const { part, room, floor } of [own, other]) {
    if (floor < 0) return `${part}/${room} stands on no floor: give it one in scripts/imports/floors.js.`;
  }
  if (other.floor > own.floor) return null;
  const where = other.floor === own.floor ? 'beside' : 'above';
  return `${own.part}/${own.room} imports only what stands below it, and ${other.room} stands ${where} it (scripts/imports/floors.js).`;
}

/**
 * The floors of a part as ARCHITECTURE.md shows them: a line each, its rooms and what is done there.
 * @param {string} part
 */
export function staircaseOf(part) {
  const lines = (FLOORS[part] ?? []).map(({ rooms, what }) => ({
    names: rooms.map((room) => (room.includes('.') ? room : `${room}/`)).join('  '),
    what,
  }));
  const width = 34;
  return lines
    .map(({ names, what }) =>
      names.length < width ? `${names.padEnd(width)}${what}` : `${names}\n${' '.repeat(width)}${what}`,
    )
    .join('\n');
}
