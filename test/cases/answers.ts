import { readFileSync } from 'node:fs';

/** A whole HTTP answer, as it stands in a file under `test/cases/http`. */
export interface AnswerCase {
  readonly bytes: Buffer;
  readonly status: number;
  /** Status line and header lines. */
  readonly head: readonly string[];
  readonly body: string;
  readonly header: (name: string) => string | null;
}

export function answerCase(name: string): AnswerCase {
  const bytes = readFileSync(new URL(`http/${name}.http`, import.meta.url));
  return answerOf(bytes);
}

/** The same of an answer that a test makes up. */
export function answerOf(bytes: Buffer): AnswerCase {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const header = (wanted: string): string | null => {
    const line = head.slice(1).find((one) => one.toLowerCase().startsWith(`${wanted.toLowerCase()}:`));
    return line === undefined ? null : line.slice(wanted.length + 1).trim();
  };
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head[0] ?? '')?.[1]);
  return { bytes, status, head, body: bytes.subarray(end + 4).toString('utf8'), header };
}

/** An answer from its lines and its body. */
export const madeUp = (status: number, body: string, ...headers: string[]): AnswerCase =>
  answerOf(
    Buffer.from(
      [`HTTP/1.1 ${status} X`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join(
        '\r\n',
      ),
    ),
  );
