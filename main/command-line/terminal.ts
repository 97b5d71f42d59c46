import type { Writable } from 'node:stream';
import { visibleLines } from '../../shared/visible-text.ts';

/**
 * Where commands say what they have to say: the one door to standard output and standard error. What a terminal
 * would obey is made visible here, in words and in JSON alike, wherever it came from.
 */
export interface Terminal {
  print(text: string): void;
  /** On standard error: what is wrong with the call, not what was asked for. */
  complain(text: string): void;
}

export interface TerminalStreams {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Standard output can't be written, as on a full disk. Not called where the reader has gone: that is no fault. */
  readonly onLost: (error: Error) => void;
}

/** A reader that ends early (`causeway list | head -1`) closes the pipe: what is left to say is dropped. */
export function terminalOn({ stdout, stderr, onLost }: TerminalStreams): Terminal {
  stdout.on('error', (error) => {
    if (!isClosedPipe(error)) onLost(error);
  });
  // There is no place left to say it.
  stderr.on('error', () => undefined);
  return {
    print: (text) => void stdout.write(visibleLines(text)),
    complain: (text) => void stderr.write(visibleLines(text)),
  };
}

/** EOF is what Windows says. */
const isClosedPipe = (error: Error): boolean =>
  'code' in error &&
  (error.code === 'EPIPE' || error.code === 'EOF' || error.code === 'ERR_STREAM_DESTROYED');
