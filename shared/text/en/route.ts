import type { RouteReason, RouteRule } from '../../status.ts';
import type { NamedRule } from '../named-rule.ts';

/** What is said about ways out before they are taken. */

const variableWords = ({ variable }: NamedRule): string => `environment variable ${variable}`;

const rules: Record<RouteReason, (rule: NamedRule) => string> = {
  profile: () => 'set in the profile',
  bypass: ({ entry }) => `“${entry}” is on the profile’s bypass list`,
  system: () => 'this computer’s settings or PAC script',
  https_proxy: variableWords,
  http_proxy: variableWords,
  all_proxy: variableWords,
  no_proxy: ({ variable, entry }) => `“${entry}” in the environment variable ${variable}`,
  whenUndecided: () => 'this computer’s settings name no way that can be used; the profile goes direct then',
  'no proxy set': () => 'no environment variable names a proxy',
};

export const routeText = {
  rules,
  dead: ({ in: variable, entries }: NonNullable<RouteRule['dead']>) =>
    `${entries.map((entry) => `“${entry}”`).join(', ')} in ${variable} can never match`,
  direct: 'direct',
  via: (proxy: string) => `via ${proxy}`,
  then: ', then ',
  label: 'The way out',
  both: 'Tokens and sync',
  legs: { auth: 'Tokens', sync: 'Sync' },
  guarded: 'never direct, as the profile wants it',
  waiting: 'Asking how this computer gets out…',
  incomplete: 'Shown as soon as the server and the route are complete.',
};
