import { describe, expect, it } from 'vitest';
import type { RouteStatus, StageDetail } from '../../../shared/status.ts';
import { de } from '../../../shared/text/de/index.ts';
import { detailWords } from '../../../shared/text/details.ts';
import { en } from '../../../shared/text/en/index.ts';

const proxy = 'http://proxy.example:3128';
const ways: readonly RouteStatus[] = [
  { kind: 'forwardProxy', proxy, reason: 'system' },
  { kind: 'direct', reason: 'system' },
];
const proven = { kind: 'proven', proxy } as const;
const secured = { kind: 'secured', protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' } as const;

const cases: readonly [StageDetail, inEnglish: string, inGerman: string][] = [
  ['10.1.4.9:3128', '10.1.4.9:3128', '10.1.4.9:3128'],
  [
    { kind: 'ways', ways },
    `via ${proxy}, then direct (this computer’s settings or PAC script)`,
    `über ${proxy}, sonst direkt (Einstellungen oder PAC-Skript dieses Rechners)`,
  ],
  [{ ...proven, scheme: null, unavailable: null }, proxy, proxy],
  [
    { ...proven, scheme: 'ntlm', unavailable: 'noTicket' },
    `${proxy}, NTLM, no Negotiate without a ticket`,
    `${proxy}, NTLM, kein Negotiate ohne Ticket`,
  ],
  [
    { ...secured, isResumed: true },
    'TLSv1.3, TLS_AES_128_GCM_SHA256, resumed',
    'TLSv1.3, TLS_AES_128_GCM_SHA256, wiederaufgenommen',
  ],
  [{ ...secured, isResumed: false }, 'TLSv1.3, TLS_AES_128_GCM_SHA256', 'TLSv1.3, TLS_AES_128_GCM_SHA256'],
  [
    { kind: 'keptConnectionClosed' },
    'the kept connection had closed',
    'die offen gehaltene Verbindung war geschlossen worden',
  ],
  [
    { kind: 'clockOff', answer: '200', aheadMs: 599_100 },
    '200, this computer’s clock is 10 m 00 s ahead of the server’s',
    '200, die Uhr dieses Rechners geht gegenüber der des Servers 10 min 00 s vor',
  ],
  [
    { kind: 'clockOff', answer: '200', aheadMs: -90_000_000 },
    '200, this computer’s clock is 1 d 1 h behind the server’s',
    '200, die Uhr dieses Rechners geht gegenüber der des Servers 1 d 1 h nach',
  ],
  [
    { kind: 'clockOff', answer: '200', aheadMs: 14 * 365 * 86_400_000 },
    '200, this computer’s clock is 14 years ahead of the server’s',
    '200, die Uhr dieses Rechners geht gegenüber der des Servers 14 Jahre vor',
  ],
];

describe('what is worth knowing about a hop', () => {
  it.each(cases)('%j', (detail, inEnglish, inGerman) => {
    expect(detailWords(en, detail)).toBe(inEnglish);
    expect(detailWords(de, detail)).toBe(inGerman);
  });
});
