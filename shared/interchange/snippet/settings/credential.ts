import { looksSecret } from '../../../secrecy.ts';
import type { Json, SnippetCredential } from '../reading.ts';
import type { CredentialPlace, Finding } from '../sdk/findings.ts';
import type { Value } from '../values/value.ts';
import { given } from './given.ts';
import { jsonIn, missingIn, missingSecretIn, named, secretIn } from './missing.ts';
import type { Outcome } from './outcome.ts';

/** The credential that all places agree on. */
export function credentialIn(findings: readonly Finding[], outcome: Outcome): SnippetCredential | undefined {
  const found = findings.filter((finding) => finding.what === 'credential');
  const [first] = found;
  if (first === undefined) return undefined;
  const all = found.map(({ credential }) => saidOf(credential));
  if (all.some((each) => each !== all[0])) {
    for (const finding of found) outcome.refuse(finding, 'conflict');
    return undefined;
  }
  const [credential] = found.map((finding) => credentialOf(finding, outcome));
  return credential;
}

const saidOf = (credential: CredentialPlace['credential']): string =>
  JSON.stringify(credential, (key, of: unknown) => (key === 'lines' || key === 'span' ? undefined : of));

function credentialOf(finding: CredentialPlace, outcome: Outcome): SnippetCredential {
  const { credential } = finding;
  const take = (name: string, plain: readonly Value[], secret?: Value) => {
    const shown = name === '' ? credential.kind : `${credential.kind}: ${name}`;
    const missing = [...plain.map(missingIn), secret === undefined ? null : missingSecretIn(secret)];
    outcome.take(finding, 'credential', shown, missing);
  };
  switch (credential.kind) {
    case 'password': {
      const username = named(credential.username);
      take(username, [credential.username], credential.password);
      return { kind: 'password', username, secret: secretIn(credential.password) };
    }
    case 'nickname': {
      const nickname = named(credential.nickname);
      take(nickname, [credential.nickname, credential.isAdmin]);
      const isAdmin = credential.isAdmin.kind === 'switch' && credential.isAdmin.on;
      return { kind: 'nickname', nickname, ...(isAdmin ? { isAdmin } : {}) };
    }
    case 'anonymous':
      take('', []);
      return { kind: 'anonymous' };
    case 'jwt': {
      const provider = credential.provider === null ? null : named(credential.provider);
      take(provider ?? '', credential.provider === null ? [] : [credential.provider], credential.token);
      return { kind: 'jwt', provider, secret: secretIn(credential.token) };
    }
    case 'custom': {
      const provider = named(credential.provider);
      take(provider, [credential.provider], credential.token);
      const userInfo = given('userInfo', userInfoIn(credential.userInfo, finding, outcome));
      return { kind: 'custom', provider, ...userInfo, secret: secretIn(credential.token) };
    }
    case 'adminToken':
    case 'refreshToken':
      take('', [], credential.token);
      return { kind: credential.kind, secret: secretIn(credential.token) };
  }
}

/** It is saved with the profile, so nothing that may be a secret goes there. */
function userInfoIn(
  value: Value,
  finding: CredentialPlace,
  outcome: Outcome,
): Readonly<Record<string, Json>> | undefined {
  if (value.kind === 'nothing') return undefined;
  if (value.kind !== 'map') {
    outcome.refuse(finding, 'noCounterpart', 'userInfo');
    return undefined;
  }
  const entries = value.entries.flatMap(({ key, value: of, span }): [string, Json][] => {
    const name = key.kind === 'text' ? key.text : null;
    const json = jsonIn(of);
    const isPlain = name !== null && json !== undefined && !looksSecret(name, JSON.stringify(json));
    if (isPlain) return [[name, json]];
    outcome.refuse({ ...finding, span }, 'noCounterpart', name === null ? 'userInfo' : `userInfo.${name}`);
    return [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
