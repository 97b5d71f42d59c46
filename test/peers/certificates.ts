import { generateKeyPairSync } from 'node:crypto';
import { makeFolder, type PrivateFolder } from './folder.ts';
import { runProgram } from './process.ts';

export interface CertificateRequest {
  /** DNS names, default `localhost`. A wildcard is allowed. */
  readonly names?: readonly string[];
  /** IP addresses, default `127.0.0.1`. */
  readonly ips?: readonly string[];
  readonly expired?: boolean;
  readonly notYetValid?: boolean;
  /** Valid in every way, but for a host that was not asked for. */
  readonly wrongName?: boolean;
  /** Signed with its own key instead of the authority's. */
  readonly selfSigned?: boolean;
  /** Signed by an intermediate authority, which is sent along or, a classic mistake, left out. */
  readonly intermediate?: 'include' | 'omit';
  /** An RSA key of so many bits; otherwise an elliptic one. */
  readonly rsaBits?: number;
  /** Of the signature; default SHA-256. */
  readonly digest?: 'sha1';
  /** No subject alternative name: the host stands in the common name only. */
  readonly withoutNames?: boolean;
  /** As made without thinking: it doesn't say what its key is for. */
  readonly withoutKeyUsage?: boolean;
  /** Signed by another certificate that is no authority, which is sent along. */
  readonly signedByLeaf?: boolean;
  /** For a client instead of a server; the first name becomes its common name. */
  readonly clientAuth?: boolean;
  /** Encrypts the private key (PKCS #8, AES-256). */
  readonly passphrase?: string;
}

/** All in PEM. */
export interface Certificate {
  readonly key: string;
  /** What a server sends: the certificate, then the intermediate if it is included. */
  readonly cert: string;
  readonly keyFile: string;
  readonly certFile: string;
}

export interface Authority {
  /** The root certificate in PEM, to be trusted by the test. */
  readonly ca: string;
  readonly caFile: string;
  readonly issue: (request?: CertificateRequest) => Promise<Certificate>;
  readonly remove: () => Promise<void>;
}

interface Signer {
  readonly cert: string;
  readonly key: string;
}

interface SigningRequest {
  readonly subject: string;
  readonly key: string;
  readonly extensions: readonly string[];
  readonly validDays: readonly [from: number, to: number];
  readonly signer: Signer | 'itself';
  readonly digest?: string | undefined;
}

const openssl = { name: 'openssl', debianPackage: 'openssl' };
const dayMs = 86_400_000;

const authorityExtensions = [
  'basicConstraints=critical,CA:TRUE',
  'keyUsage=critical,keyCertSign,cRLSign',
  'subjectKeyIdentifier=hash',
];

/** Elliptic keys: made in under a millisecond, where RSA takes up to a second. */
const newKey = (rsaBits?: number): string => {
  const { privateKey } =
    rsaBits === undefined
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: rsaBits });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};

/** ASN.1 UTCTime as `openssl ca` wants it: YYMMDDHHMMSSZ. */
const utcTime = (daysFromNow: number): string =>
  new Date(Date.now() + daysFromNow * dayMs)
    .toISOString()
    .replace(/\.\d+|[-:T]/g, '')
    .slice(2);

const caConfiguration = (folder: string, extensions: readonly string[]): string => `
[ca]
default_ca = this
[this]
database = ${folder}/index
new_certs_dir = ${folder}
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
[asked]
${extensions.join('\n')}
[req]
distinguished_name = none
[none]
`;

/** `openssl ca` and not `openssl x509`, which can't set the dates. One folder a call: its database can't be shared. */
async function sign(request: SigningRequest): Promise<string> {
  const folder = await makeFolder('sign');
  try {
    const config = await folder.write('config', caConfiguration(folder.path, request.extensions));
    await folder.write('index', '');
    const key = await folder.write('key', request.key);
    const csr = folder.file('csr');
    runProgram(openssl, [
      'req',
      '-new',
      '-config',
      config,
      '-key',
      key,
      '-subj',
      `/CN=${request.subject}`,
      '-out',
      csr,
    ]);
    const [from, to] = request.validDays.map(utcTime);
    const dates = ['-startdate', from ?? '', '-enddate', to ?? ''];
    const by = await signerArguments(request, folder);
    const form = ['-batch', '-notext', '-config', config, '-extensions', 'asked', '-in', csr];
    const digest = request.digest === undefined ? [] : ['-md', request.digest];
    return runProgram(openssl, ['ca', ...form, ...dates, ...by, ...digest]);
  } finally {
    await folder.remove();
  }
}

async function signerArguments({ signer, key }: SigningRequest, folder: PrivateFolder): Promise<string[]> {
  if (signer === 'itself') return ['-selfsign', '-keyfile', await folder.write('signer-key', key)];
  const keyFile = await folder.write('signer-key', signer.key);
  return ['-cert', await folder.write('signer-cert', signer.cert), '-keyfile', keyFile];
}

const leafExtensions = (request: CertificateRequest): string[] => {
  const { names = ['localhost'], ips = ['127.0.0.1'] } = request;
  const hosts = request.wrongName
    ? ['DNS:elsewhere.invalid']
    : [...names.map((n) => `DNS:${n}`), ...ips.map((ip) => `IP:${ip}`)];
  const purpose = request.clientAuth
    ? ['extendedKeyUsage=clientAuth']
    : ['extendedKeyUsage=serverAuth', ...(request.withoutNames ? [] : [`subjectAltName=${hosts.join(',')}`])];
  return [
    'basicConstraints=critical,CA:FALSE',
    ...(request.withoutKeyUsage ? [] : ['keyUsage=critical,digitalSignature']),
    ...purpose,
    'subjectKeyIdentifier=hash',
  ];
};

const validityOf = ({ expired, notYetValid }: CertificateRequest): readonly [number, number] => {
  if (expired) return [-30, -1];
  return notYetValid ? [1, 30] : [-1, 30];
};

const encrypted = (key: string, passphrase: string): string =>
  // By environment: arguments can be read by every user of the machine.
  runProgram(openssl, ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-passout', 'env:KEY_PASSPHRASE'], key, {
    ...process.env,
    KEY_PASSPHRASE: passphrase,
  });

/** A certificate authority of our own, made with openssl, for the life of a test. */
export async function createAuthority(
  name = 'Causeway test authority',
  nameConstraints?: string,
): Promise<Authority> {
  const folder = await makeFolder('ca');
  const root = await makeSigner(name, 'itself', nameConstraints);
  let intermediate: Promise<Signer> | undefined;
  let issued = 0;
  const signerFor = (request: CertificateRequest): Promise<Signer | 'itself'> => {
    if (request.selfSigned) return Promise.resolve('itself');
    if (request.signedByLeaf === true)
      return makeLeaf({ names: ['www.example'], withoutKeyUsage: true }, root);
    if (request.intermediate === undefined) return Promise.resolve(root);
    intermediate ??= makeSigner(`${name}, intermediate`, root);
    return intermediate;
  };
  const issue = async (request: CertificateRequest = {}): Promise<Certificate> => {
    const signer = await signerFor(request);
    const made = await makeLeaf(request, signer);
    const sendsSigner = request.intermediate === 'include' || request.signedByLeaf === true;
    const sendsIntermediate = sendsSigner && signer !== 'itself';
    const cert = sendsIntermediate ? made.cert + signer.cert : made.cert;
    const key = request.passphrase === undefined ? made.key : encrypted(made.key, request.passphrase);
    issued += 1;
    const certFile = await folder.write(`${issued}.crt`, cert);
    return { key, cert, certFile, keyFile: await folder.write(`${issued}.key`, key) };
  };
  return { ca: root.cert, caFile: await folder.write('ca.crt', root.cert), issue, remove: folder.remove };
}

/** `nameConstraints`: as openssl writes them, `permitted;DNS:corp.example`. */
async function makeSigner(
  subject: string,
  signer: Signer | 'itself',
  nameConstraints?: string,
): Promise<Signer> {
  const key = newKey();
  const limits = nameConstraints === undefined ? [] : [`nameConstraints=critical,${nameConstraints}`];
  const extensions = [...authorityExtensions, ...limits];
  const cert = await sign({ subject, key, extensions, validDays: [-2, 60], signer });
  return { key, cert };
}

async function makeLeaf(request: CertificateRequest, signer: Signer | 'itself'): Promise<Signer> {
  const key = newKey(request.rsaBits);
  const subject = request.wrongName ? 'elsewhere.invalid' : (request.names?.[0] ?? 'localhost');
  const extensions = leafExtensions(request);
  return {
    key,
    cert: await sign({
      subject,
      key,
      extensions,
      validDays: validityOf(request),
      signer,
      digest: request.digest,
    }),
  };
}
