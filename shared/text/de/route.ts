import type { RouteReason } from '../../status.ts';
import type { Text } from '../text.ts';
import type { NamedRule } from '../named-rule.ts';

/** Was über Wege nach draußen gesagt wird, bevor sie gegangen werden. */

const variableWords = ({ variable }: NamedRule): string => `Umgebungsvariable ${variable}`;

const rules: Record<RouteReason, (rule: NamedRule) => string> = {
  profile: () => 'im Profil festgelegt',
  bypass: ({ entry }) => `„${entry}“ steht im Profil unter den Ausnahmen`,
  system: () => 'Einstellungen oder PAC-Skript dieses Rechners',
  https_proxy: variableWords,
  http_proxy: variableWords,
  all_proxy: variableWords,
  no_proxy: ({ variable, entry }) => `„${entry}“ in der Umgebungsvariable ${variable}`,
  whenUndecided: () =>
    'die Einstellungen dieses Rechners nennen keinen brauchbaren Weg; das Profil geht dann direkt',
  'no proxy set': () => 'keine Umgebungsvariable nennt einen Proxy',
};

export const routeText: Text['route'] = {
  rules,
  dead: ({ in: variable, entries }) =>
    `${entries.map((entry) => `„${entry}“`).join(', ')} in ${variable} kann nie zutreffen`,
  direct: 'direkt',
  via: (proxy) => `über ${proxy}`,
  then: ', sonst ',
  label: 'Der Weg nach draußen',
  both: 'Tokens und Sync',
  legs: { auth: 'Tokens', sync: 'Sync' },
  guarded: 'nie direkt, wie im Profil verlangt',
  waiting: 'Ermittelt, wie dieser Rechner ins Netz kommt …',
  incomplete: 'Erscheint, sobald Server und Route vollständig sind.',
};
