import { connect, type Socket } from 'node:net';

/** One message of a D-Bus, as far as the tests' peers need to see it. */
export interface DBusMessage {
  readonly type: 'call' | 'return' | 'error' | 'signal' | 'other';
  readonly serial: number;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly sender: string;
  readonly body: Buffer;
}

export interface DBusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: Buffer;
}

/** A program on a private bus that owns a name and answers calls. */
export interface DBusPeer {
  readonly call: (call: DBusCall) => void;
  /** Answers a call with nothing but "done". */
  readonly acknowledge: (message: DBusMessage) => void;
  readonly close: () => void;
}

const types = ['other', 'call', 'return', 'error', 'signal'] as const;
const fields = { path: 1, interface: 2, member: 3, replySerial: 5, destination: 6, sender: 7, signature: 8 };

const padding = (length: number, boundary: number): Buffer =>
  Buffer.alloc((boundary - (length % boundary)) % boundary);

/** Values begin at multiples of their alignment; nothing follows the last one. */
export const alignedTo = (boundary: number, bytes: Buffer): Buffer =>
  Buffer.concat([bytes, padding(bytes.length, boundary)]);

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A string, or the path of an object. */
export const marshalString = (text: string): Buffer =>
  Buffer.concat([uint32(Buffer.byteLength(text)), Buffer.from(`${text}\0`)]);

/** One entry of the header: its code, and a value with its type. */
function marshalField(code: number, type: 's' | 'o' | 'g' | 'u', value: string | number): Buffer {
  const head = Buffer.from([code, 1, type.charCodeAt(0), 0]);
  if (typeof value === 'number') return Buffer.concat([head, uint32(value)]);
  const text = Buffer.from(`${value}\0`);
  const length = type === 'g' ? Buffer.from([text.length - 1]) : uint32(text.length - 1);
  return Buffer.concat([head, length, text]);
}

/** D-Bus specification, "Message Format": little endian, version 1. The header's length leaves out its last padding. */
function marshal(type: number, serial: number, header: readonly Buffer[], body: Buffer): Buffer {
  const array = header.reduce((before, field) => Buffer.concat([alignedTo(8, before), field]));
  const fixed = Buffer.from(['l'.charCodeAt(0), type, 0, 1]);
  const lengths = [uint32(body.length), uint32(serial), uint32(array.length)];
  return Buffer.concat([fixed, ...lengths, alignedTo(8, array), body]);
}

/** The next whole message, and what comes after it; null while there is none. */
function unmarshal(bytes: Buffer): { readonly message: DBusMessage; readonly rest: Buffer } | null {
  if (bytes.length < 16) return null;
  const [bodyLength, serial, headerLength] = [4, 8, 12].map((at) => bytes.readUInt32LE(at)) as [
    number,
    number,
    number,
  ];
  const bodyStart = 16 + headerLength + padding(headerLength, 8).length;
  const end = bodyStart + bodyLength;
  if (bytes.length < end) return null;
  const texts = unmarshalHeader(bytes.subarray(0, 16 + headerLength));
  const text = (code: number): string => texts.get(code) ?? '';
  const message = {
    type: types[bytes.readUInt8(1)] ?? 'other',
    serial,
    path: text(fields.path),
    interface: text(fields.interface),
    member: text(fields.member),
    sender: text(fields.sender),
    body: bytes.subarray(bodyStart, end),
  };
  return { message, rest: bytes.subarray(end) };
}

function unmarshalHeader(bytes: Buffer): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  for (let at = 16; at < bytes.length; at += padding(at, 8).length) {
    const code = bytes.readUInt8(at);
    const type = String.fromCharCode(bytes.readUInt8(at + 2));
    at += 4;
    if (type === 'u') at += 4;
    else {
      const length = type === 'g' ? bytes.readUInt8(at) : bytes.readUInt32LE(at);
      const start = at + (type === 'g' ? 1 : 4);
      texts.set(code, bytes.toString('utf8', start, start + length));
      at = start + length + 1;
    }
  }
  return texts;
}

/** Resolves with what follows the greeting, once the bus has let us in. */
function authenticate(socket: Socket): Promise<void> {
  const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (answer: Buffer) => {
      if (!answer.toString().startsWith('OK '))
        return reject(new Error(`the bus refused: ${answer.toString()}`));
      socket.write('BEGIN\r\n');
      resolve();
    });
    socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
  });
}

const bus = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

/** Joins the bus at a socket, takes a name, and hands every call to `onCall`. Resolves once the name is its own. */
export async function joinBus(
  socketPath: string,
  name: string,
  onCall: (message: DBusMessage, peer: DBusPeer) => void,
): Promise<DBusPeer> {
  const socket = connect(socketPath);
  await authenticate(socket);
  let serial = 0;
  const send = (type: number, header: readonly Buffer[], body: Buffer): void => {
    serial += 1;
    socket.write(marshal(type, serial, header, body));
  };
  const peer: DBusPeer = {
    call: ({ destination, path, interface: of, member, signature = '', body = Buffer.alloc(0) }) =>
      send(
        1,
        [
          marshalField(fields.path, 'o', path),
          marshalField(fields.interface, 's', of),
          marshalField(fields.member, 's', member),
          marshalField(fields.destination, 's', destination),
          ...(signature === '' ? [] : [marshalField(fields.signature, 'g', signature)]),
        ],
        body,
      ),
    acknowledge: ({ serial: replySerial, sender }) =>
      send(
        2,
        [marshalField(fields.replySerial, 'u', replySerial), marshalField(fields.destination, 's', sender)],
        Buffer.alloc(0),
      ),
    close: () => socket.destroy(),
  };
  const named = new Promise<void>((resolve, reject) => {
    socket.once('close', () => reject(new Error('the bus closed the connection')));
    let bytes: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let next = unmarshal(bytes); next !== null; next = unmarshal(bytes)) {
        bytes = next.rest;
        const { message } = next;
        if (message.type === 'error') reject(new Error(`the bus refused the name ${name}`));
        if (message.type === 'signal' && message.member === 'NameAcquired') {
          // First our unique name, such as :1.7, then the one that was asked for.
          if (message.body.toString('utf8', 4).startsWith(name)) resolve();
        }
        if (message.type === 'call') onCall(message, peer);
      }
    });
  });
  peer.call({ ...bus, member: 'Hello' });
  const request = Buffer.concat([alignedTo(4, marshalString(name)), uint32(0)]);
  peer.call({ ...bus, member: 'RequestName', signature: 'su', body: request });
  await named;
  return peer;
}
