/** @typedef {import('./verbs.js').Verb} Verb */
/** @typedef {import('./verbs.js').Option} Option */

/** In quotes. @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** As descriptions in brackets want it. @param {string} text */
const escaped = (text) => text.replace(/[[\]\\]/g, '\\$&').replaceAll(':', '\\:');

/** @param {Option} option */
function actionOf({ kind, words }) {
  if (words.length > 0) return `(${words.join(' ')})`;
  return { profile: '_causeway_profiles', file: '_files', word: ' ' }[kind];
}

/** @param {Option} option */
const optionSpec = (option) =>
  quoted(
    `${option.name}[${escaped(option.meaning)}]${option.value === null ? '' : `:${option.value}:${actionOf(option)}`}`,
  );

/** @param {Verb} verb */
function verbCase({ name, argument, runsCommand, options }) {
  const action =
    argument === null ? null : { profile: '_causeway_profiles', file: '_files', word: ' ' }[argument];
  const specs = [
    ...options.map(optionSpec),
    ...(action === null ? [] : [quoted(`1:${argument}:${action}`)]),
    ...(runsCommand ? [quoted('*:::command:_normal')] : []),
  ];
  return [`    ${name})`, `      _arguments ${specs.join(' \\\n        ')} ;;`];
}

/** @param {readonly Verb[]} verbs */
export const zshCompletion = (verbs) =>
  `${[
    '#compdef causeway',
    '# Made of the help of causeway (scripts/command-line-docs.js).',
    '',
    '_causeway_profiles() {',
    '  local -a names',
    '  names=(${(f)"$(causeway list --names 2>/dev/null </dev/null)"})',
    "  _alternative 'profiles:saved profile:compadd -a names' 'files:profile file:_files'",
    '}',
    '',
    '_causeway() {',
    '  local -a verbs',
    '  verbs=(',
    ...verbs.map(({ name, about }) => `    ${quoted(`${name}:${escaped(about)}`)}`),
    "    '--help:how to call it'",
    "    '--version:the version of this program'",
    '  )',
    '  if ((CURRENT == 2)); then',
    '    _describe command verbs',
    '    return',
    '  fi',
    '  shift words',
    '  ((CURRENT--))',
    '  case $words[1] in',
    ...verbs.flatMap(verbCase),
    '    --version)',
    "      _arguments '--json[one JSON object on standard output]' ;;",
    '  esac',
    '}',
    '',
    '_causeway "$@"',
  ].join('\n')}\n`;
