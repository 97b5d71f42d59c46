import type {
  SnippetCredential,
  SnippetRoute,
  SnippetSettings,
} from '../../shared/interchange/snippet/index.ts';
import { newDraft, type CredentialDraft, type Draft, type SecretsDraft } from '../state/draft.ts';

/** The form, with what a snippet says filled in; everything else as in a new one. Secrets are where typed ones are. */
export function draftOfSnippet(settings: SnippetSettings): Draft {
  const draft = newDraft();
  const { credential, realmPaths, headers } = settings;
  return {
    ...draft,
    server: settings.server ?? draft.server,
    syncUrl: settings.syncUrl ?? draft.syncUrl,
    realmPaths: realmPaths.length === 0 ? draft.realmPaths : [...realmPaths],
    authorizationHeaderName: settings.authorizationHeaderName ?? draft.authorizationHeaderName,
    urlPrefix: settings.urlPrefix ?? draft.urlPrefix,
    headers: headers.map(({ name, value, secret }, key) => ({
      key,
      name,
      value,
      secret,
    })),
    ...(settings.route === undefined ? {} : routeOf(settings.route)),
    verify: settings.verify ?? draft.verify,
    partial: settings.partial ?? draft.partial,
    ...(credential === undefined
      ? {}
      : {
          credential: { ...draft.credential, ...credentialOf(credential) },
        }),
    secrets: {
      ...draft.secrets,
      ...(credential === undefined ? {} : secretOf(credential)),
      ...(settings.route === undefined ? {} : { proxyPassword: settings.route.password }),
    },
  };
}

const routeOf = ({
  mode,
  proxy = '',
  username = '',
  bypass,
  proxyHeaders,
}: SnippetRoute): Partial<Draft> => ({
  routeMode: mode,
  proxy,
  proxyUsername: username,
  bypass: bypass.join(', '),
  proxyHeaders: proxyHeaders.map(({ name, value, secret }, key) => ({
    key,
    name,
    value,
    secret,
  })),
});

function credentialOf(credential: SnippetCredential): Partial<CredentialDraft> {
  const { kind } = credential;
  switch (kind) {
    case 'password':
      return { kind, username: credential.username };
    case 'nickname':
      return {
        kind,
        nickname: credential.nickname,
        isAdmin: credential.isAdmin === true,
      };
    case 'jwt':
      return {
        kind,
        ...(credential.provider === null ? {} : { jwtProvider: credential.provider }),
      };
    case 'custom':
      return {
        kind,
        customProvider: credential.provider,
        userInfo: credential.userInfo === undefined ? '' : JSON.stringify(credential.userInfo, null, 2),
      };
    case 'anonymous':
    case 'adminToken':
    case 'refreshToken':
      return { kind };
  }
}

function secretOf(credential: SnippetCredential): Partial<SecretsDraft> {
  switch (credential.kind) {
    case 'password':
    case 'jwt':
    case 'custom':
    case 'adminToken':
    case 'refreshToken':
      return { [credential.kind]: credential.secret };
    case 'nickname':
    case 'anonymous':
      return {};
  }
}
