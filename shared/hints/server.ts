import type { Line, Setting } from './setting.ts';

/** The start configuration of Realm Object Server that goes with the profile ("Proxy Integration"). */
export const serverLines = ({ tokenHeader }: Setting): Line[] => [
  'const startConfig = {',
  '  // services, dataPath and the rest stay as they are',
  [`  authorizationHeaderName: '${tokenHeader}',`],
  '};',
  '',
  'server.start(startConfig);',
];
