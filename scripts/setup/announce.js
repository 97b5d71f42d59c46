/** Progress for the person who waits. Always on stderr: stdout belongs to what they asked for. */

/** @param {string} line */
export function announce(line) {
  process.stderr.write(`› ${line}\n`);
}

/**
 * A failure that the person can cure. `message` says what happened, and what to do about it.
 */
export class SetupError extends Error {}

/**
 * Runs the main function of a script. A SetupError ends it with its message and status 1; anything else is a bug
 * of ours and shows its stack.
 * @param {() => Promise<number | void>} main answers the exit status, 0 where it answers nothing
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    const text = error instanceof SetupError ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`\n${String(text)}\n`);
    process.exitCode = 1;
  }
}
