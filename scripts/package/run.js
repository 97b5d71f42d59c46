import { SetupError } from '../setup/announce.js';
import { run } from '../setup/commands.js';

/**
 * Runs a packaging tool to its end.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 * @returns {Promise<string>} what it said
 * @throws {SetupError} with the tool's own words when it fails
 */
export async function runTool(program, args, options) {
  const { status, output } = await run(program, args, options);
  if (status !== 0) throw new SetupError(`${output}\n${program} failed (${status}), see above.`);
  return output;
}
