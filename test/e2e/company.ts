import { randomBytes } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import { createAuthority, type Authority } from '../peers/certificates.ts';
import { startNginx, type Gateway } from '../peers/nginx.ts';
import { startSquid, type Squid } from '../peers/squid.ts';
import { expectOnline, type Seen } from './causeway.ts';

/**
 * A company network of real parts on loopback: squid with Basic authentication, nginx with a certificate of a private
 * authority that demands the corporate `Authorization` and rewrites its prefix, and behind it a sync server that looks
 * for tokens in a renamed header.
 */
export interface Company {
  readonly authority: Authority;
  readonly forwardProxy: Squid;
  readonly gateway: Gateway;
  readonly server: SyncServer;
  /** What a person has to know to get through. Every secret occurs nowhere else. */
  readonly typed: TypedProfile;
  readonly stop: () => Promise<void>;
}

/** What a person types into the form. */
export interface TypedProfile {
  readonly name: string;
  readonly environment: 'Development' | 'Staging' | 'Production' | 'Own';
  readonly server: string;
  readonly username: string;
  readonly password: string;
  readonly realmPath: string;
  readonly urlPrefix: string;
  readonly authorizationHeaderName: string;
  readonly headers: readonly { readonly name: string; readonly value: string; readonly secret: boolean }[];
  readonly proxy: string;
  readonly proxyUsername: string;
  readonly proxyPassword: string;
  readonly ca: string;
}

/** A secret that nothing else in the world contains, of characters that no encoding has to change. */
export const canary = (kind: string): string => `${kind}${randomBytes(12).toString('hex')}`;

const tokenHeader = 'X-Realm-Auth';
const urlPrefix = '/my/url/prefix';

export async function startCompany(): Promise<Company> {
  const username = 'alice';
  const password = canary('Password');
  const proxyUser = { username: 'corp-alice', password: canary('ProxyPassword') };
  const corporateToken = `Bearer ${canary('Corporate')}`;
  const authority = await createAuthority();
  const [forwardProxy, server, tls] = await Promise.all([
    startSquid({ auth: { kind: 'basic', users: [proxyUser] } }),
    startSyncServer({ authorizationHeaderName: tokenHeader, users: { [username]: { password } } }),
    authority.issue(),
  ]);
  const gateway = await startNginx({
    upstream: { host: '127.0.0.1', port: server.port },
    requireHeader: { name: 'Authorization', value: corporateToken },
    prefix: urlPrefix,
    tls,
  });
  const typed: TypedProfile = {
    name: 'Corp gateway',
    environment: 'Staging',
    server: gateway.url,
    username,
    password,
    realmPath: '/~/tasks',
    urlPrefix,
    authorizationHeaderName: tokenHeader,
    headers: [
      { name: 'Authorization', value: corporateToken, secret: true },
      { name: 'X-Team', value: 'mobile', secret: false },
    ],
    proxy: forwardProxy.url,
    proxyUsername: proxyUser.username,
    proxyPassword: proxyUser.password,
    ca: authority.ca,
  };
  const stop = async (): Promise<void> => {
    await Promise.all([gateway.stop(), forwardProxy.stop(), server.stop(), authority.remove()]);
  };
  return { authority, forwardProxy, gateway, server, typed, stop };
}

/** A field of the form; secrets are no text boxes to the accessibility tree. */
export const field = (page: Page, label: string): Locator =>
  page.getByRole('main').getByLabel(label, { exact: true }).and(page.locator('input, textarea'));

const section = (page: Page, title: string): Locator =>
  page
    .getByRole('main')
    .locator('summary')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });

export async function openSection(page: Page, title: 'Gateway' | 'Trust' | 'Sync'): Promise<void> {
  const isOpen = await section(page, title).evaluate((summary) => summary.closest('details')?.open === true);
  if (!isOpen) await section(page, title).click();
}

type Enter = (field: Locator, text: string) => Promise<void>;

const byKeys: Enter = async (field, text) => {
  await field.click();
  await field.press('ControlOrMeta+a');
  await field.pressSequentially(text);
};

const byPasting: Enter = (field, text) => field.fill(text);

/** Fills the form from top to bottom, key by key; only the certificate is pasted. Does not save. */
export const typeProfile = (page: Page, typed: TypedProfile): Promise<void> =>
  enterProfile(page, typed, byKeys);

/** The same in a moment, for stories that begin with a profile. */
const fillProfile = (page: Page, typed: TypedProfile): Promise<void> => enterProfile(page, typed, byPasting);

async function enterProfile(page: Page, typed: TypedProfile, enter: Enter): Promise<void> {
  const typeInto = (label: string, text: string): Promise<void> => enter(field(page, label), text);
  await typeInto('Name', typed.name);
  await page.getByRole('main').getByText(typed.environment, { exact: true }).click();
  await typeInto('Server', typed.server);
  await typeInto('Username', typed.username);
  await typeInto('Password', typed.password);
  await typeInto('Realm path 1', typed.realmPath);
  await enterGateway(page, typed, typeInto);
  await page.getByText('Set by hand', { exact: true }).click();
  await typeInto('Forward proxy', typed.proxy);
  await typeInto('Username at the proxy optional', typed.proxyUsername);
  await typeInto('Password at the proxy', typed.proxyPassword);
  await openSection(page, 'Trust');
  await field(page, 'Own certificate authority optional').fill(typed.ca);
}

async function enterGateway(
  page: Page,
  typed: TypedProfile,
  typeInto: (label: string, text: string) => Promise<void>,
): Promise<void> {
  await openSection(page, 'Gateway');
  await typeInto('URL prefix', typed.urlPrefix);
  await typeInto('Authorization header name', typed.authorizationHeaderName);
  for (const [index, { name, value, secret }] of typed.headers.entries()) {
    await page.getByRole('button', { name: 'Add a header' }).click();
    await typeInto(`Name of header ${index + 1}`, name);
    if (secret) await page.getByLabel(`The value of header ${index + 1} is secret`).check();
    await typeInto(`Value of header ${index + 1}`, value);
  }
}

export const save = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Save', exact: true }).click();

/** From a first start to a profile that is saved; what comes of it is the story's. */
export async function addProfile(page: Page, typed: TypedProfile): Promise<void> {
  await page.getByRole('button', { name: /^(Add a profile|New profile)$/ }).click();
  await fillProfile(page, typed);
  await save(page);
}

/** A window with the profile in it, online. */
export async function openOnline<App extends Seen>(
  launch: () => Promise<App>,
  typed: TypedProfile,
): Promise<App> {
  const causeway = await launch();
  await addProfile(causeway.page, typed);
  await expectOnline(causeway.page);
  return causeway;
}
