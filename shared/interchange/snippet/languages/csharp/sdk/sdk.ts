import { configuration } from '../../../sdk/configurations.ts';
import { adminToken, known, refreshToken } from '../../../sdk/credentials.ts';
import type { Sdk } from '../../../sdk/sdk.ts';

/** Realm .NET 1 to 4. */
export const sdk: Sdk = {
  words: { urlLabel: ['serverUri'] },
  credentials: {
    admintoken: adminToken(),
    accesstoken: adminToken(),
    customrefreshtoken: refreshToken(),
    azuread: known('azuread'),
    debug: known('debug'),
  },
  logins: ['loginasync'],
  configurations: {
    fullsyncconfiguration: configuration(0, { partial: false, isFixed: true, path: 'default' }),
    querybasedsyncconfiguration: configuration(0, { partial: true, isFixed: true, path: 'default' }),
    syncconfiguration: configuration(1, { partial: null, path: null }),
  },
};
