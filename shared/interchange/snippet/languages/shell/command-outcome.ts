import type {
  Lines,
  NotUnderstood,
  NotUnderstoodWhy,
  SnippetCredential,
  SnippetSettings,
  Understood,
} from '../../reading.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** What was taken from commands, and what was not. */
export class CommandOutcome {
  readonly settings: Partial<Mutable<SnippetSettings>> = {};
  readonly #understood: Understood[] = [];
  readonly #notUnderstood: NotUnderstood[] = [];

  get understood(): readonly Understood[] {
    return onceEach(this.#understood).sort(byLine);
  }

  get notUnderstood(): readonly NotUnderstood[] {
    return onceEach(this.#notUnderstood).sort(byLine);
  }

  take(line: number, what: Understood['what'], shown: string, missing: string | null = null): void {
    this.#understood.push({ lines: { first: line, last: line }, what, shown, missing, only: null });
  }

  refuse(line: number, why: NotUnderstoodWhy, from: string | null, what: NotUnderstood['what'] = null): void {
    this.#notUnderstood.push({ lines: { first: line, last: line }, why, what, from, excerpt: '' });
  }

  set(
    what: 'server' | 'syncUrl' | 'urlPrefix' | 'authorizationHeaderName',
    text: string,
    line: number,
  ): void {
    const before = this.settings[what];
    if (before !== undefined && before !== text)
      return this.refuse(line, 'conflict', null, what === 'syncUrl' ? 'realmUrl' : what);
    this.settings[what] = text;
    this.take(line, what, text);
  }

  setCredential(credential: SnippetCredential, isWhole: boolean, line: number): void {
    const before = this.settings.credential;
    // Asking for an access token with what a sign-in answered is no other sign-in.
    if (before !== undefined && credential.kind === 'refreshToken') return;
    const isOther =
      before !== undefined &&
      before.kind !== 'refreshToken' &&
      JSON.stringify(before) !== JSON.stringify(credential);
    if (isOther) return this.refuse(line, 'conflict', null, 'credential');
    this.settings.credential = credential;
    const name = nameOf(credential);
    const shown = name === '' ? credential.kind : `${credential.kind}: ${name}`;
    this.take(line, 'credential', shown, isWhole ? null : '');
  }
}

const byLine = (one: { readonly lines: Lines }, other: { readonly lines: Lines }): number =>
  one.lines.first - other.lines.first;

function nameOf(credential: SnippetCredential): string {
  switch (credential.kind) {
    case 'password':
      return credential.username;
    case 'nickname':
      return credential.nickname;
    case 'custom':
      return credential.provider;
    case 'jwt':
      return credential.provider ?? '';
    case 'anonymous':
    case 'adminToken':
    case 'refreshToken':
      return '';
  }
}

const onceEach = <Item>(items: readonly Item[]): Item[] => {
  const keyOf = (item: Item) =>
    JSON.stringify(item, (key, value: unknown) => (key === 'lines' ? undefined : value));
  return items.filter((item, at) => items.findIndex((other) => keyOf(other) === keyOf(item)) === at);
};
