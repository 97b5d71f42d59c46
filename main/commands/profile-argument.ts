/** What a profile may be called by, for the help of every command that takes one. */
export const profileArgument = [
  'PROFILE is the path of a profile file (*.json), or the name of a saved profile.',
] as const;
