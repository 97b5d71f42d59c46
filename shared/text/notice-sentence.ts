import type { Notice } from '../status.ts';
import type { Text } from './text.ts';

/** What a notice says, in the words of a language. */
export const noticeSentence = (text: Pick<Text, 'ui'>, notice: Notice): string =>
  sentenceOfKind(text, notice.kind, notice);

/** The one place where the compiler can't see that `kind` picks the sentence for exactly this notice. */
function sentenceOfKind<Kind extends Notice['kind']>(
  text: Pick<Text, 'ui'>,
  kind: Kind,
  notice: Notice,
): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kind is notice.kind
  return text.ui.notices[kind](notice as Extract<Notice, { kind: Kind }>);
}
