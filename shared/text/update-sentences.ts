import { urlIn } from '../urls.ts';
import type {
  OfferedUpdate,
  UpdateBringer,
  UpdateOutcome,
  UpdateRefusal,
  UpdateStatus,
} from '../update-status.ts';
import type { Language } from '../language.ts';
import type { Text } from './text.ts';

/** What is said of updates, and of what is refused, in the words of a language: the choice of sentences is here. */

type UpdateText = Pick<Text, 'updates' | 'times' | 'explain'>;

/** Who refused, why, and what to change. `feed`: the address in force. */
export function updateRefusalSentence(text: UpdateText, refusal: UpdateRefusal, feed: string | null): string {
  const { refusals } = text.updates;
  const { dateWords, bytesWords } = text.times;
  const host = 'host' in refusal ? refusal.host : hostOf(feed);
  switch (refusal.kind) {
    case 'unsigned':
    case 'foreignKey':
    case 'altered':
    case 'unreadable':
    case 'otherChannel':
    case 'feedUnresolved':
    case 'feedUnreachable':
    case 'feedUntrusted':
    case 'cutOff':
    case 'wrongHash':
      return refusals[refusal.kind](host);
    case 'wayMissing':
    case 'notStored':
    case 'notInstalled':
      return refusals[refusal.kind];
    case 'replayed':
      return refusals.replayed(host, dateWords(refusal.issuedAt), dateWords(refusal.seenAt));
    case 'expired':
    case 'fromTheFuture':
      return refusals[refusal.kind](host, dateWords(refusal.at));
    case 'olderVersion':
      return refusals.olderVersion(host, refusal.version);
    case 'silent':
      return refusals.silent(host, String(refusal.seconds));
    case 'status':
      return refusals.status(host, String(refusal.status));
    case 'redirected':
      return refusal.isPlain ? refusals.redirectedPlain(host) : refusals.redirected(host);
    case 'tooLarge':
      return refusals.tooLarge(host, bytesWords(refusal.mostBytes));
    case 'wrongSize':
      return refusals.wrongSize(host, bytesWords(refusal.bytes), bytesWords(refusal.expected));
    case 'onTheWay': {
      const { summary, hint } = text.explain(refusal.problem);
      return `${summary} ${hint}`;
    }
  }
}

const hostOf = (feed: string | null): string => (feed === null ? '' : (urlIn(feed)?.hostname ?? feed));

/** How it stands with updates, in one line. */
export function updateLine(text: UpdateText, status: UpdateStatus): string {
  const words = text.updates;
  if (status.isChecking) return words.checking;
  if (status.feed === null) return words.noFeed;
  const { lastCheck, offered } = status;
  if (lastCheck === null) return words.never;
  const asked = words.lastAsked(text.times.momentWords(lastCheck.at));
  // A run before this one asked, and what it was offered holds.
  const earlier: UpdateOutcome | null = offered && { kind: 'offered', version: offered.version };
  const outcome = lastCheck.outcome ?? earlier;
  return outcome === null ? asked : `${asked} ${outcomeSentence(text, outcome, status.feed)}`;
}

function outcomeSentence(text: UpdateText, outcome: UpdateOutcome, feed: string): string {
  const words = text.updates;
  switch (outcome.kind) {
    case 'upToDate':
      return words.upToDate;
    case 'heldBack':
      return words.heldBack(outcome.version);
    case 'offered':
      return words.isOut(outcome.version);
    case 'refused':
      return updateRefusalSentence(text, outcome.refusal, feed);
  }
}

/** What is new, in the language of the window where the manifest has it. */
export const newsOf = ({ news }: OfferedUpdate, language: Language): string =>
  news[language] ?? news['en'] ?? '';

/** What a person types where a package manager brings updates; null where none does. */
export const commandOf: Readonly<Record<UpdateBringer, string | null>> = {
  apt: 'sudo apt update && sudo apt install causeway',
  dnf: 'sudo dnf upgrade causeway',
  person: null,
  app: null,
};
