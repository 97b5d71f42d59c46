import { configuration } from '../../../sdk/configurations.ts';
import {
  adminToken,
  anonymous,
  custom,
  jwt,
  known,
  nickname,
  password,
  refreshToken,
  tellingByItself,
  type CredentialMaker,
} from '../../../sdk/credentials.ts';
import { signedIn } from '../../../sdk/logins.ts';
import type { Sdk } from '../../../sdk/sdk.ts';

/** No other message begins with these words. */
const unmistakable = (maker: CredentialMaker): CredentialMaker => ({ ...maker, isMeant: () => true });

/** Realm Objective-C 1 to 4: the first label is the name of what is called. */
export const sdk: Sdk = {
  words: {
    silentLabel: ['initWithUser', 'forUser', 'logInWithCredentials', 'onCompletion'],
    urlLabel: ['realmURL', 'configurationWithURL'],
    userLabel: ['initWithUser', 'forUser', 'automaticConfigurationForUser'],
  },
  credentials: {
    credentialswithusername: unmistakable(password('credentialsWithUsername')),
    credentialswithnickname: unmistakable(nickname('credentialsWithNickname')),
    anonymouscredentials: tellingByItself(anonymous),
    credentialswithjwt: unmistakable(jwt('credentialsWithJWT')),
    credentialswithaccesstoken: unmistakable(adminToken('credentialsWithAccessToken')),
    credentialswithcustomrefreshtoken: unmistakable(refreshToken('credentialsWithCustomRefreshToken')),
    initwithcustomtoken: unmistakable(custom(1, 0, 'initWithCustomToken')),
    credentialswithfacebooktoken: unmistakable(known('facebook', 'credentialsWithFacebookToken')),
    credentialswithgoogletoken: unmistakable(known('google', 'credentialsWithGoogleToken')),
    credentialswithcloudkittoken: unmistakable(known('cloudkit', 'credentialsWithCloudKitToken')),
  },
  logins: ['authenticatewithcredential', 'authenticatewithcredentials'],
  // A message of the class, under any class name.
  calls: [(reading) => (reading.name === 'loginwithcredentials' ? signedIn(reading) : null)],
  configurations: {
    initwithuser: configuration(1, { partial: null, path: null }),
    configurationwithurl: configuration(0, { partial: true, path: 'default' }),
    automaticconfiguration: configuration(null, { partial: true, path: 'default' }),
    automaticconfigurationforuser: configuration(null, { partial: true, path: 'default' }),
  },
  properties: { pinnedcertificateurl: 'certificate' },
  setters: {
    setcustomauthorizationheadername: 'authorizationHeaderName',
    setcustomrequestheaders: 'headers',
    setenablesslvalidation: 'verify',
    setfullsynchronization: 'full',
    setispartial: 'partial',
    setpinnedcertificateurl: 'certificate',
  },
};
