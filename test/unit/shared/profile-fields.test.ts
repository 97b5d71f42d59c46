import { describe, expect, it } from 'vitest';
import { editableFieldOf, profileFieldNames } from '../../../shared/profile-fields.ts';

describe('where the form leads for what is wrong with a field', () => {
  it.each(profileFieldNames)('%s leads to a field of its own part', (name) => {
    const [part = ''] = name.split('.');
    expect(editableFieldOf(name).split('.')[0]).toBe(name === 'environment' ? 'name' : part);
  });

  it.each([
    ['realmPaths[3]', 'realmPaths'],
    ['gateway.customRequestHeaders[0].value', 'gateway.customRequestHeaders'],
    ['route.proxyHeaders[1].name', 'route.proxyHeaders'],
    ['route.proxy', 'route.proxy'],
    ['route.unknown', 'route.mode'],
    ['trust.clientCertificate', 'trust.clientCertificate'],
    ['credential.password', 'credential.kind'],
    ['formatVersion', 'name'],
    ['toString', 'name'],
    ['', 'name'],
  ])('%s leads to %s', (field, to) => {
    expect(editableFieldOf(field)).toBe(to);
  });
});
