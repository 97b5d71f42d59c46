import { initializeServer } from 'kerberos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kerberosNegotiate } from '../../main/ports/negotiate.ts';
import { signedInContract, signedOutContract, type NegotiateBench } from '../contracts/negotiate-contract.ts';
import { startKerberos, type Kerberos } from '../peers/kerberos.ts';

/** Kerberos with a real key distribution centre and a real service, held to the contract that the fake keeps. */
let kerberos: Kerberos;
const environment: Readonly<Record<string, string | undefined>> = { ...process.env };
const names = ['KRB5_CONFIG', 'KRB5CCNAME', 'KRB5_KTNAME'] as const;

beforeAll(async () => {
  kerberos = await startKerberos();
  process.env['KRB5_KTNAME'] = kerberos.keytabFile;
});
afterAll(async () => {
  for (const name of names) {
    if (environment[name] === undefined) delete process.env[name];
    else process.env[name] = environment[name];
  }
  await kerberos.stop();
});

/** The service takes a proof that is complete, and refuses any other. */
async function answer(token: string): Promise<string | null> {
  const service = await initializeServer('HTTP@localhost');
  await service.step(token);
  if (service.contextComplete) return null;
  return service.response;
}

const bench = (): NegotiateBench => ({ negotiate: kerberosNegotiate, host: 'localhost', answer });

describe('Kerberos with a ticket', () => {
  beforeAll(() => void Object.assign(process.env, kerberos.env));

  it.each(signedInContract)('$says', async ({ holds }) => {
    await expect(holds(bench())).resolves.toBeUndefined();
  });
});

describe('Kerberos without a ticket', () => {
  beforeAll(() => void Object.assign(process.env, kerberos.signedOut));

  it.each(signedOutContract)('$says', async ({ holds }) => {
    await expect(holds(bench())).resolves.toBeUndefined();
  });
});
