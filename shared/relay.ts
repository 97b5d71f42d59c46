import type { Rule } from './rules.ts';

/**
 * What apps are lent. `transparent`: the way to the server, for their own sign-in; the relay is the server to them.
 * `signedIn`: the profile's account as well, so that they need none.
 * `proxy`: the way alone, as a forward proxy that wants no password.
 */
export const relayModes = ['transparent', 'signedIn', 'proxy'] as const;
export type RelayMode = (typeof relayModes)[number];

/** With mode `signedIn`: whether an app has to show the relay's key as its password, or any login will do. */
export const relayKeyRules = ['required', 'none'] as const;
export type RelayKeyRule = (typeof relayKeyRules)[number];

/** Whether it listens once the person says so, or whenever the app runs. */
export const relayStarts = ['manual', 'withApp'] as const;
export type RelayStart = (typeof relayStarts)[number];

/** How a profile is lent to the apps of this computer. */
export interface RelaySettings {
  /** On 127.0.0.1 and ::1. It never changes by itself: apps have it in their code. 0: any that is free, for a while. */
  readonly port: number;
  readonly mode: RelayMode;
  /** `withApp`: it listens as soon as the app runs. */
  readonly start: RelayStart;
  /** How long an app's websocket is held while the way is tried again; 0: not at all. */
  readonly holdSeconds: number;
  /** Names that programs call this computer by, beside those of loopback. */
  readonly hosts: string[];
  /** Origins of pages that may use the relay; others are refused. */
  readonly origins: string[];
  /** With mode `proxy`: where apps may go beside the profile's hosts, in the words of bypass lists; `*`: anywhere. */
  readonly allow: string[];
  readonly key: RelayKeyRule;
  /** With mode `signedIn`: the realm paths that apps may open, as the profile has them; none: any. */
  readonly paths: string[];
}

/** The port that is proposed first; the next ones, where it is taken. */
export const firstRelayPort = 19_080;

/** The first that no other profile has. */
export function firstFreePort(taken: readonly number[]): number {
  let port = firstRelayPort;
  while (taken.includes(port)) port += 1;
  return port;
}

export const defaultHoldSeconds = 60;
/** No app waits an hour for one connection. */
export const mostHoldSeconds = 3_600;

/** A name, or an address: no scheme, port or path. */
export function relayHostRule(host: string): Rule | null {
  if (host === '') return 'required';
  return /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/i.test(host) ? null : 'relayHost';
}

/** As a browser writes it: `https://app.example:8443` (RFC 6454 §6.2). */
export function relayOriginRule(origin: string): Rule | null {
  if (origin === '') return 'required';
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+$/.test(origin) ? null : 'relayOrigin';
}

export const defaultRelay: RelaySettings = {
  port: firstRelayPort,
  mode: 'transparent',
  start: 'manual',
  holdSeconds: defaultHoldSeconds,
  hosts: [],
  origins: [],
  allow: [],
  key: 'required',
  paths: [],
};

/** Where apps find it. */
export const relayUrl = (port: number): string => `http://127.0.0.1:${port}`;
