import type { CommandLine } from 'electron';

const switches = [
  'disable-background-networking',
  'disable-component-update',
  'disable-domain-reliability',
  'disable-sync',
  'no-pings',
  'no-first-run',
];
const features = ['OptimizationHints', 'MediaRouter', 'AutofillServerCommunication'];

/** Chromium talks to the outside by itself unless every one of these is off. To be called before Electron is ready. */
export function quietChromium(commandLine: Pick<CommandLine, 'appendSwitch'>): void {
  switches.forEach((name) => commandLine.appendSwitch(name));
  commandLine.appendSwitch('disable-features', features.join());
}
