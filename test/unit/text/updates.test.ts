import { describe, expect, it } from 'vitest';
import { languages } from '../../../shared/language.ts';
import { texts } from '../../../shared/text/languages.ts';
import { newsOf, updateLine, updateRefusalSentence } from '../../../shared/text/update-sentences.ts';
import { noUpdates, type UpdateOutcome, type UpdateRefusal } from '../../../shared/update-status.ts';

const feed = 'https://updates.example/causeway/';
const host = 'updates.example';
const at = Date.UTC(2026, 2, 2, 12);

/** One of each kind: a kind that is missing doesn't compile. */
const refusals: { readonly [Kind in UpdateRefusal['kind']]: Extract<UpdateRefusal, { kind: Kind }> } = {
  unsigned: { kind: 'unsigned' },
  foreignKey: { kind: 'foreignKey' },
  altered: { kind: 'altered' },
  unreadable: { kind: 'unreadable' },
  otherChannel: { kind: 'otherChannel', channel: 'beta' },
  replayed: { kind: 'replayed', issuedAt: at, seenAt: at },
  expired: { kind: 'expired', at },
  fromTheFuture: { kind: 'fromTheFuture', at },
  olderVersion: { kind: 'olderVersion', version: '0.1.9' },
  onTheWay: { kind: 'onTheWay', problem: { kind: 'network.down' } },
  feedUnresolved: { kind: 'feedUnresolved', host },
  feedUnreachable: { kind: 'feedUnreachable', host },
  feedUntrusted: { kind: 'feedUntrusted', host },
  silent: { kind: 'silent', host, seconds: 30 },
  status: { kind: 'status', host, status: 404 },
  redirected: { kind: 'redirected', host, isPlain: true },
  tooLarge: { kind: 'tooLarge', mostBytes: 65_536 },
  cutOff: { kind: 'cutOff', host },
  wayMissing: { kind: 'wayMissing' },
  wrongSize: { kind: 'wrongSize', bytes: 10, expected: 1_000 },
  wrongHash: { kind: 'wrongHash' },
  notStored: { kind: 'notStored' },
  notInstalled: { kind: 'notInstalled' },
};

describe.each(languages)('what is said of updates in %s', (language) => {
  const text = texts[language];
  const sentence = (refusal: UpdateRefusal) => updateRefusalSentence(text, refusal, feed);

  it('is another sentence for each refusal, and nothing is left out of it', () => {
    const all = Object.values(refusals).map(sentence);
    expect(new Set(all).size).toBe(all.length);
    for (const words of all) expect(words).not.toMatch(/undefined|null|NaN|\[object/);
  });

  it('names who refused, and what to do', () => {
    const ownFault = new Set(['wayMissing', 'notStored', 'notInstalled', 'onTheWay']);
    for (const [kind, refusal] of Object.entries(refusals)) {
      if (!ownFault.has(kind)) expect(sentence(refusal), kind).toContain(host);
      expect(sentence(refusal).split(/[.:] /).length, kind).toBeGreaterThan(1);
    }
  });

  it('tells a redirect that loses TLS from another one', () => {
    const redirected = (isPlain: boolean) => sentence({ kind: 'redirected', host, isPlain });
    expect(redirected(true)).not.toBe(redirected(false));
  });

  it('is one line for each state', () => {
    const line = (outcome: UpdateOutcome | null) =>
      updateLine(text, { ...noUpdates, feed, lastCheck: { at, outcome } });
    const lines = [
      updateLine(text, noUpdates),
      updateLine(text, { ...noUpdates, feed }),
      updateLine(text, { ...noUpdates, feed, isChecking: true }),
      line(null),
      line({ kind: 'upToDate' }),
      line({ kind: 'heldBack', version: '0.3.0' }),
      line({ kind: 'offered', version: '0.3.0' }),
      line({ kind: 'refused', refusal: refusals.altered }),
    ];
    expect(new Set(lines).size).toBe(lines.length);
  });
});

describe('what is new', () => {
  it('is said in the language of the window, or else in English', () => {
    const step = { state: 'told' } as const;
    expect(newsOf({ version: '0.3.0', news: { en: 'New.', de: 'Neu.' }, step }, 'de')).toBe('Neu.');
    expect(newsOf({ version: '0.3.0', news: { en: 'New.' }, step }, 'de')).toBe('New.');
  });
});
