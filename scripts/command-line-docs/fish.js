/** @typedef {import('./verbs.js').Verb} Verb */
/** @typedef {import('./verbs.js').Option} Option */

/** @param {string} text */
const quoted = (text) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** @param {Option} option */
function valueFlags({ value, kind, words }) {
  if (value === null) return '';
  if (words.length > 0) return ` -x -a ${quoted(words.join(' '))}`;
  return { profile: " -r -a '(__causeway_profiles)'", file: ' -r', word: ' -x' }[kind];
}

/** @param {Verb} verb */
function verbLines({ name, argument, options }) {
  const within = `complete -c causeway -n '__fish_seen_subcommand_from ${name}'`;
  const argumentLines = {
    profile: [`${within} -F -a '(__causeway_profiles)'`],
    file: [`${within} -F`],
    word: [],
  };
  return [
    ...(argument === null ? [] : argumentLines[argument]),
    ...options.map(
      (option) => `${within} -l ${option.name.slice(2)}${valueFlags(option)} -d ${quoted(option.meaning)}`,
    ),
  ];
}

/** @param {readonly Verb[]} verbs */
export const fishCompletion = (verbs) =>
  `${[
    '# fish completion for causeway, made of its own help (scripts/command-line-docs.js).',
    '',
    'function __causeway_profiles',
    '    causeway list --names 2>/dev/null </dev/null',
    'end',
    '',
    'complete -c causeway -f',
    ...verbs.map(
      ({ name, about }) => `complete -c causeway -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`,
    ),
    "complete -c causeway -n __fish_use_subcommand -l help -d 'how to call it'",
    "complete -c causeway -n __fish_use_subcommand -l version -d 'the version of this program'",
    ...verbs.flatMap(verbLines),
  ].join('\n')}\n`;
