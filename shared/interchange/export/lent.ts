import type { Credential, Profile } from '../../profile.ts';
import { defaultRelay, relayUrl } from '../../relay.ts';
import { exportText } from './export.ts';

/** Languages of apps that are given a relay in place of their server. */
export const lentLanguages = ['swift', 'java', 'javascript', 'dotnet', 'cpp'] as const;
export type LentLanguage = (typeof lentLanguages)[number];

/**
 * Code of an app that goes through a relay, as the relay's mode has it: with its address and the profile's realm paths, or
 * with the server's own address and the relay as its forward proxy. The way behind the relay (headers, prefix, proxy,
 * certificates) is no business of the app's, nor is what the profile signs in with.
 */
export function lentSnippet(profile: Profile, port: number, language: LentLanguage): string {
  const { mode } = profile.relay ?? defaultRelay;
  switch (mode) {
    case 'transparent':
      return asServer(profile, port, language);
    case 'signedIn':
      return `${accountRemark(profile)}${asServer(withLentAccount(profile), port, language)}`;
    case 'proxy':
      return asForwardProxy(profile, port, language);
  }
}

function asServer(profile: Profile, port: number, language: LentLanguage): string {
  switch (language) {
    case 'swift':
    case 'javascript':
    case 'dotnet':
      return exportText(asSeenByApps(profile, relayUrl(port)), language);
    case 'java':
      return `${exportText(asSeenByApps(profile, emulatorUrl(port)), language)}${cleartextRule}`;
    case 'cpp':
      return cppText(profile, port);
  }
}

const accountRemark = ({ relay }: Profile): string =>
  (relay ?? defaultRelay).key === 'required'
    ? `// The profile's account is lent: any user name will do, and the password is the relay's key.\n`
    : `// The profile's account is lent: any user name and password will do.\n`;

/** Whatever the profile signs in with: an app signs in with the relay's key, and opens what is lent. */
function withLentAccount(profile: Profile): Profile {
  const { paths } = profile.relay ?? defaultRelay;
  const credential: Credential = { kind: 'password', username: 'USERNAME' };
  return { ...profile, credential, realmPaths: paths.length === 0 ? profile.realmPaths : [...paths] };
}

/** Where an app is told of a forward proxy: its code, and the addresses in it, stay as they are. */
function asForwardProxy({ server, realmPaths }: Profile, port: number, language: LentLanguage): string {
  const url = relayUrl(port);
  const variables = [`HTTP_PROXY=${url}`, `HTTPS_PROXY=${url}`];
  switch (language) {
    case 'swift':
      return remarks(
        `Set 127.0.0.1 port ${port} as this Mac's web proxy, for HTTP and HTTPS. A simulator uses it for all that goes`,
        'through URLSession, such as the sign-in.',
        ...whereItIsNotTaken,
      );
    case 'java':
      return remarks(
        "Android's emulator, started with it:",
        `  emulator -avd NAME -http-proxy ${url}`,
        'A JVM on this computer:',
        `  java -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=${port} -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=${port} …`,
        ...whereItIsNotTaken,
      );
    case 'javascript':
      return remarks('Started with it:', `  ${variables.join(' ')} node app.js`, ...whereItIsNotTaken);
    case 'dotnet':
      return remarks('Started with it:', `  ${variables.join(' ')} dotnet run`, ...whereItIsNotTaken);
    case 'cpp':
      return cppProxyText(server, realmPaths, port);
  }
}

const whereItIsNotTaken = [
  'The server keeps its own address in the app. Where a version of the SDK takes no forward proxy for sync, lend the way',
  'itself: choose “The way” in the profile.',
];

const remarks = (...lines: readonly string[]): string => `${lines.map((line) => `// ${line}`).join('\n')}\n`;

const cppProxyText = (server: string, [first = '/~/default']: readonly string[], port: number): string => {
  const { protocol, host } = new URL(server);
  const scheme = protocol === 'https:' ? 'realms' : 'realm';
  return `#include <realm/sync/client.hpp>

realm::sync::Client client;
realm::sync::Session::Config config;
config.proxy_config = realm::sync::Session::Config::ProxyConfig{
    realm::sync::Session::Config::ProxyConfig::Type::HTTP, "127.0.0.1", ${port}};
realm::sync::Session session(client, "local.realm", config);
// The access token of the path comes from ${server}/auth, which is to be asked by the same proxy.
session.bind("${scheme}://${host}" ${JSON.stringify(first)}, access_token);
client.run();
`;
};

/** This computer as Android's emulator calls it. */
const emulatorHost = '10.0.2.2';
const emulatorUrl = (port: number): string => `http://${emulatorHost}:${port}`;

const cleartextRule = `
// Android allows plain HTTP only where the app says so. In a debug build's res/xml/network_security_config.xml:
// <network-security-config>
//   <domain-config cleartextTrafficPermitted="true">
//     <domain includeSubdomains="false">${emulatorHost}</domain>
//   </domain-config>
// </network-security-config>
// and in its AndroidManifest.xml: <application android:networkSecurityConfig="@xml/network_security_config">
`;

/** The relay is a server as SDKs expect one: everything else stands at its default. */
const asSeenByApps = (profile: Profile, server: string): Profile => ({
  formatVersion: 1,
  name: profile.name,
  environment: profile.environment,
  server,
  credential: credentialOfApp(profile.credential),
  realmPaths: profile.realmPaths,
  gateway: { authorizationHeaderName: 'Authorization', urlPrefix: '/realm-sync', customRequestHeaders: [] },
  route: { mode: 'direct', bypass: [], neverDirect: false, proxyHeaders: [] },
  trust: { verify: true },
  sync: { partial: profile.sync.partial, compression: false },
});

/** The kind that the server takes, with somebody else's name: an app signs in with its own account. */
function credentialOfApp(credential: Credential): Credential {
  switch (credential.kind) {
    case 'anonymous':
    case 'jwt':
      return credential;
    case 'custom':
      return { kind: 'custom', provider: credential.provider };
    case 'nickname':
      return { kind: 'nickname', nickname: 'NICKNAME' };
    case 'password':
    case 'adminToken':
    case 'refreshToken':
      return { kind: 'password', username: 'USERNAME' };
  }
}

const cppText = ({ realmPaths }: Profile, port: number): string => {
  const [first = '/~/default'] = realmPaths;
  const path = JSON.stringify(first);
  return `#include <realm/sync/client.hpp>

// POST ${relayUrl(port)}/auth answers with the access token of the path; what stands for ~ is the identity in it.
realm::sync::Client client;
realm::sync::Session session(client, "local.realm");
session.bind("realm://127.0.0.1:${port}" ${path}, access_token);
client.run();
`;
};
