import { describe, expect, it } from 'vitest';
import { authSchemes, schemesByStrength, takesPassword } from '../../../shared/auth-schemes.ts';

describe('the table of proxy authentication schemes', () => {
  it('goes from the strongest to the weakest', () => {
    expect(schemesByStrength).toEqual(['negotiate', 'ntlm', 'digest', 'basic']);
  });

  it('has the one that says the login itself last', () => {
    const saying = schemesByStrength.filter((scheme) => authSchemes[scheme].saysLogin);
    expect(saying).toEqual(schemesByStrength.slice(-1));
  });

  it.each([
    [['Basic'], true],
    [['NTLM', 'Negotiate'], true],
    [['username/password'], true],
    [['Negotiate'], false],
    [['Bearer', 'basically'], false],
    [[], false],
  ])('%j: a password helps: %s', (schemes, helps) => {
    expect(takesPassword(schemes)).toBe(helps);
  });
});
