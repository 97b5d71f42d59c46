import { networkInterfaces } from 'node:os';

export interface Interfaces {
  /** This computer's addresses that others can be reached from, in a steady order; none without a network. */
  addresses(): readonly string[];
}

/** What the operating system has set up. Addresses that only reach this computer, or its own cable, are left out. */
export const systemInterfaces: Interfaces = {
  addresses: () =>
    Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .filter(({ internal, address }) => !internal && !isLinkLocal(address))
      .map(({ address }) => address)
      .sort(),
};

/** RFC 3927 and RFC 4291 §2.5.6. */
const isLinkLocal = (address: string): boolean => /^(169\.254\.|fe[89ab][0-9a-f]:)/i.test(address);

/** For a single try, which finds out by itself what can be reached: it says what it met, not what it thinks. */
export const unwatchedInterfaces: Interfaces = { addresses: () => ['unknown'] };
