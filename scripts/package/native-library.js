/** How each system's libraries begin. @type {readonly {system: string, begins: readonly string[]}[]} */
const FORMATS = [
  { system: 'linux', begins: ['7f454c46'] },
  { system: 'win32', begins: ['4d5a'] },
  // Alone, and for several processors in one.
  { system: 'darwin', begins: ['cffaedfe', 'cafebabe'] },
];

/**
 * The system that a native library is for, by Node's name.
 * @param {Buffer} library
 * @returns {string} `unknown` for anything else
 */
export function systemOfLibrary(library) {
  const start = library.subarray(0, 4).toString('hex');
  return FORMATS.find(({ begins }) => begins.some((sign) => start.startsWith(sign)))?.system ?? 'unknown';
}
