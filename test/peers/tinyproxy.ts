import { makeFolder } from './folder.ts';
import { accepts, loopback, type Address } from './port.ts';
import { onFreePort, startProcess } from './process.ts';

export interface TinyproxyOptions {
  /** Asks for Basic, and says nothing about keeping the connection. Default: no login is asked for. */
  readonly user?: { readonly username: string; readonly password: string };
  /** Target ports that may be reached; others answer 403. Default: all. */
  readonly allowedPorts?: readonly number[];
}

export interface Tinyproxy extends Address {
  readonly url: string;
  readonly log: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const configuration = (port: number, { user, allowedPorts = [] }: TinyproxyOptions): string =>
  [
    `Port ${port}`,
    `Listen ${loopback}`,
    `Allow ${loopback}`,
    'Timeout 600',
    'MaxClients 50',
    'LogLevel Connect',
    ...(user === undefined ? [] : [`BasicAuth ${user.username} ${user.password}`]),
    ...allowedPorts.map((allowed) => `ConnectPort ${allowed}`),
    '',
  ].join('\n');

/** A real tinyproxy as forward proxy on loopback: it answers with HTTP/1.0 and closes after each refusal. */
export async function startTinyproxy(options: TinyproxyOptions = {}): Promise<Tinyproxy> {
  const folder = await makeFolder('tinyproxy');
  try {
    return await onFreePort(async (port) => {
      const address = { host: loopback, port };
      const file = await folder.write('tinyproxy.conf', configuration(port, options));
      const peer = await startProcess({
        program: { name: 'tinyproxy', debianPackage: 'tinyproxy' },
        args: ['-d', '-c', file],
        isReady: () => accepts(address),
      });
      const stop = () => peer.stop().then(folder.remove);
      return {
        ...address,
        url: `http://${loopback}:${port}`,
        log: () => Promise.resolve(peer.output()),
        stop,
      };
    });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
