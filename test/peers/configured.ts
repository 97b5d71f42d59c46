import { makeFolder, runsAsRoot } from './folder.ts';
import { accepts, loopback, type Address } from './port.ts';
import { onFreePort, runProgram, startProcess } from './process.ts';

/** A gateway that runs a configuration as an administrator would paste it into theirs. */
export interface ConfiguredGateway extends Address {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const nginx = { name: 'nginx', debianPackage: 'nginx-light' };
const haproxy = { name: 'haproxy', debianPackage: 'haproxy' };
const apache = { name: 'apache2', debianPackage: 'apache2' };

const temporaryFolders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** The text up to a comment line that says where the rest belongs. */
function partsOf(text: string, ...starts: readonly string[]): string[] {
  const lines = text.split('\n');
  const at = starts.map((start) => lines.findIndex((line) => line.startsWith(start)));
  if (at.includes(-1)) throw new Error(`no line that starts with ${starts.join(' or ')} in:\n${text}`);
  return at.map((from, index) => lines.slice(from, at[index + 1]).join('\n'));
}

/** Real nginx, its configuration checked with `nginx -t` first. */
export async function startConfiguredNginx(text: string): Promise<ConfiguredGateway> {
  const folder = await makeFolder('nginx-hint');
  const [http = '', server = ''] = partsOf(text, '# Inside http', '# Inside server');
  return onFreePort(async (port) => {
    const config = [
      ...(runsAsRoot() ? ['user root;'] : []),
      'daemon off;',
      'worker_processes 1;',
      `pid ${folder.file('pid')};`,
      'error_log stderr crit;',
      'events { worker_connections 256; }',
      'http {',
      ...temporaryFolders.map((name) => `${name}_temp_path ${folder.file(name)};`),
      'access_log off;',
      http,
      'server {',
      `listen ${loopback}:${port};`,
      server,
      '}',
      '}',
      '',
    ].join('\n');
    const file = await folder.write('nginx.conf', config);
    runProgram(nginx, ['-t', '-q', '-c', file, '-p', folder.path]);
    const address = { host: loopback, port };
    const args = ['-c', file, '-p', folder.path];
    const peer = await startProcess({ program: nginx, args, isReady: () => accepts(address) });
    const stop = () => peer.stop().then(folder.remove);
    return { ...address, url: `http://${loopback}:${port}`, stop };
  });
}

/** Real HAProxy, its configuration checked with `haproxy -c` first. */
export async function startConfiguredHaproxy(text: string): Promise<ConfiguredGateway> {
  const folder = await makeFolder('haproxy-hint');
  const [global = '', frontend = '', backend = ''] = partsOf(
    text,
    '# In global',
    '# In the frontend',
    'backend ',
  );
  return onFreePort(async (port) => {
    const config = [
      'global',
      '  maxconn 256',
      global,
      'defaults',
      '  mode http',
      '  timeout connect 5s',
      '  timeout client 1m',
      '  timeout server 1m',
      'frontend gateway',
      `  bind ${loopback}:${port}`,
      frontend,
      backend,
      '',
    ].join('\n');
    const file = await folder.write('haproxy.cfg', config);
    runProgram(haproxy, ['-c', '-f', file]);
    const address = { host: loopback, port };
    const peer = await startProcess({
      program: haproxy,
      args: ['-db', '-f', file],
      isReady: () => accepts(address),
    });
    const stop = () => peer.stop().then(folder.remove);
    return { ...address, url: `http://${loopback}:${port}`, stop };
  });
}

/** What the hint needs, and what any Apache has. */
const apacheModules = ['mpm_event', 'authz_core', 'alias', 'headers', 'proxy', 'proxy_http'];

/** Real Apache httpd, its configuration checked with `apache2 -t` first. */
export async function startConfiguredApache(text: string): Promise<ConfiguredGateway> {
  const folder = await makeFolder('apache-hint');
  return onFreePort(async (port) => {
    const config = [
      ...apacheModules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
      `ServerRoot ${folder.path}`,
      `DefaultRuntimeDir ${folder.path}`,
      `PidFile ${folder.file('pid')}`,
      'ServerName gateway.example',
      `ErrorLog ${folder.file('error.log')}`,
      `Listen ${loopback}:${port}`,
      ...(runsAsRoot() ? ['User nobody', 'Group nogroup'] : []),
      `<VirtualHost ${loopback}:${port}>`,
      text,
      '</VirtualHost>',
      '',
    ].join('\n');
    const file = await folder.write('apache.conf', config);
    runProgram(apache, ['-t', '-f', file]);
    const address = { host: loopback, port };
    const peer = await startProcess({
      program: apache,
      args: ['-X', '-f', file],
      isReady: () => accepts(address),
      complaints: () => folder.read('error.log'),
      // A single process waits on SIGTERM for connections that are open.
      stopSignal: 'SIGKILL',
    });
    const stop = () => peer.stop().then(folder.remove);
    return { ...address, url: `http://${loopback}:${port}`, stop };
  });
}
