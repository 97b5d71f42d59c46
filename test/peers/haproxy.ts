import { makeFolder, type PrivateFolder } from './folder.ts';
import type { Gateway, GatewayOptions } from './nginx.ts';
import { accepts, loopback, type Address } from './port.ts';
import { onFreePort, startProcess } from './process.ts';
import { writeTlsFiles, type ServerTls } from './tls-files.ts';

export interface HaproxyOptions extends GatewayOptions {
  /** Cuts an established websocket on which nothing was said for so long. Default one hour. */
  readonly idleTimeoutMs?: number;
}

const haproxy = { name: 'haproxy', debianPackage: 'haproxy' };

/** HAProxy's strong quotes: nothing inside has a meaning, and a quote can't be inside. */
const quoted = (text: string): string => {
  if (text.includes("'")) throw new Error(`HAProxy's configuration can't hold a quote: ${text}`);
  return `'${text}'`;
};

/** For a regular expression: every special character taken as itself. */
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const admissionLines = ({ requireHeader, refusal = 401 }: HaproxyOptions): string[] => {
  if (requireHeader === undefined) return [];
  const { name, value } = requireHeader;
  return [
    `  acl is_admitted req.fhdr(${name}) -m str ${quoted(value)}`,
    `  http-request deny deny_status ${refusal} unless is_admitted`,
    `  http-request del-header ${name}`,
  ];
};

const pathLines = ({ prefix = '/realm-sync' }: HaproxyOptions): string[] => [
  `  acl is_sync path_beg ${quoted(`${prefix}/`)}`,
  '  acl is_auth path_beg /auth',
  '  http-request deny deny_status 404 if !is_sync !is_auth',
  `  http-request replace-uri ${quoted(`^${literal(prefix)}/(.*)$`)} ${quoted('/realm-sync/\\1')} if is_sync`,
];

async function bindLine(port: number, tls: ServerTls | undefined, folder: PrivateFolder): Promise<string> {
  if (tls === undefined) return `  bind ${loopback}:${port}`;
  const { bothFile, clientCaFile } = await writeTlsFiles(tls, folder);
  const client = clientCaFile === undefined ? '' : ` ca-file ${clientCaFile} verify required`;
  return `  bind ${loopback}:${port} ssl crt ${bothFile} alpn http/1.1${client}`;
}

async function configuration(port: number, options: HaproxyOptions, folder: PrivateFolder): Promise<string> {
  return [
    'global',
    '  maxconn 256',
    '  log stdout format raw local0',
    'defaults',
    '  mode http',
    '  log global',
    '  log-format "%ST %HM %HU %HV"',
    '  timeout connect 5s',
    '  timeout client 1h',
    '  timeout server 1h',
    `  timeout tunnel ${options.idleTimeoutMs ?? 3_600_000}ms`,
    'frontend gateway',
    await bindLine(port, options.tls, folder),
    ...admissionLines(options),
    ...pathLines(options),
    '  default_backend server',
    'backend server',
    `  server server ${options.upstream.host}:${options.upstream.port}`,
    '',
  ].join('\n');
}

/** A real HAProxy as gateway, on loopback. Unlike nginx it sends header names on in lower case. */
export async function startHaproxy(options: HaproxyOptions): Promise<Gateway> {
  const folder = await makeFolder('haproxy');
  try {
    return await onFreePort((port) => startOn(port, options, folder));
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

async function startOn(port: number, options: HaproxyOptions, folder: PrivateFolder): Promise<Gateway> {
  const config = await folder.write('haproxy.cfg', await configuration(port, options, folder));
  const address = { host: loopback, port };
  const peer = await startProcess({
    program: haproxy,
    args: ['-db', '-f', config],
    isReady: () => accepts(address),
  });
  const stop = async (): Promise<void> => {
    await peer.stop();
    await folder.remove();
  };
  const url = `${options.tls ? 'https' : 'http'}://${loopback}:${port}`;
  return { ...address, url, accessLog: () => Promise.resolve(peer.output()), stop };
}

/** TLS in front of something that speaks none, byte for byte: a forward proxy as companies publish theirs. */
export async function startTlsFront(
  upstream: Address,
  tls: ServerTls,
): Promise<Address & Pick<Gateway, 'stop'>> {
  const folder = await makeFolder('tls-front');
  return onFreePort(async (port) => {
    const lines = [
      'global',
      '  maxconn 256',
      'defaults',
      '  mode tcp',
      '  timeout connect 5s',
      '  timeout client 1h',
      '  timeout server 1h',
      'listen front',
      await bindLine(port, tls, folder),
      `  server upstream ${upstream.host}:${upstream.port}`,
      '',
    ];
    const config = await folder.write('haproxy.cfg', lines.join('\n'));
    const address = { host: loopback, port };
    const peer = await startProcess({
      program: haproxy,
      args: ['-db', '-f', config],
      isReady: () => accepts(address),
    });
    return { ...address, stop: () => peer.stop().then(folder.remove) };
  });
}
