/** The variable and the entry that decided on a way, by the names that they are known by where none were spelled. */
export type NamedRule = Readonly<Record<'variable' | 'entry', string>>;
