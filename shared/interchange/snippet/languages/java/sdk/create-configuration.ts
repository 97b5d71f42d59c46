import { configured } from '../../../sdk/configurations.ts';
import type { CallRule } from '../../../sdk/call-reading.ts';
import type { Argument } from '../../../syntax/expression.ts';

/** `user.createConfiguration(url)`. In Realm JavaScript a call of that name is given an object. */
export const createdConfiguration: CallRule = (reading) => {
  const first = reading.argument(0);
  if (first === null || first.value.kind === 'map' || !looksLikeUrl(first)) return null;
  if (reading.value(first.value).kind === 'map') return null;
  return configured(reading, first, { partial: true, path: null });
};

/** What is a name or a text is a URL. */
const looksLikeUrl = ({ value }: Argument): boolean =>
  value.kind === 'text' ||
  value.kind === 'sum' ||
  value.kind === 'call' ||
  (value.kind === 'name' && !/config/i.test(value.path.at(-1) ?? ''));
