import type { ProofScheme } from '../problem.ts';
import type { StageDetail } from '../status.ts';
import type { Text } from './text.ts';
import { waysWords } from './ways.ts';

/** As the standards write them. */
const schemeNames: Record<ProofScheme, string> = {
  negotiate: 'Negotiate',
  ntlm: 'NTLM',
  digest: 'Digest',
  basic: 'Basic',
};

/** What is worth knowing about a hop, in a few words. */
export function detailWords(text: Text, detail: StageDetail): string {
  if (typeof detail === 'string') return detail;
  const { resumed, lacks, keptConnectionClosed, clockAhead, clockBehind } = text.ui.stageDetails;
  switch (detail.kind) {
    case 'ways':
      return waysWords(text, detail.ways);
    case 'proven':
      return listed(
        detail.proxy,
        detail.scheme === null ? null : schemeNames[detail.scheme],
        detail.lack === null ? null : lacks[detail.lack],
      );
    case 'secured':
      return listed(detail.protocol, detail.cipher, detail.isResumed ? resumed : null);
    case 'keptConnectionClosed':
      return keptConnectionClosed;
    case 'clockOff': {
      // `Date` has whole seconds: to the minute is what is known for sure.
      const offMs = Math.round(Math.abs(detail.aheadMs) / 60_000) * 60_000;
      const by = text.times.farWords(offMs) ?? text.times.ageWords(offMs);
      return listed(detail.answer, detail.aheadMs > 0 ? clockAhead(by) : clockBehind(by));
    }
  }
}

const listed = (...words: readonly (string | null)[]): string =>
  words.filter((word) => word !== null).join(', ');
