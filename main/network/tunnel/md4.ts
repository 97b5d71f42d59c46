/** MD4 (RFC 1320), which NTLM is built on and which OpenSSL 3 has put out of reach. Good for nothing else. */
export function md4(input: Buffer): Buffer {
  const message = padded(input);
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < message.length; at += 64) state = absorb(state, wordsAt(message, at));
  const digest = Buffer.alloc(16);
  state.forEach((word, index) => digest.writeUInt32LE(word, index * 4));
  return digest;
}

type State = readonly [a: number, b: number, c: number, d: number];

interface Round {
  readonly mix: (x: number, y: number, z: number) => number;
  readonly constant: number;
  readonly order: readonly number[];
  readonly shifts: readonly [number, number, number, number];
}

/** RFC 1320 §3.4. */
const rounds: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
];

function padded(input: Buffer): Buffer {
  const length = Math.ceil((input.length + 9) / 64) * 64;
  const message = Buffer.alloc(length);
  input.copy(message);
  message[input.length] = 0x80;
  message.writeBigUInt64LE(BigInt(input.length) * 8n, length - 8);
  return message;
}

const wordsAt = (message: Buffer, at: number): number[] =>
  Array.from({ length: 16 }, (_, index) => message.readUInt32LE(at + index * 4));

function absorb(before: State, words: readonly number[]): State {
  let [a, b, c, d] = before;
  for (const { mix, constant, order, shifts } of rounds) {
    order.forEach((word, step) => {
      const turned = rotate((a + mix(b, c, d) + (words[word] ?? 0) + constant) | 0, shifts[step & 3] ?? 0);
      [a, b, c, d] = [d, turned, b, c];
    });
  }
  return [plus(a, before[0]), plus(b, before[1]), plus(c, before[2]), plus(d, before[3])];
}

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

const plus = (one: number, other: number): number => (one + other) >>> 0;
