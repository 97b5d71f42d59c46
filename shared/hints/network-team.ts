import type { Profile } from '../profile.ts';
import type { Setting } from './setting.ts';

/** What to ask a network team for, in words that name what they have to switch. */
export function allowListRequest(profile: Profile, setting: Setting): string {
  const { authHost, syncHost, prefix, authPath, tokenHeader } = setting;
  const isTls = /^(https|wss):/i.test(profile.gateway.syncUrl ?? profile.server);
  const hosts = [...new Set([authHost, syncHost])];
  const via = profile.route.mode === 'manual' ? ` through ${profile.route.proxy ?? 'the forward proxy'}` : '';
  const names = profile.gateway.customRequestHeaders.map(({ name }) => name);
  return [
    'Hello,',
    '',
    `please let our workstations reach ${hosts.join(' and ')}${via}. The application holds a websocket open there.`,
    '',
    `1. Allow outgoing connections to ${hosts.join(' and ')} (TCP${isTls ? ', TLS 1.2 or newer' : ''}); on the forward proxy, allow CONNECT to them.`,
    `2. Allow HTTP POST to ${authPath} on ${authHost}.`,
    `3. Allow websockets (HTTP/1.1, Upgrade: websocket, RFC 6455) to ${prefix}/ on ${syncHost}, with the percent-encoded path passed on as it is.`,
    '4. Let those connections stay open for hours. The application sends a heartbeat every 60 seconds: an idle time-out must be longer than that.',
    `5. Pass these request headers on unchanged, up to 8 KB each: ${[tokenHeader, ...names, 'Sec-WebSocket-Protocol'].join(', ')}.`,
    ...(isTls
      ? [
          `6. If TLS inspection is in use, please exempt ${hosts.join(' and ')} from it, or send us the inspecting authority’s certificate.`,
        ]
      : []),
    '',
    'Thank you.',
    '',
  ].join('\n');
}
