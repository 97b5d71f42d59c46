import { describe, expect, it } from 'vitest';
import { drawTray } from '../../../main/desktop/tray-picture.ts';
import type { TrayItem } from '../../../main/ports/tray.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { AppView, SessionPhase } from '../../../shared/status.ts';
import {
  appView,
  forbidden,
  online,
  profileOf,
  profileView,
  proxyWantsPassword,
  sceneNow,
  scenes,
} from '../renderer/scenes.ts';
import { samples } from '../shared/problem-samples.ts';

const idle: SessionPhase = { state: 'idle' };
const waiting: SessionPhase = { state: 'waiting', problem: forbidden, until: sceneNow };
const blocked: SessionPhase = { state: 'blocked', problem: forbidden };
const connecting: SessionPhase = { state: 'connecting', attempt: 1 };

const viewOf = (...phases: readonly SessionPhase[]): AppView =>
  appView([profileView('one', profileOf({ name: 'Staging' }), phases)]);

const linesOf = (items: readonly TrayItem[], above = ''): string[] =>
  items.flatMap((item) => {
    if (item.kind === 'line') return [];
    const label = above + item.label;
    return item.kind === 'submenu' ? [label, ...linesOf(item.items, `${label} > `)] : [label];
  });

const isEnabled = (view: AppView, label: string): boolean | undefined =>
  drawTray(view).menu.flatMap((item) =>
    item.kind === 'command' && item.label === label ? [item.isEnabled] : [],
  )[0];

describe('the tray', () => {
  it('counts the profiles that wait for a person, on the app’s icon', () => {
    expect(drawTray(viewOf(online(), waiting, connecting)).badge).toBe(0);
    expect(drawTray(viewOf(online(), blocked, blocked)).badge).toBe(1);
    const profiles = ['one', 'two'].map((name) => profileView(name, profileOf({ name }), [blocked]));
    expect(drawTray(appView(profiles)).badge).toBe(2);
  });

  it.each([
    ['off', [idle, idle, idle]],
    ['online', [online(), idle, online()]],
    ['working', [online(), connecting, online()]],
    ['waiting', [waiting, connecting, online()]],
    ['blocked', [waiting, blocked, online()]],
  ] as const)('shows the worst state: %s', (indicator, phases) => {
    expect(drawTray(viewOf(...phases)).indicator).toBe(indicator);
  });

  it('shows one that needs the person for its sign-in as blocked', () => {
    expect(drawTray(scenes.needsUser).indicator).toBe('blocked');
  });

  it.each<[Problem, string, string]>([
    [{ kind: 'secret.missing', secret: 'password' }, 'waiting for you to sign in', 'Sign in again…'],
    [proxyWantsPassword, 'waiting for the proxy’s password', 'Enter the password…'],
    [samples['tls.untrusted'][0], 'waiting for a certificate', 'Add a certificate…'],
    [forbidden, 'blocked by the gateway', 'Edit the gateway…'],
  ])('D3: tells what $kind waits for, and leads to it', (problem, state, deed) => {
    const signIn = { state: 'needsUser', problem } as const;
    const view = appView([
      profileView('one', profileOf({ name: 'Staging' }), [{ state: 'blocked', problem }], { signIn }),
    ]);
    expect(linesOf(drawTray(view).menu)).toContain(`Staging: connected 0 of 3, ${state} > ${deed}`);
  });

  it('D7d: is not red where only a sign-in is due', () => {
    const problem = { kind: 'secret.missing', secret: 'password' } as const;
    const signIn = { state: 'needsUser', problem } as const;
    const view = appView([
      profileView('one', profileOf(), [{ state: 'awaitingSignIn', problem }], { signIn }),
    ]);
    expect(drawTray(view).indicator).toBe('needsSignIn');
    expect(drawTray(view).tooltip).toBe('Causeway: 3 need a sign-in');
  });

  it('counts, and lists each profile with its state', () => {
    const picture = drawTray(viewOf(online(), online(), blocked));
    expect(picture.tooltip).toBe('Causeway: 2 online · 1 blocked');
    expect(linesOf(picture.menu)).toEqual([
      '2 online · 1 blocked',
      'Staging: connected 2 of 3, blocked',
      'Staging: connected 2 of 3, blocked > Disconnect',
      'Staging: connected 2 of 3, blocked > Show in the window',
      'Retry now',
      'Open Causeway',
      'Quit Causeway',
    ]);
  });

  it('offers to connect what is not wanted', () => {
    const view = appView([profileView('one', profileOf({ name: 'Staging' }), [idle], { wanted: false })]);
    expect(linesOf(drawTray(view).menu)).toContain('Staging: not connected > Connect');
  });

  it('offers to try again only where something waits or is blocked', () => {
    expect(isEnabled(viewOf(online()), 'Retry now')).toBe(false);
    expect(isEnabled(viewOf(online(), waiting), 'Retry now')).toBe(true);
    expect(isEnabled(viewOf(online(), blocked), 'Retry now')).toBe(true);
  });

  it('is of use before there is a profile', () => {
    expect(linesOf(drawTray(scenes.welcome).menu)).toEqual([
      'nothing connected',
      'Retry now',
      'Open Causeway',
      'Quit Causeway',
    ]);
  });

  it('keeps its menu on the screen', () => {
    const many = Array.from({ length: 100 }, (_, index) => profileView(`p${index}`, profileOf(), [online()]));
    const { menu } = drawTray(appView(many));
    expect(menu.filter(({ kind }) => kind === 'submenu')).toHaveLength(20);
    expect(linesOf(menu)).toContain('80 more in the window');
  });
});
