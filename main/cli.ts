import { join } from 'node:path';
import Conf from 'conf';
import { version } from '../package.json';
import { visibleText } from '../shared/visible-text.ts';
import type { SubjectDeps } from './check/subject.ts';
import type { CommandContext } from './commands/command.ts';
import { runCommandLine } from './commands/commands.ts';
import { terminalOn } from './commands/terminal.ts';
import { bugNamer, LineLog, silentLog } from './log.ts';
import { namelessSecret } from './network/secret-names.ts';
import { systemClock } from './ports/clock.ts';
import { systemDialer } from './ports/dialer.ts';
import { ConfDocuments, ReadOnlyDocuments } from './ports/documents.ts';
import { nodeFiles } from './ports/files.ts';
import { nodeHttp } from './ports/http.ts';
import { forkedKeychain, KeychainProcess } from './ports/keychain-process.ts';
import { unwatchedInterfaces } from './ports/interfaces.ts';
import { kerberosNegotiate } from './ports/negotiate.ts';
import type { Ports } from './ports/ports.ts';
import { silentPower } from './ports/power.ts';
import { quietNode } from './ports/quiet-node.ts';
import { systemRandom } from './ports/random.ts';
import { frameLimitIn, withFrameLimit, wsSockets } from './ports/sockets.ts';
import { EnvironmentSystemProxy } from './ports/system-proxy.ts';
import { NodeSystemRoots } from './ports/system-roots.ts';
import { profilesDocument, userDataFolder } from './profiles/location.ts';
import { ProfileStore } from './profiles/store.ts';

quietNode(process);

const writeLog = (line: string) => process.stderr.write(`${visibleText(line)}\n`);
const log = process.env['CAUSEWAY_LOG'] ? new LineLog(() => systemClock.now(), writeLog) : silentLog;

const ports: Ports = {
  clock: systemClock,
  random: systemRandom,
  dialer: systemDialer,
  systemProxy: new EnvironmentSystemProxy(process.env),
  systemRoots: new NodeSystemRoots(process.env, nodeFiles),
  negotiate: kerberosNegotiate,
  http: nodeHttp,
  sockets: withFrameLimit(wsSockets, frameLimitIn(process.env)),
  files: nodeFiles,
  power: silentPower,
  interfaces: unwatchedInterfaces,
  log,
  nameBug: bugNamer(log, () => systemRandom.word()),
  nameSecret: namelessSecret,
};

const keychainChild = forkedKeychain(join(import.meta.dirname, 'keychain.js'));

const subjectDeps: SubjectDeps = {
  clock: systemClock,
  openStore: () => {
    const { folder, name } = profilesDocument(userDataFolder(process.env, process.platform));
    const open = () => new Conf({ configName: name, cwd: folder, clearInvalidConfig: false });
    const documents = new ConfDocuments(join(folder, `${name}.json`), open);
    return new ProfileStore({ documents: new ReadOnlyDocuments(documents), clock: systemClock });
  },
  openKeychain: () => new KeychainProcess(keychainChild),
  stdin: process.stdin,
};

const terminal = terminalOn({
  stdout: process.stdout,
  stderr: process.stderr,
  onLost: () => {
    process.stderr.write('causeway: standard output can’t be written; what was to stand there is lost.\n');
    process.exit(2);
  },
});

const context: CommandContext = {
  ...subjectDeps,
  ports,
  terminal,
  onStrayError: (end) => void process.on('uncaughtException', (error) => process.exit(end(error))),
};

void runCommandLine(process.argv.slice(2), context, version).then((status) => {
  process.exitCode = status;
});
