import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { systemInterfaces } from '../../main/ports/interfaces.ts';

it('the addresses of this computer leave out those that reach nobody else, and come in a steady order', () => {
  const all = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  const found = systemInterfaces.addresses();
  expect(found).toEqual([...found].sort());
  for (const { address, internal } of all) if (internal) expect(found).not.toContain(address);
  found.forEach((address) => {
    expect(all.map((one) => one.address)).toContain(address);
    expect(address).not.toMatch(/^(127\.|::1$|fe80:|169\.254\.)/);
  });
});
