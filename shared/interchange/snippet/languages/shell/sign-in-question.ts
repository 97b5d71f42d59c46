import type { FixedProvider } from '../../../../credential-kinds.ts';
import { placeholderIn } from '../../../placeholders.ts';
import type { Json, SnippetCredential } from '../../reading.ts';
import { looksSecret } from '../../../../secrecy.ts';

/** What the body of `POST /auth` says (Realm Object Server, §1). */
export interface SignInQuestion {
  readonly credential: SnippetCredential;
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
  const credential = credentialIn(provider, { data: body['data'], userInfo, secret });
  const path = body['path'];
  return {
    credential,
    isWhole: !('secret' in credential) || credential.secret !== '',
    realmPath: typeof path === 'string' ? path : null,
    foreign: [
      ...(userInfo['register'] === true ? ['register'] : []),
      ...Object.keys(body).filter((key) => !/^(?:provider|data|user_info|path|app_id)$/.test(key)),
      ...foreignInfo(provider, userInfo),
    ],
  };
}

interface Asked {
  readonly data: Json | undefined;
  readonly userInfo: JsonObject;
  readonly secret: (value: Json | undefined) => string;
}

/** What is asked of each provider that every server knows, `jwt` as most call it; `infoKeys`: what it takes beside. */
const providers: Readonly<
  Record<
    FixedProvider | 'jwt',
    { readonly infoKeys: readonly string[]; readonly read: (asked: Asked) => SnippetCredential }
  >
> = {
  password: {
    infoKeys: ['password'],
    read: ({ data, userInfo, secret }) => ({
      kind: 'password',
      username: nameIn(data),
      secret: secret(userInfo['password']),
    }),
  },
  nickname: {
    infoKeys: ['is_admin'],
    read: ({ data, userInfo }) => ({
      kind: 'nickname',
      nickname: nameIn(data),
      ...(userInfo['is_admin'] === true ? { isAdmin: true } : {}),
    }),
  },
  anonymous: { infoKeys: [], read: () => ({ kind: 'anonymous' }) },
  realm: { infoKeys: [], read: ({ data, secret }) => ({ kind: 'refreshToken', secret: secret(data) }) },
  jwt: { infoKeys: [], read: ({ data, secret }) => ({ kind: 'jwt', provider: null, secret: secret(data) }) },
};

const isKnown = (provider: string): provider is keyof typeof providers => Object.hasOwn(providers, provider);

function credentialIn(provider: string, asked: Asked): SnippetCredential {
  if (isKnown(provider)) return providers[provider].read(asked);
  const plain = Object.entries(asked.userInfo).filter(([name, value]) => isPlain(name, value));
  const info = plain.length === 0 ? {} : { userInfo: Object.fromEntries(plain) };
  return { kind: 'custom', provider, ...info, secret: asked.secret(asked.data) };
}

const isPlain = (name: string, value: Json): boolean =>
  name !== 'register' && !looksSecret(name, JSON.stringify(value));

function foreignInfo(provider: string, userInfo: JsonObject): readonly string[] {
  const isOwn = isKnown(provider);
  const known = isOwn ? providers[provider].infoKeys : [];
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
