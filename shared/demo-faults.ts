/** What can go wrong in the demo, as it does in companies: each at one of its hops, one at a hop at a time. */

export const demoFaults = [
  'proxyPassword',
  'upgradeStripped',
  'headerLost',
  'idleCut',
  'tokensVoid',
  'serverAway',
] as const;
export type DemoFault = (typeof demoFaults)[number];

export type DemoHopName = 'forwardProxy' | 'gateway' | 'server';

interface DemoFaultRow {
  readonly hop: DemoHopName;
  /** It happens and is over: there is nothing to switch back. */
  readonly isMoment: boolean;
}

export const demoFaultRows: Readonly<Record<DemoFault, DemoFaultRow>> = {
  proxyPassword: { hop: 'forwardProxy', isMoment: false },
  upgradeStripped: { hop: 'gateway', isMoment: false },
  headerLost: { hop: 'gateway', isMoment: false },
  idleCut: { hop: 'gateway', isMoment: false },
  tokensVoid: { hop: 'server', isMoment: true },
  serverAway: { hop: 'server', isMoment: false },
};

export const faultsAt = (hop: DemoHopName): readonly DemoFault[] =>
  demoFaults.filter((fault) => demoFaultRows[fault].hop === hop);

/** A server that went away is back after so long. */
export const serverAwayMs = 15_000;
