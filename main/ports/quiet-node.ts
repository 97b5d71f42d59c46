/** What a line of Node's own begins with: the name of one of its parts, and the process (Node, `util.debuglog`). */
// eslint-disable-next-line no-control-regex -- on a terminal the number is coloured
const debugLine = /^[A-Z][A-Z0-9_-]* (?:\u001b\[\d+m)?\d+(?:\u001b\[\d+m)?: /;

type Quieted = Pick<NodeJS.Process, 'env'> & { readonly stderr: Pick<NodeJS.WriteStream, 'write'> };

/**
 * Takes away what makes Node and libraries print all that passes through them, passwords included: `DEBUG` and
 * `NODE_DEBUG`, from the processes that we start, too. Node has read its own before our first line, and prints on
 * standard error: there its lines are dropped. To be called before any secret is read.
 */
export function quietNode({ env, stderr }: Quieted): void {
  const isTalkative = (env['NODE_DEBUG'] ?? '') !== '';
  for (const name of ['DEBUG', 'NODE_DEBUG', 'NODE_DEBUG_NATIVE']) delete env[name];
  if (!isTalkative) return;
  const write = stderr.write.bind(stderr);
  stderr.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (typeof chunk !== 'string' || !debugLine.test(chunk)) {
      return Boolean(Reflect.apply(write, stderr, [chunk, ...rest]));
    }
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(() => void Reflect.apply(done, undefined, []));
    return true;
  };
}
