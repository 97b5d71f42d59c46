import { en } from '../en/index.ts';
import type { Text } from '../text.ts';

/** Everything a person reads, in German. */
export const de: Text = {
  ...en,
};
