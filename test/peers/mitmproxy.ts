import { makeFolder } from './folder.ts';
import { accepts, loopback, type Address } from './port.ts';
import { onFreePort, startProcess } from './process.ts';

export interface MitmproxyOptions {
  /** PEM of the authority which it trusts towards the target; without it, it trusts every target. */
  readonly upstreamCa?: string;
  readonly user?: { readonly username: string; readonly password: string };
}

export interface Mitmproxy extends Address {
  readonly url: string;
  /** Its own authority, new for each start, with which it signs what it shows to clients. */
  readonly ca: string;
  readonly stop: () => Promise<void>;
}

// A Python program of many parts: two to ten seconds until it listens.
const deadlineMs = 40_000;

/** A real TLS-inspecting forward proxy on loopback. Slow to start: share one among the tests of a file. */
export async function startMitmproxy({ upstreamCa, user }: MitmproxyOptions = {}): Promise<Mitmproxy> {
  const folder = await makeFolder('mitm');
  const settings = [
    `confdir=${folder.path}`,
    'connection_strategy=lazy',
    upstreamCa === undefined
      ? 'ssl_insecure=true'
      : `ssl_verify_upstream_trusted_ca=${await folder.write('upstream.crt', upstreamCa)}`,
    ...(user ? [`proxyauth=${user.username}:${user.password}`] : []),
  ];
  try {
    return await onFreePort(async (port) => {
      const address = { host: loopback, port };
      const peer = await startProcess({
        program: { name: 'mitmdump', debianPackage: 'mitmproxy' },
        args: [
          '--listen-host',
          loopback,
          '--listen-port',
          String(port),
          ...settings.flatMap((s) => ['--set', s]),
        ],
        isReady: () => accepts(address),
        deadlineMs,
      });
      const stop = async (): Promise<void> => {
        await peer.stop();
        await folder.remove();
      };
      const ca = await folder.read('mitmproxy-ca-cert.pem');
      return { ...address, url: `http://${loopback}:${port}`, ca, stop };
    });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
