import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads a command's arguments strictly. Errors: `UsageError`, whose sentence names the option but no value. */
export function readArguments<const Known extends Options>(args: readonly string[], options: Known) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(sentenceOf(error));
  }
}

/** Node's own sentences name the option and what is wrong with it; the first one is enough. */
function sentenceOf(error: unknown): string {
  const [sentence = 'the arguments make no sense'] = error instanceof Error ? error.message.split('. ') : [];
  return `${sentence.replace(/\.$/, '')}.`;
}

/** The one argument of a command that takes just one. Errors: `UsageError`; a second one is not repeated. */
export function onlyArgument(positionals: readonly string[], what: string): string {
  const [only, ...more] = positionals;
  if (only === undefined) throw new UsageError(`give ${what}.`);
  if (more.length > 0) throw new UsageError(`give ${what}, and one at a time.`);
  return only;
}
