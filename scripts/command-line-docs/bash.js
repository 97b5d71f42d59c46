/** @typedef {import('./verbs.js').Verb} Verb */
/** @typedef {import('./verbs.js').Option} Option */

/** @param {Option} option */
const valueCase = ({ name, kind, words }) => {
  if (words.length > 0) return [`      ${name}) _causeway_words '${words.join(' ')}' ;;`];
  if (kind === 'file') return [`      ${name}) _causeway_files ;;`];
  if (kind === 'profile') return [`      ${name}) _causeway_profiles ;;`];
  return [`      ${name}) ;;`];
};

/** @param {Verb} verb */
function verbCase({ name, argument, options }) {
  const taking = options.filter(({ value }) => value !== null);
  const argumentLine = {
    profile: '_causeway_profiles',
    file: '_causeway_files',
    word: ':',
  };
  return [
    `  ${name})`,
    '    case $before in',
    ...taking.flatMap(valueCase),
    '      *)',
    '        if [[ $typed == -* ]]; then',
    `          _causeway_words '${options.map((option) => option.name).join(' ')}'`,
    `        else ${argument === null ? ':' : argumentLine[argument]}`,
    '        fi ;;',
    '    esac ;;',
  ];
}

/** For bash 4 and newer, with or without the package bash-completion. @param {readonly Verb[]} verbs */
export const bashCompletion = (verbs) =>
  `${[
    '# bash completion for causeway, made of its own help (scripts/command-line-docs.js).',
    '',
    '_causeway_words() {',
    "  local IFS=$' \\n'",
    '  COMPREPLY=($(compgen -W "$1" -- "$typed"))',
    '}',
    '',
    '# Readline quotes what is no plain word.',
    '_causeway_files() {',
    "  local IFS=$'\\n'",
    '  compopt -o filenames 2>/dev/null',
    '  COMPREPLY+=($(compgen -f -- "$typed"))',
    '}',
    '',
    '_causeway_profiles() {',
    '  local name',
    '  compopt -o filenames 2>/dev/null',
    '  while IFS= read -r name; do',
    '    [[ $name == "$typed"* ]] && COMPREPLY+=("$name")',
    '  done < <(causeway list --names 2>/dev/null </dev/null)',
    '  _causeway_files',
    '}',
    '',
    '_causeway() {',
    '  local typed=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} at',
    '  # `--to=swift` is three words to bash.',
    '  if [[ $typed == = ]]; then typed=; elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi',
    '  # As it is meant, not as it is quoted.',
    '  typed=${typed#[\\"\\\']}',
    '  typed=${typed//\\\\/}',
    '  COMPREPLY=()',
    '  for ((at = 2; at < COMP_CWORD; at++)); do',
    '    if [[ ${COMP_WORDS[at]} == -- ]]; then',
    '      if ((at == COMP_CWORD - 1)); then COMPREPLY=($(compgen -c -- "$typed")); else _causeway_files; fi',
    '      return',
    '    fi',
    '  done',
    '  if ((COMP_CWORD == 1)); then',
    `    _causeway_words '${[...verbs.map(({ name }) => name), '--help', '--version'].join(' ')}'`,
    '    return',
    '  fi',
    '  case ${COMP_WORDS[1]} in',
    ...verbs.flatMap(verbCase),
    '  --version) _causeway_words --json ;;',
    '  esac',
    '}',
    '',
    'complete -F _causeway causeway',
  ].join('\n')}\n`;
