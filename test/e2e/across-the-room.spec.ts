import type { Page } from '@playwright/test';
import { expect, expectOnline, openedDemo, test, type Seen } from './causeway.ts';
import { addProfile, canary, startCompany, type Company } from './company.ts';
import { resize } from './look-at.ts';
import { openedWith } from './saved-profiles.ts';

/** The state is seen from two metres: by how much of the window has its colour, by its title, and in a thumbnail. */

type Colour = readonly [red: number, green: number, blue: number];

interface Pictured {
  /** Of all pixels, that have exactly the head's ground. */
  readonly share: number;
  /** Of 160 × 100 pixels, three bytes each. */
  readonly thumbnail: readonly number[];
}

const sizes = [
  [1280, 800],
  [1920, 1080],
] as const;

const head = (page: Page) => page.getByRole('region', { name: 'State of all profiles' });

/** The picture of the page at this size, counted by the app's own means. */
async function pictureAt(causeway: Seen, [width, height]: readonly [number, number]): Promise<Pictured> {
  const { app, page } = causeway;
  await resize(causeway, width, height);
  const shot = (await page.screenshot()).toString('base64');
  const ground = await head(page).evaluate((element) => getComputedStyle(element).backgroundColor);
  const colour = (ground.match(/\d+/g) ?? []).slice(0, 3).map(Number) as unknown as Colour;
  return app.evaluate(
    ({ nativeImage }, [png, [red, green, blue]]) => {
      const image = nativeImage.createFromBuffer(Buffer.from(png, 'base64'));
      // Blue, green, red and alpha, a byte each.
      const bytes = image.toBitmap();
      let alike = 0;
      for (let at = 0; at < bytes.length; at += 4)
        if (bytes[at] === blue && bytes[at + 1] === green && bytes[at + 2] === red) alike += 1;
      const small = image.resize({ width: 160, height: 100, quality: 'good' }).toBitmap();
      const thumbnail = [...small].filter((_, index) => index % 4 !== 3);
      return { share: alike / (bytes.length / 4), thumbnail };
    },
    [shot, colour] as const,
  );
}

/** How many pixels of two thumbnails a person would call another colour. */
function differing({ thumbnail: one }: Pictured, { thumbnail: other }: Pictured): number {
  let count = 0;
  for (let at = 0; at < one.length; at += 3) {
    const apart = [0, 1, 2].map((part) => Math.abs((one[at + part] ?? 0) - (other[at + part] ?? 0)));
    if (Math.max(...apart) > 24) count += 1;
  }
  return count;
}

async function picturesOf(causeway: Seen): Promise<readonly Pictured[]> {
  const pictures: Pictured[] = [];
  for (const size of sizes) pictures.push(await pictureAt(causeway, size));
  await resize(causeway, 1280, 800);
  return pictures;
}

const leastShare = (pictures: readonly Pictured[]): number => Math.min(...pictures.map(({ share }) => share));

let company: Company;
test.beforeAll(async () => {
  company = await startCompany();
});
test.afterAll(() => company.stop());

/** What was seen of each state, for the comparison at the end. */
const seen = new Map<'off' | 'online' | 'waiting' | 'blocked', readonly Pictured[]>();

test.describe.serial('from across the room', () => {
  test('nothing is connected: a calm line', async ({ open }) => {
    const causeway = await openedWith(open, [{ name: 'Office', environment: 'staging' }]);
    await expect(head(causeway.page)).toContainText('Nothing connected');
    await expect(causeway.page).toHaveTitle('Causeway');
    seen.set('off', await picturesOf(causeway));
  });

  test('all is online: a green line', async ({ open }) => {
    const causeway = await openedDemo(open);
    await expectOnline(causeway.page);
    await expect(head(causeway.page)).toContainText('Online');
    await expect(causeway.page).toHaveTitle('● Online – Causeway');
    seen.set('online', await picturesOf(causeway));
  });

  test('something waits: 1.5 % of the pixels are amber', async ({ open }) => {
    const causeway = await openedWith(open, [{ name: 'Office', environment: 'staging', wanted: true }]);
    await expect(head(causeway.page)).toContainText('Down, trying again');
    await expect(causeway.page).toHaveTitle('◷ Down, trying again – Office – Causeway');
    const pictures = await picturesOf(causeway);
    expect(leastShare(pictures)).toBeGreaterThanOrEqual(0.015);
    seen.set('waiting', pictures);
  });

  test('something is refused: 4 % of the pixels are red, and the title says who', async ({ open }) => {
    const causeway = await open();
    await addProfile(causeway.page, { ...company.typed, proxyPassword: canary('Wrong') });
    await expect(head(causeway.page)).toContainText('Waiting for the proxy’s password');
    await expect(causeway.page).toHaveTitle(
      `■ Waiting for the proxy’s password – ${company.typed.name} – Causeway`,
    );
    const pictures = await picturesOf(causeway);
    expect(leastShare(pictures)).toBeGreaterThanOrEqual(0.04);
    seen.set('blocked', pictures);
  });

  test('a thumbnail tells the four apart', () => {
    const states = [...seen];
    expect(states).toHaveLength(4);
    for (const [index, [one, first]] of states.entries())
      for (const [other, second] of states.slice(index + 1))
        for (const [at, [width]] of sizes.entries()) {
          const [a, b] = [first[at], second[at]];
          if (a === undefined || b === undefined) throw new Error('a picture is missing');
          // A line of the thumbnail, and most of another one.
          expect(differing(a, b), `${one} and ${other} at ${width}`).toBeGreaterThanOrEqual(250);
        }
  });
});
