import { describe, expect, it } from 'vitest';
import { FakeNegotiate } from '../fakes/negotiate.ts';
import { signedInContract, signedOutContract, type NegotiateBench } from './negotiate-contract.ts';

const signedIn = (): NegotiateBench => ({
  negotiate: new FakeNegotiate(['b25l', 'dHdv']),
  host: 'proxy.example',
  answer: (token) => Promise.resolve(token === 'dHdv' ? null : 'bW9yZQ=='),
});

const signedOut = (): NegotiateBench => ({ ...signedIn(), negotiate: new FakeNegotiate('noTicket') });

// Kerberos passes the same suites in the integration layer, where there is a key distribution centre for it.
describe('the fake Negotiate', () => {
  it.each(signedInContract)('$says', async ({ holds }) => {
    await expect(holds(signedIn())).resolves.toBeUndefined();
  });

  it.each(signedOutContract)('$says', async ({ holds }) => {
    await expect(holds(signedOut())).resolves.toBeUndefined();
  });

  it('says what is missing', async () => {
    await expect(new FakeNegotiate('noLibrary').begin('proxy.example')).rejects.toMatchObject({
      reason: 'noLibrary',
    });
  });
});
