import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthority } from './certificates.ts';
import { manifestOf, signedManifest, signingKey, type SigningKey } from '../fakes/update-feed.ts';

/** A name that only the forward proxy resolves. */
export const feedHost = 'updates.corp.internal';

export interface Feed {
  readonly url: string;
  readonly port: number;
  /** The authority that the feed's certificate is of. */
  readonly ca: string;
  readonly key: SigningKey;
  /** What it was asked for, heads and all. */
  readonly requests: readonly IncomingMessage[];
  /** What stands where, by its path; a function answers by itself. */
  readonly files: Map<string, Buffer | ((response: ServerResponse) => void)>;
  readonly publish: (own?: Parameters<typeof manifestOf>[1]) => void;
  readonly stop: () => Promise<void>;
}

/** A web server with a certificate for a name that nobody here resolves, and a signed manifest. */
export async function startUpdateFeed(): Promise<Feed> {
  const authority = await createAuthority();
  const { cert, key: tlsKey } = await authority.issue({ names: [feedHost] });
  const files: Feed['files'] = new Map();
  const requests: IncomingMessage[] = [];
  const server = createServer({ cert, key: tlsKey }, (request, response) => {
    requests.push(request);
    const file = files.get(request.url ?? '');
    if (file === undefined) response.writeHead(404).end();
    else if (typeof file === 'function') file(response);
    else response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await authority.remove();
  };
  const { port } = server.address() as AddressInfo;
  const key = signingKey();
  const publish: Feed['publish'] = (own) => {
    const manifest = manifestOf(Date.now(), own);
    files.set(`/feed/${manifest.channel}.update`, signedManifest(manifest, key));
  };
  publish();
  return {
    url: `https://${feedHost}:${port}/feed`,
    port,
    ca: authority.ca,
    key,
    requests,
    files,
    publish,
    stop,
  };
}
