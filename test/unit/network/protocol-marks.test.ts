import { describe, expect, it } from 'vitest';
import { agreedVersion, refusedVersion } from '../../../main/network/protocol-marks.ts';

const native = ['HTTP/1.1 400 Bad Request', 'server: realm-sync-server/22'];
const only22 = { speaks: { oldest: 22, newest: 22 } };

describe('a refusal of the version', () => {
  it.each([
    ['the native worker’s', 'Invalid Sync protocol version\n', native, { side: 'unsaid', ...only22 }],
    ['its Server line hidden', 'Invalid Sync protocol version\n', ['Server: nginx'], { side: 'unsaid' }],
    ['a worker that sees none', 'This client is unsupported\n', native, { side: 'notSeen', ...only22 }],
    ['an identifier alone', 'REALM_SYNC_PROTOCOL_MISMATCH', [], { side: 'unsaid' }],
    ['too old', 'REALM_SYNC_PROTOCOL_MISMATCH:CLIENT_TOO_OLD', [], { side: 'clientTooOld' }],
    [
      'a later server’s, with what it supports',
      'Protocol version negotiation failed: Client is too new for server.\n\nServer supports: 22-26\nClient supports: 30\n\nREALM_SYNC_PROTOCOL_MISMATCH:CLIENT_TOO_NEW\n',
      ['Server: RealmSync/5.0.0'],
      { side: 'clientTooNew', speaks: { oldest: 22, newest: 26 } },
    ],
    [
      'a later server’s, of one version',
      'Protocol version negotiation failed: Client is too old for server.\n\nServer supports: 31\nClient supports: 22-30\n\nREALM_SYNC_PROTOCOL_MISMATCH:CLIENT_TOO_OLD\n',
      [],
      { side: 'clientTooOld', speaks: { oldest: 31, newest: 31 } },
    ],
  ])('%s', (_what, body, head, marks) => {
    expect(refusedVersion(body, head)).toEqual(marks);
  });

  it.each(['', '<h1>400 Bad Request</h1>', 'Realm sync server\n\nPage not found\n', 'unsupported'])(
    'is not in %j',
    (body) => expect(refusedVersion(body, native)).toBeNull(),
  );
});

it.each([
  [
    'another version',
    'Sec-WebSocket-Protocol: io.realm.sync.26',
    { side: 'otherAgreed', speaks: { oldest: 26, newest: 26 } },
  ],
  ['a whole offer', 'sec-websocket-protocol: io.realm.sync.22, io.realm.sync.30', { side: 'otherAgreed' }],
  ['nothing', 'Upgrade: websocket', { side: 'noneAgreed' }],
])('a 101 with %s', (_what, line, marks) => {
  expect(agreedVersion(['HTTP/1.1 101 Switching Protocols', line])).toEqual(marks);
});
