import { placeholderIn } from '../../../placeholders.ts';
import type { Json, SnippetCredential } from '../../reading.ts';
import { looksSecret } from '../../../../secrecy.ts';

/** What the body of `POST /auth` says (Realm Object Server, §1). */
export interface SignInQuestion {
  readonly credential: SnippetCredential | null;
  /** Whether all that proves it is there. */
  readonly isWhole: boolean;
  readonly realmPath: string | null;
  /** What is asked besides, and no profile has. */
  readonly foreign: readonly string[];
}

type JsonObject = { readonly [key: string]: Json };

/** Null where the text is no such question. `isExample`: words stand in the place of secrets, as exports have them. */
export function questionIn(text: string, isExample: boolean): SignInQuestion | null {
  const body = objectIn(text);
  const provider = body?.['provider'];
  if (body === null || typeof provider !== 'string') return null;
  const userInfo = isObject(body['user_info']) ? body['user_info'] : {};
  const secret = (value: Json | undefined): string =>
    isExample && (value === 'PASSWORD' || value === 'TOKEN') ? '' : secretIn(value);
  const credential = credentialIn(provider, body['data'], userInfo, secret);
  const path = body['path'];
  return {
    credential,
    isWhole: credential === null || !('secret' in credential) || credential.secret !== '',
    realmPath: typeof path === 'string' ? path : null,
    foreign: [
      ...(userInfo['register'] === true ? ['register'] : []),
      ...Object.keys(body).filter((key) => !/^(?:provider|data|user_info|path|app_id)$/.test(key)),
      ...foreignInfo(provider, userInfo),
    ],
  };
}

function credentialIn(
  provider: string,
  data: Json | undefined,
  userInfo: JsonObject,
  secret: (value: Json | undefined) => string,
): SnippetCredential | null {
  switch (provider) {
    case 'password':
      return {
        kind: 'password',
        username: nameIn(data),
        secret: secret(userInfo['password']),
      };
    case 'nickname':
      return {
        kind: 'nickname',
        nickname: nameIn(data),
        ...(userInfo['is_admin'] === true ? { isAdmin: true } : {}),
      };
    case 'anonymous':
      return { kind: 'anonymous' };
    case 'realm':
      return { kind: 'refreshToken', secret: secret(data) };
    case 'jwt':
      return { kind: 'jwt', provider: null, secret: secret(data) };
    default: {
      const plain = Object.entries(userInfo).filter(([name, value]) => isPlain(name, value));
      const info = plain.length === 0 ? {} : { userInfo: Object.fromEntries(plain) };
      return { kind: 'custom', provider, ...info, secret: secret(data) };
    }
  }
}

const isPlain = (name: string, value: Json): boolean =>
  name !== 'register' && !looksSecret(name, JSON.stringify(value));

function foreignInfo(provider: string, userInfo: JsonObject): readonly string[] {
  const known = provider === 'password' ? ['password'] : provider === 'nickname' ? ['is_admin'] : [];
  const isOwn = /^(?:password|nickname|anonymous|realm|jwt)$/.test(provider);
  return Object.entries(userInfo).flatMap(([name, value]) => {
    if (name === 'register' || known.includes(name)) return [];
    return isOwn || !isPlain(name, value) ? [`user_info.${name}`] : [];
  });
}

const nameIn = (value: Json | undefined): string =>
  typeof value === 'string' && placeholderIn(value) === null ? value : '';

function secretIn(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  return placeholderIn(value) === value ? '' : value;
}

function objectIn(text: string): JsonObject | null {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
