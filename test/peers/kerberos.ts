import { makeFolder, type PrivateFolder } from './folder.ts';
import { accepts, loopback } from './port.ts';
import { onFreePort, runProgram, startProcess } from './process.ts';

/** A realm of its own with one user, one service and a ticket for the user: a real KDC on loopback. */
export interface Kerberos {
  readonly realm: string;
  /** The user who is signed in. */
  readonly user: string;
  /** What the proxy's helper needs: whom it is, and the keys by which it knows tickets. */
  readonly service: string;
  readonly keytabFile: string;
  readonly configFile: string;
  /** For the process that is to be signed in: where the realm and the ticket are. */
  readonly env: Readonly<Record<string, string>>;
  /** The same without the ticket. */
  readonly signedOut: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

const realm = 'CAUSEWAY.TEST';
const user = 'alice';
const password = 'a password of the key distribution centre';
const service = `HTTP/localhost@${realm}`;

const tool = (name: string) => ({
  name,
  debianPackage: name === 'kinit' ? 'krb5-user' : 'krb5-admin-server',
});

/** Names are taken as they are: a look-up of 127.0.0.1 would make another service of it. */
const clientConfiguration = (port: number): string => `
[libdefaults]
  default_realm = ${realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
[realms]
  ${realm} = {
    kdc = ${loopback}:${port}
  }
[domain_realm]
  localhost = ${realm}
`;

const centreConfiguration = (port: number, folder: PrivateFolder): string => `
[kdcdefaults]
  kdc_listen = ""
  kdc_tcp_listen = ${loopback}:${port}
[realms]
  ${realm} = {
    database_name = ${folder.file('principal')}
    key_stash_file = ${folder.file('stash')}
    acl_file = ${folder.file('acl')}
  }
`;

/** Starts a key distribution centre and signs its user in. */
export async function startKerberos(): Promise<Kerberos> {
  // A folder for each try: a database can't be made twice.
  return onFreePort(async (port) => {
    const folder = await makeFolder('krb5');
    try {
      return await startOn(port, folder);
    } catch (error) {
      await folder.remove();
      throw error;
    }
  });
}

async function startOn(port: number, folder: PrivateFolder): Promise<Kerberos> {
  const configFile = await folder.write('krb5.conf', clientConfiguration(port));
  const clientEnv = { KRB5_CONFIG: configFile };
  const centreEnv = {
    ...process.env,
    ...clientEnv,
    KRB5_KDC_PROFILE: await folder.write('kdc.conf', centreConfiguration(port, folder)),
  };
  makePrincipals(folder, centreEnv);
  const peer = await startProcess({
    program: { name: 'krb5kdc', debianPackage: 'krb5-kdc' },
    args: ['-n', '-P', folder.file('pid')],
    env: centreEnv,
    isReady: () => accepts({ host: loopback, port }),
  });
  const env = { ...clientEnv, KRB5CCNAME: `FILE:${folder.file('ticket')}` };
  runProgram(tool('kinit'), [user], `${password}\n`, { ...process.env, ...env });
  const stop = async (): Promise<void> => {
    await peer.stop();
    await folder.remove();
  };
  const signedOut = { ...clientEnv, KRB5CCNAME: `FILE:${folder.file('nobody')}` };
  return { realm, user, service, keytabFile: folder.file('keytab'), configFile, env, signedOut, stop };
}

function makePrincipals(folder: PrivateFolder, env: NodeJS.ProcessEnv): void {
  runProgram(tool('kdb5_util'), ['create', '-s', '-r', realm, '-P', 'the centre itself'], '', env);
  const ask = (query: string) => runProgram(tool('kadmin.local'), ['-r', realm], `${query}\n`, env);
  ask(`addprinc -pw "${password}" ${user}`);
  ask(`addprinc -randkey ${service}`);
  ask(`ktadd -k ${folder.file('keytab')} ${service}`);
}
