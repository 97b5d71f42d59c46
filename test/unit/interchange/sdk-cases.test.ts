import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readImport, type ImportReading } from '../../../main/commands/import-reading.ts';
import { parseProfile } from '../../../shared/profile.ts';
import { fragments, languageFolders, pathOf, textOf } from './fragments.ts';

/**
 * Code in the style of public repositories, old and new versions of each SDK, each beside what has to come out of it.
 * Those that begin with a letter and two digits were handed to us as cases.
 */
const names = fragments.map(({ name }) => name);
const sourceOf = textOf;

interface Expected {
  readonly language: string | null;
  readonly profile: object | null;
  readonly secrets: Readonly<Record<string, string>>;
  /** The lines that have to be named as not understood, and no others. */
  readonly named: readonly number[];
}

function outcomeOf({ language, profiles, secrets, notUnderstood }: ImportReading): Expected {
  const [profile = null] = profiles.map(({ formatVersion: _version, name: _name, ...said }) => said);
  return {
    language,
    profile,
    secrets: Object.fromEntries(secrets.map(({ name, value }) => [name, value])),
    named: [...new Set(notUnderstood.map(({ line }) => line))].sort((one, other) => one - other),
  };
}

describe('code for the SDKs', () => {
  it('has the twelve given fragments and at least forty more', () => {
    expect(names.filter((name) => /\/[a-z]\d\d-/.test(name))).toHaveLength(12);
    expect(names.length).toBeGreaterThanOrEqual(52);
  });

  it('has a folder for each language that is read, and in each several', () => {
    for (const language of languageFolders) {
      const ofIt = fragments.filter((fragment) => fragment.folder === language);
      expect(ofIt.length, language).toBeGreaterThanOrEqual(5);
    }
  });

  it.each(names)('%s', (name) => {
    const expected: unknown = JSON.parse(readFileSync(`${pathOf(name)}.json`, 'utf8'));
    expect(outcomeOf(readImport(sourceOf(name)))).toEqual(expected);
  });

  it.each(names)('%s: no secret is shown', (name) => {
    const { secrets, ...shown } = readImport(sourceOf(name));
    for (const { value } of secrets) expect(JSON.stringify(shown)).not.toContain(value);
  });

  it('c07: a placeholder stands in no field', () => {
    const { profiles, notUnderstood } = readImport(sourceOf('csharp/c07-placeholders.cs'));
    expect(JSON.stringify(profiles)).not.toMatch(/[<>]/);
    expect(notUnderstood.map(({ why }) => why).join(' ')).toContain('<yourServer> is a placeholder');
  });

  it('t15: what is read is a profile file, called after its server', () => {
    const [profile] = readImport(sourceOf('javascript/t15-literals.js')).profiles;
    expect(parseProfile(profile)).toMatchObject({ ok: true, value: { name: 'ros.quay.example' } });
  });

  it('s06: says each setting once, and none under a condition', () => {
    const { understood } = readImport(sourceOf('swift/s06-said-once.swift'));
    const whats = understood.map(({ what }) => what);
    expect(new Set(whats).size).toBe(whats.length);
  });

  it('t08: the admin token is named as elsewhere', () => {
    const { notUnderstood } = readImport(sourceOf('javascript/t08-admin-token.ts'));
    expect(notUnderstood).toContainEqual({
      line: 2,
      why: expect.stringContaining('config.ADMIN_TOKEN') as unknown,
    });
  });

  it('R4: says before anyone signs in that a nickname without the flag takes an administrator’s rights', () => {
    const remarks = (name: string) =>
      readImport(sourceOf(name)).understood.filter(({ what }) => what === 'Remark');
    expect(remarks('kotlin/k02-dollar.kt').map(({ shown }) => shown)).toEqual([
      expect.stringMatching(/ordinary one .* administrator/),
    ]);
    expect(remarks('swift/s08-nickname-admin.swift')).toEqual([]);
  });
});

/**
 * Knows nothing of how snippets are read: every text, number and switch, and every option that an SDK is known to
 * have, must be found in what came out, or stand on a line that is named.
 */
describe('nothing is dropped without a word', () => {
  it.each(names.filter((name) => !name.endsWith('.sh')))('%s', (name) => {
    const source = sourceOf(name);
    expect(droppedIn(source, readImport(source))).toEqual([]);
  });

  it('finds what is dropped', () => {
    const source = 'login("https://a.quay.example", "lost")\nset(true)';
    const nothing: ImportReading = {
      language: null,
      profiles: [],
      secrets: [],
      understood: [],
      notUnderstood: [],
    };
    expect(droppedIn(source, nothing)).toHaveLength(3);
  });
});

const options =
  /\b(?:isAdmin|is_admin|register|createUser|fullSynchronization|isPartial|partial|partialRealm|validate_ssl|enableSSLValidation|EnableSSLValidation|disableSSLVerification|urlPrefix|UrlPrefix|authorizationHeaderName|customRequestHeaders|custom_http_headers|trustedRootCA|certificatePath|ssl_trust_certificate_path|readOnly|stopPolicy|serverValidationPolicy)\b/;
const literal =
  /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`|\b(?:\d[\w.]*|true|false|YES|NO)\b/g;

function droppedIn(source: string, reading: ImportReading): readonly string[] {
  const named = new Set(reading.notUnderstood.map(({ line }) => line));
  const understood = new Set(reading.understood.map(({ line }) => line));
  const said = JSON.stringify([reading.profiles, reading.secrets.map(({ name, value }) => [name, value])]);
  return source.split('\n').flatMap((line, at) => {
    if (named.has(at + 1) || /^\s*(?:#import|#|\/\/|using |import )/.test(line.replace('#define', '')))
      return [];
    const literals = [...line.matchAll(literal)].filter(([all, ...texts]) => {
      const text = texts.find((each) => each !== undefined);
      return text === undefined ? !understood.has(at + 1) && !said.includes(all) : !isSaid(text, said);
    });
    const isOption = options.test(line) && !understood.has(at + 1);
    return [...literals.map(([all]) => `${at + 1}: ${all}`), ...(isOption ? [`${at + 1}: an option`] : [])];
  });
}

/** Each piece of a text, between what is put into it and without what a profile spells otherwise. */
function isSaid(text: string, said: string): boolean {
  const pieces = text
    .replace(/\\u\{?0*21\}?|\\u0021/g, '!')
    .replace(/\\\(|\$?\{|%[@sd]|\\"/g, ' ')
    .replace(/[a-z]+:\/?\/?(?=[\s/]|$|\w)/g, (scheme) =>
      /^(?:realms?|https?|wss?):/.test(scheme) ? ' ' : scheme,
    )
    .replace(/\/auth$/, '')
    .split(/[\s()}/$]+/)
    .map((piece) => piece.replace(/^[/~:.]+|[/:.]+$/g, ''));
  return pieces.every(
    (piece) => piece === '' || piece.length < 2 || isFound(piece, said) || /^\d$/.test(piece),
  );
}

/** Names of constants between braces, and keys of maps that were looked into, are no settings. */
const isFound = (piece: string, said: string): boolean =>
  said.includes(piece) || /^(?:[A-Z]\w*(?:\.\w+)*|host|port|place\.\w+|user\.identity!?)$/.test(piece);
