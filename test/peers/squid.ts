import { createHash } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { giveFolderTo, makeFolder, runsAsRoot, type PrivateFolder } from './folder.ts';
import type { Kerberos } from './kerberos.ts';
import { accepts, loopback, type Address } from './port.ts';
import { findProgram, onFreePort, runProgram, startProcess } from './process.ts';
import { writeTlsFiles, type ServerTls } from './tls-files.ts';

export interface SquidUser {
  readonly username: string;
  readonly password: string;
}

/** How squid wants its users to prove themselves. A new scheme is added here and in `authLines`. */
export type SquidAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly users: readonly SquidUser[] }
  | { readonly kind: 'digest'; readonly users: readonly SquidUser[]; readonly realm?: string }
  /** Squid's own imitation of a domain controller: the full three-step exchange, any user, any password. */
  | { readonly kind: 'ntlm' }
  /** Tickets of a real key distribution centre. The proxy must be called `localhost`: its service is. */
  | {
      readonly kind: 'negotiate';
      readonly kerberos: Pick<Kerberos, 'service' | 'keytabFile' | 'configFile'>;
    };

export interface SquidOptions {
  readonly auth?: SquidAuth;
  /** Target ports that may be reached; others answer 403. Default: all. */
  readonly allowedPorts?: readonly number[];
  /** What every request must bring, by name; without it: 403. */
  readonly wantedHeaders?: Readonly<Record<string, string>>;
  /** Makes it a forward proxy to which clients speak TLS. */
  readonly tls?: ServerTls;
  /** Addresses of names that only this proxy knows, as those inside a company. */
  readonly hosts?: Readonly<Record<string, string>>;
}

export interface Squid extends Address {
  readonly url: string;
  /** One line a finished request; a tunnel's line comes when it is closed. */
  readonly accessLog: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const squid = { name: 'squid', debianPackage: 'squid' };
const usualRealm = 'causeway test';
const kerberosConfig = 'krb5.conf';

const helper = (name: string): string => findProgram({ name, debianPackage: 'squid' });

const hashed = ({ username, password }: SquidUser): string =>
  `${username}:${runProgram({ name: 'openssl', debianPackage: 'openssl' }, ['passwd', '-apr1', '-stdin'], password).trim()}`;

/** RFC 7616: HA1 is the MD5 of user, realm and password. */
const digested = ({ username, password }: SquidUser, realm: string): string =>
  `${username}:${realm}:${createHash('md5').update(`${username}:${realm}:${password}`).digest('hex')}`;

async function authLines(auth: SquidAuth, folder: PrivateFolder): Promise<string[]> {
  const program = (scheme: string, command: string): string[] => [
    `auth_param ${scheme} program ${command}`,
    `auth_param ${scheme} children 2 startup=1`,
  ];
  const realmLine = (scheme: string, realm = usualRealm): string => `auth_param ${scheme} realm ${realm}`;
  switch (auth.kind) {
    case 'none':
      return [];
    case 'basic': {
      const file = await folder.write('users', auth.users.map(hashed).join('\n') + '\n');
      const lines = program('basic', `${helper('basic_ncsa_auth')} ${file}`);
      // By itself squid makes user names small before it looks them up.
      return [...lines, realmLine('basic'), 'auth_param basic casesensitive on'];
    }
    case 'digest': {
      const { users, realm = usualRealm } = auth;
      const lines = users.map((user) => `${digested(user, realm)}\n`);
      const file = await folder.write('users', lines.join(''));
      return [...program('digest', `${helper('digest_file_auth')} -c ${file}`), realmLine('digest', realm)];
    }
    case 'ntlm':
      return [...program('ntlm', helper('ntlm_fake_auth')), 'auth_param ntlm keep_alive on'];
    case 'negotiate': {
      const { service, keytabFile, configFile } = auth.kerberos;
      // Copies of its own: squid has given up root when its helper reads them.
      const keytab = folder.file('keytab');
      await copyFile(keytabFile, keytab);
      await copyFile(configFile, folder.file(kerberosConfig));
      const command = `${helper('negotiate_kerberos_auth')} -k ${keytab} -s ${service} -t none`;
      return [...program('negotiate', command), 'auth_param negotiate keep_alive on'];
    }
  }
}

const accessLines = (options: SquidOptions): string[] => [
  ...(options.allowedPorts
    ? [`acl allowed port ${options.allowedPorts.join(' ')}`, 'http_access deny !allowed']
    : []),
  ...Object.entries(options.wantedHeaders ?? {}).flatMap(([name, value], index) => [
    `acl wanted${index} req_header ${name} ^${value}$`,
    `http_access deny !wanted${index}`,
  ]),
  ...((options.auth?.kind ?? 'none') === 'none'
    ? ['http_access allow localhost']
    : ['acl known proxy_auth REQUIRED', 'http_access allow localhost known']),
  'http_access deny all',
];

async function portLine(port: number, tls: ServerTls | undefined, folder: PrivateFolder): Promise<string> {
  if (tls === undefined) return `http_port ${loopback}:${port}`;
  const { certFile, keyFile } = await writeTlsFiles(tls, folder);
  return `https_port ${loopback}:${port} tls-cert=${certFile} tls-key=${keyFile}`;
}

async function hostLines(hosts: SquidOptions['hosts'], folder: PrivateFolder): Promise<string[]> {
  if (hosts === undefined) return [];
  const lines = Object.entries(hosts).map(([name, address]) => `${address} ${name}\n`);
  return [`hosts_file ${await folder.write('hosts', lines.join(''))}`];
}

async function configuration(port: number, options: SquidOptions, folder: PrivateFolder): Promise<string> {
  return [
    ...(await hostLines(options.hosts, folder)),
    await portLine(port, options.tls, folder),
    ...(await authLines(options.auth ?? { kind: 'none' }, folder)),
    ...accessLines(options),
    ...(runsAsRoot() ? ['cache_effective_user proxy'] : []),
    `pid_filename ${folder.file('pid')}`,
    `access_log stdio:${folder.file('access.log')}`,
    `cache_log ${folder.file('cache.log')}`,
    `coredump_dir ${folder.path}`,
    'visible_hostname squid.invalid',
    'cache deny all',
    'cache_mem 8 MB',
    'pinger_enable off',
    '',
  ].join('\n');
}

/** A real squid as forward proxy on loopback. */
export async function startSquid(options: SquidOptions = {}): Promise<Squid> {
  const folder = await makeFolder('squid');
  try {
    return await onFreePort((port) => startOn(port, options, folder));
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

async function startOn(port: number, options: SquidOptions, folder: PrivateFolder): Promise<Squid> {
  const { auth } = options;
  const config = await folder.write('squid.conf', await configuration(port, options, folder));
  if (runsAsRoot()) giveFolderTo('proxy', folder);
  const address = { host: loopback, port };
  // A name of its own: squids with the same name share memory segments, which a killed one leaves behind.
  const service = `causeway${port}`;
  for (const part of ['metadata', 'queues', 'readers']) folder.claim(`/dev/shm/${service}-cf__${part}.shm`);
  const peer = await startProcess({
    program: squid,
    args: ['-N', '-n', service, '-f', config],
    ...(auth?.kind === 'negotiate'
      ? { env: { ...process.env, KRB5_CONFIG: folder.file(kerberosConfig) } }
      : {}),
    isReady: () => accepts(address),
    // On SIGTERM it takes more than a second, for any shutdown_lifetime.
    stopSignal: 'SIGKILL',
    complaints: () => folder.read('cache.log'),
  });
  const stop = async (): Promise<void> => {
    await peer.stop();
    await folder.remove();
  };
  const url = `${options.tls ? 'https' : 'http'}://${loopback}:${port}`;
  return { ...address, url, accessLog: () => folder.read('access.log'), stop };
}
