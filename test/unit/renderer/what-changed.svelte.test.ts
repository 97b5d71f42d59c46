import { render, screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import { success } from '../../../shared/result.ts';
import type { SinceGood } from '../../../shared/what-changed.ts';
import { appView, forbidden, nameAndVersion, profileOf, profileView, sceneNow } from './scenes.ts';
import { scriptedMain } from './scripted-api.ts';

/** What is another one since a session worked stands in the note of what stops it. */

async function open(since: SinceGood | null): Promise<void> {
  const profile = profileView('p', profileOf({ realmPaths: ['/~/a'] }), [
    { state: 'blocked', problem: forbidden },
  ]);
  const main = scriptedMain(appView([profile]), { getSinceGood: () => success(since) });
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
}

const workedUntil = new Date(2026, 2, 2, 1, 51, 7).getTime();

it('names what changed, the likeliest first and marked, with what it was and is', async () => {
  await open({
    workedUntil,
    changes: [
      { fact: 'issuer', leg: 'sync', from: 'CN=DigiCert', to: 'CN=Zscaler\u202e', isLikely: true },
      { fact: 'wayOut', leg: null, from: 'http://proxy:3128', to: null, isLikely: false },
    ],
  });
  const lead = await screen.findByText(/^Worked until .*1:51:07.*Since then:$/);
  const [first, second] = within(lead.parentElement ?? document.body).getAllByRole('term');
  expect(first?.textContent).toBe('Issuer of the certificate (sync)');
  expect(second?.textContent).toBe('Forward proxy');
  const [issuer, way] = within(lead.parentElement ?? document.body).getAllByRole('definition');
  // What a far side says can't turn the line around.
  expect(issuer?.textContent).toMatch(/CN=DigiCert → CN=Zscaler(?!\u202e).*← look here first/s);
  expect(issuer?.textContent).not.toContain('\u202e');
  expect(way?.textContent.replace(/\s+/g, ' ').trim()).toBe('http://proxy:3128 → directly');
});

it('says that nothing did, and says nothing where it never worked', async () => {
  await open({ workedUntil, changes: [] });
  await screen.findByText(/^Worked until .*Nothing that shows on the way has changed since then\.$/);
});

it('says nothing where it never worked', async () => {
  await open(null);
  expect(screen.queryByText(/^Worked until/)).toBeNull();
});
