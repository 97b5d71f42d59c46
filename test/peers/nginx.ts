import { makeFolder, runsAsRoot, type PrivateFolder } from './folder.ts';
import { accepts, loopback, type Address } from './port.ts';
import { onFreePort, startProcess } from './process.ts';
import { writeTlsFiles, type ServerTls } from './tls-files.ts';

export interface RequiredHeader {
  readonly name: string;
  readonly value: string;
}

/** The classic ways in which a gateway is set up wrongly, one at a time. */
export type GatewayMistake =
  /** `proxy_pass` with a path: `%2F` arrives as a plain slash. */
  | { readonly kind: 'decodesPath' }
  /** `%2F` arrives as `%252F`. */
  | { readonly kind: 'encodesPathTwice' }
  /** The prefix is not replaced by `/realm-sync`. */
  | { readonly kind: 'keepsPrefix' }
  | { readonly kind: 'stripsUpgrade' }
  /** A header of the client's never reaches the server. */
  | { readonly kind: 'stripsHeader'; readonly name: string }
  /** The header meant for the gateway is passed on to the server. */
  | { readonly kind: 'forwardsRequiredHeader' }
  /** Refusals of the server's never arrive: a page of the gateway's own takes their place. */
  | { readonly kind: 'replacesErrorPages' }
  /** Cuts a connection on which the server has been silent for so long. */
  | { readonly kind: 'cutsIdle'; readonly afterSeconds: number }
  /** A person is expected: every request is answered by a form, or is sent to one. */
  | { readonly kind: 'showsLoginPage'; readonly status: 200 | 302 }
  /** Every request is answered so. */
  | { readonly kind: 'answers'; readonly status: number; readonly retryAfterSeconds?: number };

export interface GatewayOptions {
  readonly upstream: Address;
  /** Requests without it are refused; it is meant for the gateway only and not passed on. */
  readonly requireHeader?: RequiredHeader;
  /** Answer to a request without the required header. Default 401. */
  readonly refusal?: 401 | 403;
  /** Replaced by `/realm-sync`, which is not reachable itself then. */
  readonly prefix?: string;
  readonly tls?: ServerTls;
}

export interface NginxOptions extends GatewayOptions {
  readonly mistake?: GatewayMistake;
}

export interface Gateway extends Address {
  /** With http or https. */
  readonly url: string;
  /** One line a request: status, then the request line as it came. */
  readonly accessLog: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const nginx = { name: 'nginx', debianPackage: 'nginx-light' };

/** For a regular expression inside a quoted string of nginx's: every other character as a number. */
const literal = (text: string): string =>
  text.replace(/[^A-Za-z0-9]/g, (c) =>
    [...Buffer.from(c)].map((b) => `\\x${b.toString(16).padStart(2, '0')}`).join(''),
  );

const headerVariable = (name: string): string => `$http_${name.toLowerCase().replaceAll('-', '_')}`;

const temporaryFolders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** Only `$request_uri` is what the client wrote; nginx's own path is decoded, its slashes merged. */
const mapLines = ({ prefix = '/realm-sync', requireHeader, mistake }: NginxOptions): string[] => [
  'map $http_upgrade $connection_upgrade { default upgrade; "" ""; }',
  'map $request_uri $sync_target {',
  '  default /realm-sync/;',
  `  "~^${literal(prefix)}/(?<rest>.*)$" ${mistake?.kind === 'keepsPrefix' ? prefix : '/realm-sync'}/$rest;`,
  '}',
  ...(requireHeader
    ? [
        `map ${headerVariable(requireHeader.name)} $is_admitted {`,
        `  default 0;`,
        // A regular expression, since plain strings are compared without regard to case.
        `  "~^${literal(requireHeader.value)}$" 1;`,
        '}',
      ]
    : []),
];

const passUpgrade = [
  'proxy_set_header Upgrade $http_upgrade;',
  'proxy_set_header Connection $connection_upgrade;',
];

const proxyLines = ({ requireHeader, mistake }: NginxOptions): string[] => {
  const idleSeconds = mistake?.kind === 'cutsIdle' ? mistake.afterSeconds : 3600;
  const consumes = requireHeader !== undefined && mistake?.kind !== 'forwardsRequiredHeader';
  return [
    'proxy_http_version 1.1;',
    'proxy_set_header Host $http_host;',
    ...(mistake?.kind === 'stripsUpgrade' ? [] : passUpgrade),
    ...(consumes ? [`proxy_set_header ${requireHeader.name} "";`] : []),
    ...(mistake?.kind === 'stripsHeader' ? [`proxy_set_header ${mistake.name} "";`] : []),
    ...(mistake?.kind === 'replacesErrorPages'
      ? ['proxy_intercept_errors on;', 'error_page 400 401 403 404 @own_page;']
      : []),
    `proxy_read_timeout ${idleSeconds}s;`,
    `proxy_send_timeout ${idleSeconds}s;`,
  ];
};

function syncPassLines({ upstream, prefix = '/realm-sync', mistake }: NginxOptions): string[] {
  const server = `http://${upstream.host}:${upstream.port}`;
  switch (mistake?.kind) {
    case 'decodesPath':
      return [`proxy_pass ${server}/realm-sync/;`];
    case 'encodesPathTwice':
      return [
        `if ($request_uri ~ "^${literal(prefix)}/(.*)$") { set $again $1; }`,
        `proxy_pass ${server}/realm-sync/$again;`,
      ];
    default:
      return [`proxy_pass ${server}$sync_target;`];
  }
}

function locationLines(options: NginxOptions): string[] {
  const { upstream, prefix = '/realm-sync', mistake } = options;
  const everything = (lines: readonly string[]): string[] => ['location / {', ...lines, '}'];
  switch (mistake?.kind) {
    case 'showsLoginPage':
      return everything(
        mistake.status === 302
          ? ['return 302 https://login.invalid/start;']
          : ['default_type text/html;', 'return 200 "<!doctype html><title>Sign in</title><form></form>";'],
      );
    case 'answers': {
      const { status, retryAfterSeconds } = mistake;
      const retry =
        retryAfterSeconds === undefined ? [] : [`add_header Retry-After ${retryAfterSeconds} always;`];
      return everything([...retry, `return ${status};`]);
    }
    default:
      return [
        `location ${prefix}/ {`,
        ...syncPassLines(options),
        '}',
        `location /auth { proxy_pass http://${upstream.host}:${upstream.port}; }`,
        'location / { return 404; }',
        'location @own_page { default_type text/html; return 400 "<h1>Something went wrong</h1>"; }',
      ];
  }
}

async function listenLines(
  port: number,
  tls: ServerTls | undefined,
  folder: PrivateFolder,
): Promise<string[]> {
  if (tls === undefined) return [`listen ${loopback}:${port};`];
  const files = await writeTlsFiles(tls, folder);
  return [
    `listen ${loopback}:${port} ssl;`,
    `ssl_certificate ${files.certFile};`,
    `ssl_certificate_key ${files.keyFile};`,
    ...(files.clientCaFile ? [`ssl_client_certificate ${files.clientCaFile};`, 'ssl_verify_client on;'] : []),
  ];
}

async function configuration(port: number, options: NginxOptions, folder: PrivateFolder): Promise<string> {
  return [
    ...(runsAsRoot() ? ['user root;'] : []),
    'daemon off;',
    'worker_processes 1;',
    `pid ${folder.file('pid')};`,
    'error_log stderr warn;',
    'events { worker_connections 256; }',
    'http {',
    ...temporaryFolders.map((name) => `${name}_temp_path ${folder.file(name)};`),
    `log_format plain '$status $request';`,
    `access_log ${folder.file('access.log')} plain;`,
    ...mapLines(options),
    'server {',
    ...(await listenLines(port, options.tls, folder)),
    ...(options.requireHeader ? [`if ($is_admitted = 0) { return ${options.refusal ?? 401}; }`] : []),
    ...proxyLines(options),
    ...locationLines(options),
    '}',
    '}',
    '',
  ].join('\n');
}

/** A real nginx as gateway in front of a sync server, on loopback. */
export async function startNginx(options: NginxOptions): Promise<Gateway> {
  const folder = await makeFolder('nginx');
  try {
    return await onFreePort((port) => startOn(port, options, folder));
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

async function startOn(port: number, options: NginxOptions, folder: PrivateFolder): Promise<Gateway> {
  const config = await folder.write('nginx.conf', await configuration(port, options, folder));
  const address = { host: loopback, port };
  const peer = await startProcess({
    program: nginx,
    args: ['-e', 'stderr', '-p', folder.path, '-c', config],
    isReady: () => accepts(address),
  });
  const stop = async (): Promise<void> => {
    await peer.stop();
    await folder.remove();
  };
  const url = `${options.tls ? 'https' : 'http'}://${loopback}:${port}`;
  return { ...address, url, accessLog: () => folder.read('access.log'), stop };
}
