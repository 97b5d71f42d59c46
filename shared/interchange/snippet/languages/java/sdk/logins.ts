import type { CallRule } from '../../../sdk/call-reading.ts';
import { routeIn, serverArgument } from '../../../sdk/logins.ts';

/** `SyncUser.logIn(credentials, "https://ros.example/auth")`: the server's URL comes with the route. */
export const loginWithRoute: CallRule = (reading) => {
  const isLogin = reading.name === 'login' || reading.name === 'loginasync';
  const server = isLogin && reading.owner === 'SyncUser' ? serverArgument(reading) : null;
  if (server === null || server.label !== null) return null;
  reading.enterName();
  return routeIn(reading, server);
};
