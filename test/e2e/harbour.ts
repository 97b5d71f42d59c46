import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import { encode, sessionKey, type HistoryRecord, type SessionKey } from '../../main/history/records.ts';
import { profileIdSchema, sessionIdOf } from '../../shared/brand.ts';
import type { Cause } from '../../shared/history.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { createAuthority } from '../peers/certificates.ts';
import type { PrivateFolder } from '../peers/folder.ts';
import { startNginx } from '../peers/nginx.ts';
import { freePort, loopback } from '../peers/port.ts';
import { startRelay } from '../peers/relay.ts';
import { startSquid } from '../peers/squid.ts';
import { canary } from './company.ts';

/**
 * A company with several places, as people have them in their list: behind a squid that alone knows their names, an
 * nginx each, the one as it should be, the other with a mistake.
 */
export interface Harbour {
  /** Saves all the profiles, and answers when the main process has taken them. */
  readonly settle: (page: Page) => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface HarbourSecrets {
  readonly password: string;
  readonly proxyPassword: string;
  readonly headers: Readonly<Record<string, string>>;
}

const urlPrefix = '/sync/v2';
const tokenHeader = 'X-Realm-Auth';
const berlinHost = 'berlin.harbour.example';
const lisbonHost = 'lisbon.harbour.example';
const roundTripMs = 12;

export async function startHarbour(): Promise<Harbour> {
  const secrets: HarbourSecrets = {
    password: canary('Password'),
    proxyPassword: canary('ProxyPassword'),
    headers: { Authorization: `Bearer ${canary('Corporate')}` },
  };
  const proxyUser = { username: 'harbour\\alice', password: secrets.proxyPassword };
  const authority = await createAuthority('Harbour root authority');
  const hosts = { [berlinHost]: loopback, [lisbonHost]: loopback };
  const [squid, server, closedPort] = await Promise.all([
    startSquid({ auth: { kind: 'basic', users: [proxyUser] }, hosts }),
    startSyncServer({
      authorizationHeaderName: tokenHeader,
      users: { alice: { password: secrets.password } },
    }),
    freePort(),
  ]);
  const line = await startRelay({ host: loopback, port: server.port }, { roundTripMs });
  const upstream = { host: loopback, port: line.port };
  const requireHeader = { name: 'Authorization', value: secrets.headers['Authorization'] ?? '' };
  const tlsOf = (name: string) => authority.issue({ names: [name] });
  const [good, strips] = await Promise.all([
    startNginx({ upstream, requireHeader, prefix: urlPrefix, tls: await tlsOf(berlinHost) }),
    startNginx({ upstream, tls: await tlsOf(lisbonHost), mistake: { kind: 'stripsUpgrade' } }),
  ]);
  const route = {
    mode: 'manual',
    proxy: squid.url,
    username: proxyUser.username,
    neverDirect: true,
  } as const;
  const profile = (name: string, server: string, more: Partial<ProfileFile>): ProfileFile => ({
    formatVersion: 1,
    name,
    server,
    route,
    trust: { ca: authority.ca },
    credential: { kind: 'password', username: 'alice' },
    realmPaths: ['/~/tasks'],
    ...more,
  });
  const customRequestHeaders = [
    { name: 'Authorization', secret: true },
    { name: 'X-Team', value: 'mobile' },
  ] as const;
  const gateway = {
    authorizationHeaderName: tokenHeader,
    urlPrefix,
    customRequestHeaders: [...customRequestHeaders],
  };
  const berlin = profile('Berlin', `https://${berlinHost}:${good.port}`, {
    environment: 'production',
    gateway,
    realmPaths: ['/~/tasks', '/~/settings', '/~/inbox'],
  });
  const lisbon = profile('Lisbon', `https://${lisbonHost}:${strips.port}`, {
    environment: 'staging',
    gateway: { authorizationHeaderName: tokenHeader },
  });
  const rehearsal: ProfileFile = {
    ...berlin,
    ...({ name: 'Rehearsal', environment: 'staging' } as const),
    realmPaths: ['/~/tasks', '/~/inbox'],
  };
  const direct = { mode: 'direct' } as const;
  const profiles: readonly ProfileFile[] = [
    berlin,
    profile('Singapore', `http://127.0.0.1:${closedPort}`, { environment: 'production', route: direct }),
    lisbon,
    rehearsal,
    profile('Laptop', server.url, {
      environment: 'development',
      route: direct,
      gateway: { authorizationHeaderName: tokenHeader },
    }),
  ];
  const settle = async (page: Page): Promise<void> => {
    for (const each of profiles) await saveProfile(page, each, secretsFor(each, secrets));
  };
  const stop = async (): Promise<void> => {
    await Promise.all([good.stop(), strips.stop(), squid.stop(), line.stop(), server.stop()]);
    await authority.remove();
  };
  return { settle, stop };
}

/** Only what the profile has a place for: the main process refuses the rest. */
const secretsFor = ({ gateway, route }: ProfileFile, secrets: HarbourSecrets): Partial<HarbourSecrets> => ({
  password: secrets.password,
  ...(route?.mode === 'manual' ? { proxyPassword: secrets.proxyPassword } : {}),
  ...(gateway?.customRequestHeaders === undefined ? {} : { headers: secrets.headers }),
});

async function saveProfile(page: Page, file: ProfileFile, secrets: Partial<HarbourSecrets>): Promise<void> {
  const answer = await page.evaluate(
    ([profile, typed]) => window.causeway.saveProfile({ id: null, profile, secrets: typed }),
    [file, secrets] as [object, Partial<HarbourSecrets>],
  );
  if (!answer.ok) throw new Error(`${file.name}: ${JSON.stringify(answer.problem)}`);
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** When Berlin was away, in hours before now and in minutes, and why. */
const outages: readonly { readonly hoursAgo: number; readonly minutes: number; readonly cause: Cause }[] = [
  { hoursAgo: 21, minutes: 34, cause: { kind: 'gateway.failed', code: 503 } },
  { hoursAgo: 15, minutes: 4, cause: { kind: 'session.closed', code: 1006 } },
  { hoursAgo: 6, minutes: 11, cause: { kind: 'route.unreachable', code: null } },
];

/** Leaves a day behind in the file of the history, as if the app had been open all the time; it must not run. */
export async function leaveADayBehind(userData: PrivateFolder, realmPath: string): Promise<void> {
  const saved = JSON.parse(await userData.read('profiles.json')) as {
    readonly profiles: readonly { readonly id: string }[];
  };
  const id = profileIdSchema.parse(saved.profiles[0]?.id);
  const records = dayOf(sessionKey(id, sessionIdOf(id, realmPath)), Date.now());
  await writeFile(userData.file('history.jsonl'), records.map((record) => `${encode(record)}\n`).join(''));
}

function dayOf(session: SessionKey, now: number): readonly HistoryRecord[] {
  const begin = now - 23 * hourMs;
  const breaks = outages.flatMap(({ hoursAgo, minutes, cause }): HistoryRecord[] => {
    const at = now - hoursAgo * hourMs;
    const ended = { livedMs: 2 * hourMs, quietMs: null, survivedMs: null, waitedMs: null };
    return [
      { type: 'failed', at, session, cause, ...ended },
      { type: 'online', at: at + minutes * minuteMs, session },
    ];
  });
  const hours = Array.from({ length: 23 }, (_, hour): HistoryRecord => measuredAt(begin, hour, session));
  const alive = Array.from({ length: 23 * 60 }, (_, minute): HistoryRecord => ({
    type: 'alive',
    at: begin + minute * minuteMs,
  }));
  const all: HistoryRecord[] = [
    { type: 'started', at: begin - 1 },
    { type: 'online', at: begin, session },
    ...breaks,
    ...hours,
    ...alive,
    { type: 'alive', at: now },
  ];
  return all.sort((one, other) => one.at - other.at);
}

/** A day has its rush hours. */
function measuredAt(begin: number, hour: number, session: SessionKey): HistoryRecord {
  const at = Math.floor(begin / hourMs + hour) * hourMs;
  const rush = 1 + Math.sin((hour / 23) * Math.PI * 2) ** 2;
  const side = (messages: number) => ({
    messages: Math.round(messages * rush),
    bytes: Math.round(messages * rush * 900),
  });
  return {
    type: 'measured',
    at,
    session,
    roundTrips: { count: 60, leastMs: 11, meanMs: 13 * rush, mostMs: 24 * rush ** 2 },
    traffic: { received: side(420), sent: side(160) },
  };
}
