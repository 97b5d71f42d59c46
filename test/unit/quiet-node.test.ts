import { describe, expect, it } from 'vitest';
import { quietNode } from '../../main/ports/quiet-node.ts';

/** A process with these variables, and what came through its standard error. */
function quieted(variables: Record<string, string>) {
  const written: unknown[] = [];
  const env: NodeJS.ProcessEnv = { ...variables };
  const stderr = { write: (chunk: unknown) => written.push(chunk) > 0 };
  quietNode({ env, stderr });
  return { env, stderr, written };
}

describe('L8: what makes Node print all that passes through it', () => {
  it('is taken away, for the processes that we start, too', () => {
    const { env } = quieted({ DEBUG: '*', NODE_DEBUG: 'stream', NODE_DEBUG_NATIVE: 'tls', HOME: '/home/a' });
    expect(env).toEqual({ HOME: '/home/a' });
  });

  it.each([
    'STREAM 8886: push <Buffer 73 65 63 72 65 74>\n',
    'HTTP 1: outgoing message end.\n',
    'CHILD_PROCESS 77: spawn\n',
    'NET \u001b[33m42\u001b[39m: connect\n',
  ])('is not printed, though Node has read it already: %j', (line) => {
    const { stderr, written } = quieted({ NODE_DEBUG: 'stream' });
    expect(stderr.write(line)).toBe(true);
    expect(written).toEqual([]);
  });

  it.each(['causeway: give one profile at a time.\n', '{"at":"2026-11-30","event":"started"}\n'])(
    'leaves our own lines: %j',
    (line) => {
      const { stderr, written } = quieted({ NODE_DEBUG: 'stream' });
      stderr.write(line);
      expect(written).toEqual([line]);
    },
  );
});
