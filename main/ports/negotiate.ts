import type { KerberosClient } from 'kerberos';
import type { UnavailableReason } from '../../shared/problem.ts';

/** Proves who is signed in to this computer: Negotiate (RFC 4559), by the operating system's own tickets. */
export interface Negotiate {
  /** Begins a proof for the HTTP service of a host. Errors: `NegotiateUnavailable`. */
  begin(host: string): Promise<NegotiateProof>;
}

export interface NegotiateProof {
  /** The next token, in base64, for the other side's (none at first). Null: there is nothing more to say. */
  step(theirs: string | null): Promise<string | null>;
}

/** Nothing can be proved. */
export class NegotiateUnavailable extends Error {
  override readonly name = 'NegotiateUnavailable';
  readonly reason: UnavailableReason;

  constructor(reason: UnavailableReason) {
    super(reason);
    this.reason = reason;
  }
}

/** GSSAPI, or SSPI on Windows, through the optional `kerberos` package, which is loaded when a proxy first asks. */
export const kerberosNegotiate: Negotiate = {
  async begin(host) {
    const kerberos = await loadKerberos();
    const service = `HTTP${process.platform === 'win32' ? '/' : '@'}${host}`;
    const client = await orNoTicket(
      kerberos.initializeClient(service, { mechOID: kerberos.GSS_MECH_OID_SPNEGO }),
    );
    return new KerberosProof(client);
  },
};

class KerberosProof implements NegotiateProof {
  readonly #client: KerberosClient;

  constructor(client: KerberosClient) {
    this.#client = client;
  }

  async step(theirs: string | null): Promise<string | null> {
    if (this.#client.contextComplete) return null;
    const ours = await orNoTicket(this.#client.step(theirs ?? ''));
    return ours === '' ? null : ours;
  }
}

async function loadKerberos(): Promise<typeof import('kerberos')> {
  try {
    return await import('kerberos');
  } catch {
    throw new NegotiateUnavailable('noLibrary');
  }
}

/** The library's messages name principals and hosts; that there is no usable ticket is all we pass on. */
async function orNoTicket<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch {
    throw new NegotiateUnavailable('noTicket');
  }
}
