import { join } from 'node:path';
import { version } from '../package.json';
import { visibleText } from '../shared/visible-text.ts';
import type { SubjectDeps } from './command-line/subject.ts';
import type { CommandContext, ProgramFacts } from './command-line/command.ts';
import { runCommandLine } from './commands/commands.ts';
import { terminalOn } from './command-line/terminal.ts';
import { UsageError } from './command-line/usage-error.ts';
import { bugNamer, LineLog, silentLog } from './log.ts';
import { namelessSecret } from './secrets/secret-names.ts';
import { onQuitSignals, systemCommands } from './ports/child-command.ts';
import { systemClock } from './ports/clock.ts';
import { nodeLoopbackListener } from './ports/loopback-listener.ts';
import { systemPeerOwners } from './ports/peer-owners.ts';
import { systemPortHolders } from './ports/port-holders.ts';
import { BlockingProcess } from './ports/blocking-calls.ts';
import { forkedChild } from './ports/call-process.ts';
import { dialerOver } from './ports/dialer.ts';
import { TextDocuments } from './ports/documents.ts';
import { FileUnreadable, TimedFiles } from './ports/files.ts';
import { nodeHttp } from './ports/http.ts';
import { KeychainProcess } from './ports/keychain-process.ts';
import { unwatchedInterfaces } from './ports/interfaces.ts';
import { kerberosNegotiate } from './ports/negotiate.ts';
import type { Ports } from './dependencies.ts';
import { packageVersion } from './ports/own-package.ts';
import { silentPower } from './ports/power.ts';
import { quietNode } from './ports/quiet-node.ts';
import { systemRandom } from './ports/random.ts';
import { frameLimitIn, wsSockets } from './ports/sockets.ts';
import { EnvironmentSystemProxy } from './network/environment-proxy.ts';
import { NodeSystemRoots } from './ports/system-roots.ts';
import { profilesDocument, userDataFolder } from './profiles/location.ts';
import { ProfileStore } from './profiles/store.ts';

quietNode(process);

const writeLog = (line: string) => process.stderr.write(`${visibleText(line)}\n`);
const log = process.env['CAUSEWAY_LOG'] ? new LineLog(() => systemClock.now(), writeLog) : silentLog;

/** Killed at the end: even if a file or a name server hasn't answered, the program ends with its verdict. */
const blocking = new BlockingProcess(forkedChild(join(import.meta.dirname, 'blocking.js')));

const files = new TimedFiles(blocking, systemClock);

const ports: Ports = {
  clock: systemClock,
  random: systemRandom,
  dialer: dialerOver(blocking),
  systemProxy: new EnvironmentSystemProxy(process.env),
  systemRoots: new NodeSystemRoots(process.env, files),
  negotiate: kerberosNegotiate,
  http: nodeHttp,
  sockets: wsSockets(frameLimitIn(process.env)),
  files,
  power: silentPower,
  interfaces: unwatchedInterfaces,
  log,
  nameBug: bugNamer(log, () => systemRandom.word()),
  nameSecret: namelessSecret,
};

const mostBytesOfProfiles = 256 * 1024 * 1024;

/** What was saved when it was looked at: the app alone writes. Errors: `UsageError`. */
async function openStore(deadlineMs: number): Promise<ProfileStore> {
  const path = profilesDocument(userDataFolder(process.env, process.platform));
  const files = new TimedFiles(blocking, systemClock, deadlineMs);
  const text = await files.readText(path, mostBytesOfProfiles).catch((error: unknown) => {
    const why = error instanceof FileUnreadable ? error.why : 'unreadable';
    if (why === 'missing') return null;
    const words = why === 'timeout' ? 'doesn’t answer' : 'can’t be read';
    throw new UsageError(`the file of the saved profiles, ${path}, ${words}.`);
  });
  return new ProfileStore({ documents: new TextDocuments(path, text), clock: systemClock });
}

const subjectDeps: SubjectDeps = {
  clock: systemClock,
  calls: blocking,
  openStore,
  openKeychain: () => new KeychainProcess(forkedChild(join(import.meta.dirname, 'keychain.js')), systemClock),
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
  relayPorts: {
    listener: nodeLoopbackListener,
    peerOwners: systemPeerOwners(process.platform),
    portHolders: systemPortHolders(process.platform),
  },
  commands: systemCommands,
  onQuit: onQuitSignals,
  terminal,
  onStrayError: (end) => void process.on('uncaughtException', (error) => process.exit(end(error))),
};

const about = (): ProgramFacts => ({
  version: packageVersion(import.meta.dirname, version),
  node: process.versions.node,
  system: `${process.platform} ${process.arch}`,
});

void runCommandLine(process.argv.slice(2), context, about).then((status) => {
  blocking.end();
  // What is still to come from there is not waited for.
  process.stdin.destroy();
  process.exitCode = status;
});
