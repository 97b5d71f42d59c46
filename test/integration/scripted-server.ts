import type { CapturedRequest, CaptureReply } from '../peers/capture.ts';

export const identity = 'b920bd7068ef2b470ff4226e0e85716a';

/** Longer and stranger than any header should be able to hurt: base64, a colon, and a slash. */
const token = (kind: string): string =>
  `${Buffer.from(JSON.stringify({ identity, kind })).toString('base64')}:c2lnbmF0dXJl/+==`;

export const refreshToken = token('refresh');
export const accessToken = token('access');

export const answer = (status: string, body: object | string = '', ...headers: string[]): CaptureReply => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? [] : ['Content-Type: application/json'];
  const lines = [`HTTP/1.1 ${status}`, ...type, `Content-Length: ${Buffer.byteLength(text)}`, ...headers];
  return { kind: 'bytes', bytes: [...lines, '', text].join('\r\n'), then: 'keep' };
};

export const tunnelOpened: CaptureReply = {
  kind: 'bytes',
  bytes: 'HTTP/1.1 200 Connection established\r\n\r\n',
  then: 'keep',
};

const expires = Math.floor(Date.now() / 1000) + 600;

/** Answers of an auth server that believes everything, as Realm Object Server words them. */
export function grant({ body }: CapturedRequest): CaptureReply {
  const asked: unknown = JSON.parse(body.toString('utf8'));
  const path = typeof asked === 'object' && asked !== null && 'path' in asked ? String(asked.path) : null;
  if (path === null) {
    const token_data = { app_id: '', identity, access: ['refresh'], salt: 'a', expires, is_admin: false };
    return answer('200 OK', { refresh_token: { token: refreshToken, token_data } });
  }
  const token_data = {
    app_id: '',
    identity,
    access: ['download', 'upload', 'manage'],
    salt: 'b',
    expires,
    path: path.replace('/~/', `/${identity}/`),
    sync_label: 'default',
  };
  return answer('200 OK', { access_token: { token: accessToken, token_data } });
}

const methodOf = ({ lines }: CapturedRequest): string => lines[0]?.split(' ')[0] ?? '';

/** What to answer to each kind of request; what isn't named is granted, and the upgrade refused with 400. */
export interface Script {
  readonly connect?: (request: CapturedRequest) => CaptureReply;
  readonly auth?: (request: CapturedRequest) => CaptureReply;
  readonly upgrade?: (request: CapturedRequest) => CaptureReply;
}

/** One server plays forward proxy, gateway and sync server: all that is sent ends in one record. */
export const scripted =
  ({ connect = () => tunnelOpened, auth = grant, upgrade = () => answer('400 Bad Request') }: Script = {}) =>
  (request: CapturedRequest): CaptureReply => {
    switch (methodOf(request)) {
      case 'CONNECT':
        return connect(request);
      case 'POST':
        return auth(request);
      default:
        return upgrade(request);
    }
  };

export const requestsOf = (
  method: 'CONNECT' | 'POST' | 'GET',
  requests: readonly CapturedRequest[],
): readonly CapturedRequest[] => requests.filter((request) => methodOf(request) === method);
