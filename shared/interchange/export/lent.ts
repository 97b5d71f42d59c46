import type { Credential, Profile } from '../../profile.ts';
import { relayUrl } from '../../relay.ts';
import { exportText } from './export.ts';

/** Languages of apps that are given a relay in place of their server. */
export const lentLanguages = ['swift', 'java', 'javascript', 'dotnet', 'cpp'] as const;
export type LentLanguage = (typeof lentLanguages)[number];

/**
 * Code of an app that goes through a relay: with its address and the profile's realm paths. The way behind the relay
 * (headers, prefix, proxy, certificates) is no business of the app's, nor is the account that the profile signs in with.
 */
export function lentSnippet(profile: Profile, port: number, language: LentLanguage): string {
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
