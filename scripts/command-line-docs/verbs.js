/**
 * What man page and completions need to know of a verb, read from its row in `main/commands` (`synopsis`, `options`):
 * a new verb or option is in all of them without being written a second time.
 *
 * @typedef {import('../../main/command-line/command.ts').Command} Command
 * @typedef {import('../../main/command-line/command.ts').CommandOption} CommandOption
 *
 * @typedef {'profile' | 'file' | 'word'} Kind what a value is: a profile's name or file, a file, anything
 *
 * @typedef {object} Option
 * @property {string} name `--realm`
 * @property {string | null} value `PATH`; null for one that takes none
 * @property {Kind} kind
 * @property {readonly string[]} words the only values it takes; none: any
 * @property {string} meaning
 *
 * @typedef {object} Verb
 * @property {string} name
 * @property {string} about what it does, in a sentence
 * @property {Kind | null} argument what its first argument is; null: it takes none
 * @property {boolean} runsCommand whether `-- COMMAND` may follow
 * @property {readonly Option[]} options
 */

/** By the word that stands for a value in the help. @param {string} value @returns {Kind} */
function kindOf(value) {
  if (value.startsWith('PROFILE')) return 'profile';
  return /FILE/.test(value) ? 'file' : 'word';
}

/** @param {CommandOption} option @returns {Option} */
export function optionOf([text, meaning, words = []]) {
  const [name = '', value = null] = text.split(' ');
  return { name, value, kind: kindOf(value ?? ''), words, meaning };
}

/** `--help` is each verb's. @type {Option} */
const help = { name: '--help', value: null, kind: 'word', words: [], meaning: 'how to call it' };

/** @param {Command} command @returns {Verb} */
export function verbOf({ name, synopsis, about, options }) {
  const [, first = ''] = (synopsis[0] ?? '').split(' ');
  return {
    name,
    about: `${about.join(' ').split('. ')[0]?.replace(/\.$/, '') ?? ''}`,
    argument: /^[A-Z]/.test(first) ? kindOf(first) : null,
    runsCommand: synopsis.some((call) => call.includes('-- COMMAND')),
    options: [...options.map(optionOf), help],
  };
}
