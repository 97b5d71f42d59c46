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

/** A name that is never looked up (RFC 6761 §6.4), and below not even asked for. */
const nowhere = 'dead-end.invalid';
/** A proxy that is found by nothing: who is told to go through it goes nowhere, and no packet is sent. */
export const deadEnd = `http://${nowhere}:1`;

/** Chromium talks to the outside by itself unless every one of these is off. To be called before Electron is ready. */
export function quietChromium(commandLine: Pick<CommandLine, 'appendSwitch'>): void {
  switches.forEach((name) => commandLine.appendSwitch(name));
  commandLine.appendSwitch('disable-features', features.join());
  commandLine.appendSwitch('host-resolver-rules', `MAP ${nowhere} ~NOTFOUND`);
}
