import { makeFolder, runsAsRoot } from './folder.ts';
import { accepts, loopback, type Address } from './port.ts';
import { onFreePort, startProcess } from './process.ts';

export interface Socks extends Address {
  /** One line a dialled target, once it is there. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

export interface MicrosocksOptions {
  /** RFC 1929 username and password. Default: no authentication. */
  readonly user?: { readonly username: string; readonly password: string };
}

/** A real SOCKS5 proxy (RFC 1928) on loopback. It resolves names itself. */
export const startMicrosocks = ({ user }: MicrosocksOptions = {}): Promise<Socks> =>
  onFreePort(async (port) => {
    const address = { host: loopback, port };
    const login = user ? ['-u', user.username, '-P', user.password] : [];
    const { output, stop } = await startProcess({
      program: { name: 'microsocks', debianPackage: 'microsocks' },
      args: ['-i', loopback, '-p', String(port), ...login],
      isReady: () => accepts(address),
    });
    return { ...address, output, stop };
  });

const danteConfiguration = (port: number): string => `
logoutput: stderr
internal: ${loopback} port = ${port}
external: ${loopback}
clientmethod: none
socksmethod: none
${runsAsRoot() ? 'user.privileged: root\nuser.unprivileged: nobody' : ''}
client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
socks pass { from: 127.0.0.0/8 to: 127.0.0.0/8 command: connect }
socks block { from: 0.0.0.0/0 to: 0.0.0.0/0 }
`;

/** Dante, which also speaks SOCKS4 and refuses by rule: only loopback may be dialled through it. */
export async function startDante(): Promise<Socks> {
  const folder = await makeFolder('dante');
  try {
    return await onFreePort(async (port) => {
      const address = { host: loopback, port };
      const config = await folder.write('danted.conf', danteConfiguration(port));
      const peer = await startProcess({
        program: { name: 'danted', debianPackage: 'dante-server' },
        args: ['-f', config, '-p', folder.file('pid'), '-N', '1'],
        isReady: () => accepts(address),
      });
      const stop = async (): Promise<void> => {
        await peer.stop();
        await folder.remove();
      };
      return { ...address, output: peer.output, stop };
    });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
