import { join } from 'node:path';
import Conf from 'conf';
import { parseCall, usage, UsageError, type Call } from './check/call.ts';
import { check, exitStatusOf, failedCheck, type Checked } from './check/check.ts';
import { reportInWords } from './check/report.ts';
import { findSubject, type Subject, type SubjectDeps } from './check/subject.ts';
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
import { systemRandom } from './ports/random.ts';
import { frameLimitIn, withFrameLimit, wsSockets } from './ports/sockets.ts';
import { EnvironmentSystemProxy } from './ports/system-proxy.ts';
import { NodeSystemRoots } from './ports/system-roots.ts';
import { problemOf } from './problem-error.ts';
import { profilesDocument, userDataFolder } from './profiles/location.ts';
import { ProfileStore } from './profiles/store.ts';
import { hasProof, proveCredential } from './tokens/credential.ts';
import { typedEntries } from './tokens/typed-entries.ts';

// Libraries print what they do, passwords included, when this is set.
delete process.env['DEBUG'];

const writeLog = (line: string) => process.stderr.write(`${line}\n`);
const log = process.env['CAUSEWAY_LOG'] ? new LineLog(() => systemClock.now(), writeLog) : silentLog;

const ports: Ports = {
  clock: systemClock,
  random: systemRandom,
  dialer: systemDialer,
  systemProxy: new EnvironmentSystemProxy(process.env),
  systemRoots: new NodeSystemRoots(),
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
    return new ProfileStore(new ReadOnlyDocuments(documents), () => systemClock.now());
  },
  openKeychain: () => new KeychainProcess(keychainChild),
  stdin: process.stdin,
};

async function main(args: string[]): Promise<number> {
  const isJson = args.includes('--json');
  const printFailure = (error: unknown): number =>
    print(failedCheck(nobody, problemOf(error, ports.nameBug)), isJson);
  // Node would print the error's message, which may quote anything, and leave without a result.
  process.on('uncaughtException', (error) => process.exit(printFailure(error)));
  try {
    const call = parseCall(args);
    if (call !== 'help') return print(await run(call), isJson);
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) return printFailure(error);
    process.stderr.write(`causeway: ${error.message}\n\n${usage}`);
    return 2;
  }
}

/** Stands in the result where the profile could not be read. */
const nobody = { name: '', environment: 'development' } as const;

async function run(call: Call): Promise<Checked> {
  const subject = await findSubject(call, subjectDeps);
  try {
    return await checkSubject(subject, call);
  } catch (error) {
    return failedCheck(subject.profile, problemOf(error, ports.nameBug));
  } finally {
    await subject.stop();
  }
}

async function checkSubject(subject: Subject, call: Call): Promise<Checked> {
  const { id, profile, secrets, vault, keeping, acquaintances, jwtFile = null } = subject;
  for (const { kind, secret } of typedEntries(profile, secrets)) await vault.save(id, kind, secret);
  const isSaved = vault.kinds(id).some((kind) => kind === 'refreshToken' || kind === 'adminToken');
  const { credential } = profile;
  const isAlone = isSaved || jwtFile !== null;
  const proven = hasProof(credential, secrets) || !isAlone ? proveCredential(credential, secrets) : null;
  const realmPath = call.realmPath ?? profile.realmPaths[0] ?? '/~/default';
  return check(
    { ports, id, profile, vault, keeping, acquaintances, jwtFile, credential: proven },
    { ...call, realmPath },
  );
}

function print({ result, problem }: Checked, isJson: boolean): number {
  process.stdout.write(isJson ? `${JSON.stringify(result, null, 2)}\n` : reportInWords(result, problem));
  return exitStatusOf(problem);
}

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
