import { written } from '../peers/watched-writes.ts';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { setImmediate } from 'node:timers/promises';
import { isIP, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { readdir } from 'node:fs/promises';
import { bindContract } from '../../main/ipc.ts';
import type { Address } from '../../main/ports/dialer.ts';
import { FileDocuments } from '../../main/ports/documents.ts';
import { TimedFiles, type Files } from '../../main/ports/files.ts';
import { NodeJournalFile } from '../../main/ports/journal-file.ts';
import { ownBlockingCalls } from '../../main/ports/blocking-calls.ts';
import { ProfileStore } from '../../main/profiles/store.ts';
import { SettingsStore } from '../../main/settings/store.ts';
import { contract, type CallName } from '../../shared/ipc.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import { FakeClipboard } from '../fakes/clipboard.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeDialer } from '../fakes/dialer.ts';
import { MemoryDocuments } from '../fakes/documents.ts';
import { FakeFileChooser } from '../fakes/file-chooser.ts';
import { FakeGestures } from '../fakes/gestures.ts';
import { FakeKeychain } from '../fakes/keychain.ts';
import { RecordingLog } from '../fakes/log.ts';
import { FakeRandom } from '../fakes/random.ts';
import { FakeSaveFile } from '../fakes/save-file.ts';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';
import { callNames, hostileInputs, revive, type Known, type Recipe } from '../peers/hostile-input.ts';
import { startEmptyApp } from './app.ts';
import { realPorts } from './services.ts';

/**
 * Ten thousand calls of a page under foreign control, against the whole app: documents on a real disk, HTTP over
 * streams in memory, time that passes with the calls. Seeded, so that what falls can be looked at again.
 */
const calls = 10_000;
const seed = 20_261_130;

/** A part of each secret, so that it is found in any surroundings. */
const canaries = [
  'canary-header-4711',
  'canary-password-17',
  'canary-proxy-0815',
  'canary-jwt-signature',
  'canary-file-that-was-not-chosen',
] as const;
const [header, password, proxyPassword, signature, unchosen] = canaries;
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** What they look like on the wire. */
const respelled = [...canaries, Buffer.from(`nell:${proxyPassword}`).toString('base64')];

const secretHeader = { customRequestHeaders: [{ name: 'X-Key', secret: true }] };
const base = { formatVersion: 1, gateway: secretHeader } as const;
interface Saved {
  readonly file: ProfileFile;
  readonly secrets: EnteredSecrets;
}

/** Each saved by the person, with secrets and where they may be heard. */
const kept: readonly [Saved, ...Saved[]] = [
  {
    file: {
      ...base,
      name: 'Kept',
      server: 'https://ros.example',
      credential: { kind: 'password', username: 'nell' },
    },
    secrets: { headers: { 'X-Key': header }, password },
  },
  {
    file: {
      formatVersion: 1,
      name: 'Through',
      server: 'https://far.example',
      credential: { kind: 'anonymous' },
      route: { mode: 'manual', proxy: 'http://proxy.example:3128', username: 'nell' },
    },
    secrets: { proxyPassword },
  },
  {
    file: { ...base, name: 'With a file', server: 'https://jwt.example', credential: { kind: 'jwt' } },
    secrets: { headers: { 'X-Key': header } },
  },
];
const homes: readonly string[] = ['ros.example', 'jwt.example', 'proxy.example'];
const strangers: readonly string[] = ['evil.example', '198.51.100.7', 'xn--e1afmkfd.example'];

/** Listens at every port of every host, and writes down what it hears. */
class ListeningDialer extends FakeDialer {
  readonly asked = new Set<string>();
  readonly heard = new Map<string, string>();

  override resolve(host: string, signal: AbortSignal): Promise<readonly Address[]> {
    this.asked.add(host);
    if (isIP(host) === 0) this.names.set(host, [{ address: '127.0.0.1', family: 4 }]);
    return super.resolve(host, signal);
  }

  override async connect(
    host: string,
    port: number,
    addresses: readonly Address[],
    signal: AbortSignal,
  ): Promise<Socket> {
    this.listen(host, port, (far) =>
      far.on('data', (chunk: Buffer) => {
        const text = chunk.toString();
        const before = this.heard.get(host) ?? '';
        if (before.length < 4_000_000) this.heard.set(host, before + text);
        far.write(answerTo(text));
      }),
    );
    const stream = await super.connect(host, port, addresses, signal);
    // What Node's HTTP wants of a socket besides.
    return Object.assign(stream, {
      setTimeout: () => stream,
      setKeepAlive: () => stream,
      ref: () => stream,
      unref: () => stream,
    });
  }
}

/** A proxy wants Basic and leads nowhere; all others refuse, and repeat what they were sent. */
function answerTo(request: string): string {
  if (request.startsWith('CONNECT') && !/^proxy-authorization/im.test(request))
    return 'HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n';
  const body = JSON.stringify({ said: request });
  return `HTTP/1.1 403 No\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Writes down which files are read. */
class NotedFiles implements Files {
  readonly read = new Set<string>();
  readonly #files: Files;

  constructor(files: Files) {
    this.#files = files;
  }

  readText(path: string, mostBytes: number): Promise<string> {
    this.read.add(path);
    return this.#files.readText(path, mostBytes);
  }
}

let folder: PrivateFolder;
let outside: PrivateFolder;
beforeEach(async () => {
  folder = await makeFolder('fuzz');
  outside = await makeFolder('fuzz-outside');
});
afterEach(async () => {
  await folder.remove();
  await outside.remove();
});

const documentsIn = (path: string, name: string) => new FileDocuments(`${path}/${name}.json`);

/** The whole app, bound as in the main process, and all that it could do to the world. */
function startWatchedApp() {
  const clock = new FakeClock();
  const dialer = new ListeningDialer();
  const log = new RecordingLog();
  const files = new NotedFiles(new TimedFiles(ownBlockingCalls, clock));
  const bugs: unknown[] = [];
  const nameBug = (error: unknown) => {
    bugs.push(error);
    return { kind: 'bug', id: 'fuzz' } as const;
  };
  const ports = { ...realPorts(dialer), clock, files, log, nameBug, random: new FakeRandom(0.5) };
  const [store, settings] = openStores(clock);
  const fileChooser = new FakeFileChooser();
  const beside = { clipboard: new FakeClipboard(), saveFile: new FakeSaveFile(), fileChooser };
  const pushed: string[] = [];
  const historyFile = new NodeJournalFile(folder.file('history.jsonl'));
  const app = startEmptyApp(new MemoryDocuments(), new FakeKeychain(), ports, {
    ...beside,
    store,
    settings,
    historyFile,
    push: (_view, message) => void pushed.push(JSON.stringify(message)),
  });
  const gestures = new FakeGestures();
  const listeners = new Map<CallName, (event: unknown, input: unknown) => Promise<unknown>>();
  const handle: Parameters<typeof bindContract>[0]['handle'] = (name, listener) =>
    void listeners.set(name as CallName, listener as never);
  bindContract({ handle }, { handlers: app.handlers, isTrusted: () => true, gestures, log, clock, nameBug });
  const call = async (name: CallName, input: unknown): Promise<unknown> => {
    const listener = listeners.get(name);
    if (listener === undefined) throw new Error(`${name} is bound by nobody`);
    const answer = listener({}, input);
    if (!(await isSettled(answer, clock))) throw new Error(`${name} is never answered: ${inspect(input)}`);
    return answer;
  };
  return { app, call, clock, dialer, log, files, bugs, gestures, pushed, settings, ...beside };
}

/** Whether it is answered: what waits for a deadline gets it, since time passes with the calls, never by itself. */
async function isSettled(answer: Promise<unknown>, clock: FakeClock): Promise<boolean> {
  let settled = false;
  const mark = () => (settled = true);
  answer.then(mark, mark);
  const start = performance.now();
  for (let rounds = 0; !settled && performance.now() - start < 20_000; rounds += 1) {
    await setImmediate();
    if (rounds > 10) clock.advance(100);
  }
  return settled;
}

function openStores(clock: FakeClock): readonly [ProfileStore, SettingsStore] {
  const store = new ProfileStore({ documents: documentsIn(folder.path, 'profiles'), clock });
  return [
    store,
    new SettingsStore({ documents: documentsIn(folder.path, 'settings'), clock }, store.notices),
  ];
}

const idIn = (answer: unknown): string => {
  const { ok, value } = answer as { readonly ok: boolean; readonly value: string };
  if (!ok) throw new Error(JSON.stringify(answer));
  return value;
};

type Watched = ReturnType<typeof startWatchedApp>;

/** As the person does it: for a profile that the page has changed, removed or taken the secrets of, once more. */
async function keep({ app, call, gestures, fileChooser }: Watched, ids: (string | null)[]): Promise<void> {
  await call('undoRemoval', undefined);
  for (const [index, { file, secrets }] of kept.entries()) {
    const id = ids[index] ?? null;
    const isThere = app.view.profiles.some((profile) => profile.id === id);
    ids[index] = idIn(await call('saveProfile', { id: isThere ? id : null, profile: file, secrets }));
  }
  const id = ids[2] ?? '';
  gestures.press();
  const jwtFile = idIn(await call('chooseJwtFile', { id }));
  expect(jwtFile).toBe(fileChooser.path);
  const local = { keeping: 'keychain', jwtFile, serverKey: null, adaptsPings: true };
  idIn(await call('setLocal', { id, local }));
  await call('connect', { ids });
}

/** What would arrive at the main process: Electron sends nothing that can't be cloned. */
function asSent(recipe: Recipe): { readonly input: unknown } | null {
  try {
    return { input: structuredClone(revive(recipe)) };
  } catch {
    return null;
  }
}

/** Each makes certificates or waits for listeners: a few of them do. */
const slow: readonly CallName[] = ['startDemo', 'stopDemo'];
/** The far ends refuse every sign-in, so that there is no token to show. */
const withoutToken: readonly CallName[] = ['revealToken', 'copyToken'];

type HostileCall = readonly [CallName, Recipe, boolean];

/** Which call, with what, and whether the person happens to press a key just then. */
function hostileCalls(known: Known): fc.Arbitrary<HostileCall> {
  const inputs = new Map(callNames.map((name) => [name, hostileInputs(name, known)]));
  const quick = callNames.filter((name) => !slow.includes(name));
  const names = fc.oneof(
    { weight: 500, arbitrary: fc.constantFrom(...quick) },
    { weight: 1, arbitrary: fc.constantFrom(...slow) },
  );
  return names.chain((name) =>
    fc.tuple(fc.constant(name), inputs.get(name) ?? fc.constant(null), fc.boolean()),
  );
}

function findNoSecret(where: string, text: string): void {
  const found = respelled.find((secret) => text.includes(secret));
  if (found !== undefined) throw new Error(`${found} in ${where}: ${text.slice(0, 2_000)}`);
}

/** So many calls are made before what the page has done is put right again. */
const round = 200;
const unknownCall: HostileCall = ['getView', null, false];

/** The calls of a round, with the profiles and sessions that there are: those that were removed have other ids now. */
function sampleOf(index: number, app: Watched['app'], ids: readonly (string | null)[], known: Known) {
  const sessions = app.view.profiles.flatMap((profile) => profile.sessions.map(({ id }) => String(id)));
  const now = {
    ...known,
    profiles: ids.map(String),
    sessions: sessions.length > 0 ? sessions : known.sessions,
  };
  return fc.sample(hostileCalls(now), { numRuns: round, seed: seed + index });
}

/** Calls as the page does; answers which calls were accepted at least once. */
async function callAll(watched: Watched, ids: (string | null)[], known: Known): Promise<readonly CallName[]> {
  const { app, call, clock, gestures } = watched;
  const accepted = new Set<CallName>();
  let sample: readonly HostileCall[] = [];
  for (let index = 0; index < calls; index += 1) {
    if (index % round === 0) sample = sampleOf(index, app, ids, known);
    const [name, recipe, isPressed] = sample[index % round] ?? unknownCall;
    const sending = asSent(recipe);
    // The one answer that holds a secret is the one to a press.
    if (isPressed && contract[name].needsGesture && name !== 'revealToken') gestures.press();
    const answer = sending === null ? '{"ok":false}' : JSON.stringify(await call(name, sending.input));
    if (!/^\{"ok":(true|false)/.test(answer)) throw new Error(`${name} answered ${answer}`);
    if (answer.startsWith('{"ok":true')) accepted.add(name);
    findNoSecret(`the answer to ${name}`, answer);
    gestures.take();
    clock.advance(100);
    if (index % round !== round - 1) continue;
    const strays = app.view.profiles.filter(({ id }) => !ids.includes(id)).map(({ id }) => id);
    // Each that is saved makes every later snapshot longer.
    if (strays.length > mostProfiles) await call('removeProfiles', { ids: strays });
    clock.advance(10_000);
    await keep(watched, ids);
  }
  return callNames.filter((name) => accepted.has(name));
}

const mostProfiles = 10;

const jwtOf = (claims: object, last: string): string =>
  [part({ alg: 'RS256' }), part(claims), last].join('.');

test(
  `${calls} calls of a hostile page: no crash, no bug, no secret, no foreign host or file, and saving goes on (h2, h4a, h4b, h4c, m2, l5)`,
  { timeout: 240_000 },
  async () => {
    const path = await outside.write('token', jwtOf({ sub: 'nell' }, signature));
    const other = await outside.write('other', jwtOf({ sub: 'nell' }, unchosen));
    const stray: unknown[] = [];
    const onStray = (reason: unknown) => void stray.push(reason);
    process.on('unhandledRejection', onStray);
    onTestFinished(() => void process.off('unhandledRejection', onStray));
    const writtenBefore = written.length;
    const watched = startWatchedApp();
    const { app, call, clock, dialer, files, log } = watched;
    watched.fileChooser.path = path;
    const ids: (string | null)[] = [];
    await keep(watched, ids);
    const known: Known = {
      profiles: ids.map(String),
      sessions: app.view.profiles.flatMap(({ sessions }) => sessions.map(({ id }) => String(id))),
      servers: [...homes, ...strangers].flatMap((host) => [`https://${host}`, `http://${host}:9080`]),
      proxies: ['http://proxy.example:3128', 'http://evil.example:1', 'socks5://198.51.100.7:1080'],
      files: [path, other, '/etc/hostname', outside.file('new')],
    };

    const accepted = await callAll(watched, ids, known);

    // What is always refused was never tried.
    expect(callNames.filter((name) => !accepted.includes(name))).toEqual(withoutToken);
    expect(watched.bugs).toEqual([]);
    expect(stray).toEqual([]);
    for (const message of watched.pushed) findNoSecret('a push', message);
    findNoSecret('what was exported', JSON.stringify(watched.saveFile.saved));
    findNoSecret('the log', JSON.stringify(log.events));
    const refused = log.events.filter(({ event }) => event === 'callRefused').length;
    expect(refused).toBeLessThanOrEqual(11 + clock.monotonic() / 60_000);

    // Each secret was heard where it was given for, and nowhere else.
    const own = homes.map((host) => dialer.heard.get(host) ?? '');
    expect(own.map((text) => respelled.filter((secret) => text.includes(secret)))).toEqual([
      [header, password],
      [header, signature],
      [Buffer.from(`nell:${proxyPassword}`).toString('base64')],
    ]);
    for (const [host, text] of dialer.heard)
      if (!homes.includes(host)) findNoSecret(`what ${host} heard`, text);
    const given = [...homes, ...strangers, '127.0.0.1'];
    expect([...dialer.asked].filter((host) => !given.includes(host))).toEqual([]);
    expect(strangers.some((host) => dialer.heard.has(host))).toBe(true);

    expect([...files.read]).toEqual([path]);
    const elsewhere = written
      .slice(writtenBefore)
      .filter((place) => place !== folder.path && !place.startsWith(`${folder.path}/`));
    expect(elsewhere).toEqual([]);
    expect((await readdir(outside.path)).sort()).toEqual(['other', 'token']);

    await call('changeSettings', { theme: 'dark' });
    const { file } = kept[0];
    idIn(await call('saveProfile', { id: null, profile: { ...file, name: 'After all' }, secrets: {} }));
    const [again, settings] = openStores(clock);
    expect(again.load().map(({ profile }) => profile.name)).toEqual(
      expect.arrayContaining(['Kept', 'Through', 'With a file', 'After all']),
    );
    expect(settings.current).toEqual({ ...watched.settings.current, theme: 'dark' });
    expect(again.notices).toEqual([]);
    expect(written.slice(writtenBefore).length).toBeGreaterThan(100);
  },
);
