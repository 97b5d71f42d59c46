import { authSchemes } from '../auth-schemes.ts';
import type { StageDetail } from '../status.ts';
import type { Text } from './text.ts';
import { rangeWords } from './version-range.ts';
import { waysWords } from './ways.ts';

/** What is worth knowing about a hop, in a few words. */
export function detailWords(text: Text, detail: StageDetail): string {
  if (typeof detail === 'string') return detail;
  const { resumed, unavailable, keptConnectionClosed, clockAhead, clockBehind } = text.ui.stageDetails;
  switch (detail.kind) {
    case 'ways':
      return waysWords(text, detail.ways);
    case 'proven':
      return listed(
        detail.proxy,
        detail.scheme === null ? null : authSchemes[detail.scheme].name,
        detail.unavailable === null ? null : unavailable[detail.unavailable],
      );
    case 'secured':
      return listed(
        detail.protocol,
        detail.cipher,
        detail.isResumed ? resumed : null,
        ...(detail.environmentRoots ?? []).map((roots) =>
          withoutStop(text.evidence.chain.environment(roots)),
        ),
      );
    case 'keptConnectionClosed':
      return keptConnectionClosed;
    case 'versionRefused':
      return listed(detail.answer, versionWords(text, detail));
    case 'clockOff': {
      // `Date` has whole seconds: to the minute is what is known for sure.
      const offMs = Math.round(Math.abs(detail.aheadMs) / 60_000) * 60_000;
      const by = text.times.farWords(offMs) ?? text.times.ageWords(offMs);
      return listed(detail.answer, detail.aheadMs > 0 ? clockAhead(by) : clockBehind(by));
    }
  }
}

function versionWords(text: Text, { asked, isCertain, speaks, next }: VersionRefused): string {
  const words = text.ui.stageDetails.version;
  if (speaks === null) {
    const reason = isCertain ? words.refused(asked) : words.perhapsRefused(asked);
    return next === null ? reason : `${reason}; ${words.trying(next)}`;
  }
  const reason = words.serverSpeaks(rangeWords(speaks));
  if (next === null) return reason;
  return `${reason}; ${next === speaks.oldest && next === speaks.newest ? words.tryingThat : words.trying(next)}`;
}

type VersionRefused = Extract<StageDetail, { readonly kind: 'versionRefused' }>;

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');

const listed = (...words: readonly (string | null)[]): string =>
  words.filter((word) => word !== null).join(', ');
