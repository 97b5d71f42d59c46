import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { askKeytar } from '../peers/keyring.ts';
import { expect, expectOnline, tab, test, viewIn, type Causeway } from './causeway.ts';
import { addProfile, canary, field, save, startCompany, type Company } from './company.ts';

let company: Company;
test.beforeAll(async () => {
  company = await startCompany();
});
test.afterAll(() => company.stop());

/** What a secret looks like where it was merely written down in another way. */
function disguises(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  // Within a longer text base64 begins at any of three places; the characters at its ends depend on the neighbours.
  const base64 = [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const inner = padded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const texts = [
    secret,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    JSON.stringify(secret).slice(1, -1),
  ];
  return [...texts, ...base64].flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')]);
}

const holds = (content: Buffer | string, secret: string): boolean => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return disguises(secret).some((disguise) => bytes.includes(disguise));
};

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

interface Recording {
  recorded?: string[];
}

/** Writes down all that the main process sends to the window, and all that it answers. */
async function recordMessages(app: ElectronApplication): Promise<() => Promise<readonly string[]>> {
  await app.evaluate(({ webContents, ipcMain }) => {
    const recorded: string[] = ((globalThis as Recording).recorded = []);
    for (const contents of webContents.getAllWebContents()) {
      const send = contents.send.bind(contents);
      contents.send = (channel: string, ...messages: unknown[]) => {
        recorded.push(`push ${channel} ${JSON.stringify(messages)}`);
        send(channel, ...messages);
      };
    }
    type Handler = (event: unknown, ...input: unknown[]) => unknown;
    // Electron's own table of handlers: the one place that all answers pass.
    const { _invokeHandlers: handlers } = ipcMain as unknown as { _invokeHandlers: Map<string, Handler> };
    for (const [name, handler] of [...handlers]) {
      handlers.set(name, async (...input) => {
        const answer: unknown = await handler(...input);
        recorded.push(`answer ${name} ${JSON.stringify(answer)}`);
        return answer;
      });
    }
  });
  return () => app.evaluate(() => (globalThis as Recording).recorded ?? []);
}

/** The page as it stands, and what its fields hold, which the page's text does not show. */
const pageText = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
    const stores = [
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
      document.cookie,
      location.href,
    ];
    return [document.documentElement.outerHTML, ...fields.map(({ value }) => value), ...stores].join('\n');
  });

const everyTab = async (page: Page): Promise<string> => {
  const texts: string[] = [];
  for (const name of ['Now', 'Trace', 'Request'] as const) {
    await tab(page, name).click();
    texts.push(await pageText(page));
  }
  return [...texts, ...(await everyReport(page))].join('\n');
};

/** What would be copied or saved for support: the report and the HAR file, names shown. */
async function everyReport(page: Page): Promise<readonly string[]> {
  const texts: string[] = [];
  await page.getByRole('complementary').getByRole('button', { name: 'Report…' }).click();
  for (const name of ['Report', 'HAR']) {
    await page.getByRole('dialog').getByRole('tab', { name, exact: true }).click();
    const text = page.getByRole('dialog').getByRole('region', { name, exact: true });
    await expect(text).toContainText(name === 'Report' ? '# Report on' : '"version": "1.2"');
    texts.push((await text.textContent()) ?? '');
  }
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  return texts;
}

/** The arguments of every process of the app: the whole machine can read them. */
function argumentsOf(root: number): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return ''; // gone in the meantime
    }
  };
  const parents = new Map(pids.map((pid) => [pid, /^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? '0']));
  const isOurs = (pid: string): boolean =>
    pid === String(root) || (parents.has(pid) && pid !== '1' && isOurs(parents.get(pid) ?? '0'));
  return pids
    .filter(isOurs)
    .map((pid) => read(pid, 'cmdline'))
    .join('\n');
}

/** What the auth server gave for the password. */
async function refreshTokenOf({ page }: Causeway, keyring: Parameters<typeof askKeytar>[0]): Promise<string> {
  const id = (await viewIn(page)).profiles[0]?.id ?? '';
  const body = 'return keytar.getPassword(input.service, input.account)';
  const answer = await askKeytar(keyring, body, { service: 'Causeway', account: `${id}/refreshToken` });
  return 'answered' in answer ? String(answer.answered) : '';
}

test('the search finds a secret however it is written down', () => {
  const secret = canary('Hidden');
  const places = [
    `x${secret}`,
    Buffer.from(secret, 'utf16le'),
    ...['', 'a', 'ab', 'abc'].map((before) => Buffer.from(`${before}${secret}:tail`).toString('base64')),
    Buffer.from(`user:${secret}`).toString('base64url'),
    Buffer.from(secret).toString('hex'),
  ];
  for (const place of places) expect(holds(place, secret)).toBe(true);
  expect(holds(canary('Hidden'), secret)).toBe(false);
});

test('no secret is found anywhere but in the keychain', async ({ launch, keyring, userData }) => {
  const wrong = {
    password: canary('WrongPassword'),
    proxy: canary('WrongProxy'),
    header: canary('WrongHeader'),
  };
  const { typed } = company;
  const corporate = typed.headers[0]?.value ?? '';
  const secrets = [typed.password, typed.proxyPassword, corporate, ...Object.values(wrong)];
  const causeway = await launch();
  const { page, app } = causeway;
  const messages = await recordMessages(app);
  const seen: string[] = [];

  await test.step('typed wrongly: at the proxy, at the gateway, at the server', async () => {
    await addProfile(page, { ...typed, proxyPassword: wrong.proxy, password: wrong.password });
    await expect(page.getByRole('main')).toContainText('refused the username or password (407)');
    seen.push(await pageText(page));

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit profile' }).click();
    seen.push(await pageText(page));
    await fillProfileAgain(page, wrong.header);
    await expect(page.getByRole('main')).toContainText('Something in front of the auth server refused');
    seen.push(await everyTab(page));

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit profile' }).click();
    await fillProfileAgain(page, corporate);
    await expect(page.getByRole('main')).toContainText('The auth server refused the credential');
    seen.push(await everyTab(page));
  });

  async function fillProfileAgain(form: Page, header: string): Promise<void> {
    await field(form, 'Value of header 1').fill(header);
    await field(form, 'Password at the proxy').fill(typed.proxyPassword);
    await field(form, 'Password').fill(wrong.password);
    for (const label of ['Password', 'Password at the proxy', 'Value of header 1']) {
      await expect(field(form, label)).toHaveAttribute('type', 'password');
    }
    await save(form);
    await expect(field(form, 'Password')).toHaveCount(0);
  }

  await test.step('typed rightly', async () => {
    await page.getByRole('main').getByRole('button', { name: 'Sign in again' }).first().click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'password');
    await dialog.getByLabel('Password', { exact: true }).fill(typed.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expectOnline(page);
    seen.push(await everyTab(page));
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit profile' }).click();
    seen.push(await pageText(page));
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  secrets.push(await refreshTokenOf(causeway, keyring));
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(20);

  const recorded = await messages();
  expect(recorded.filter((line) => line.startsWith('push viewChanged')).length).toBeGreaterThan(5);
  expect(recorded.filter((line) => line.startsWith('answer saveProfile')).length).toBe(3);
  const commandLines = argumentsOf(app.process().pid ?? 0);
  expect(commandLines).toContain('--type=renderer');
  await causeway.quit();

  const places: Record<string, string> = {
    'the page': seen.join('\n'),
    'a message to the window': recorded.join('\n'),
    'an argument': commandLines,
    'its output': causeway.said(),
    'squid’s log': await company.forwardProxy.accessLog(),
    'nginx’s log': await company.gateway.accessLog(),
  };
  const log = readFileSync(userData.file('logs/causeway.log'), 'utf8');
  expect(log).toContain('"event":"stopped"');
  for (const secret of secrets) {
    const kind = secret.slice(0, 12);
    for (const [place, text] of Object.entries(places))
      expect.soft(holds(text, secret), `${kind} in ${place}`).toBe(false);
    for (const folder of [
      userData.path,
      keyring.env['HOME'] ?? '',
      keyring.env['XDG_CONFIG_HOME'] ?? '',
      keyring.env['XDG_CACHE_HOME'] ?? '',
      keyring.env['XDG_DATA_HOME'] ?? '',
    ]) {
      for (const file of filesIn(folder))
        expect.soft(holds(readFileSync(file), secret), `${kind} in ${file}`).toBe(false);
    }
  }
  for (const name of ['profiles.json', 'window.json', 'history.jsonl', 'logs/causeway.log'])
    expect.soft(statSync(userData.file(name)).mode & 0o777, name).toBe(0o600);
  // The folder that was searched is the one that was written.
  expect(readFileSync(userData.file('profiles.json'), 'utf8')).toContain(typed.name);
});

test('the demo’s own secrets stay where they are, too', async ({ launch, userData }) => {
  const causeway = await launch({ args: ['--demo'] });
  await expectOnline(causeway.page);
  const text = await everyTab(causeway.page);
  // What looks like a token: base64, a colon, base64; or a corporate Bearer.
  const token = /[A-Za-z0-9+/=]{100,}:[A-Za-z0-9+/=]{100,}|Bearer [\w-]{20,}/;
  expect(text).not.toMatch(token);
  await causeway.quit();
  expect(causeway.said()).not.toMatch(token);
  for (const file of filesIn(userData.path)) expect(readFileSync(file, 'latin1')).not.toMatch(token);
});
