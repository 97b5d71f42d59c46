import type { PrivateFolder } from './folder.ts';

/** What a peer needs to speak TLS, all in PEM. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  /** Asks clients for a certificate of this authority, and refuses those without. */
  readonly clientCa?: string;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Certificate and key in one file, as HAProxy wants them. */
  readonly bothFile: string;
  readonly clientCaFile: string | undefined;
}

export async function writeTlsFiles(tls: ServerTls, folder: PrivateFolder): Promise<TlsFiles> {
  return {
    certFile: await folder.write('server.crt', tls.cert),
    keyFile: await folder.write('server.key', tls.key),
    bothFile: await folder.write('server.pem', tls.cert + tls.key),
    clientCaFile: tls.clientCa === undefined ? undefined : await folder.write('client-ca.crt', tls.clientCa),
  };
}
