import { defaultPath } from '../../../sdk/configurations.ts';
import type { CallRule } from '../../../sdk/call-reading.ts';
import { entryOf, said } from '../../../values/value.ts';

/** `user.createConfiguration({ sync: { … } })`: what the object doesn't say, the SDK does. */
export const createdConfiguration: CallRule = (reading) => {
  const first = reading.argument(0);
  const value = first === null ? null : reading.value(first.value);
  reading.enterName();
  const sync = value?.kind === 'map' ? entryOf(value, 'sync') : null;
  const keys =
    sync?.kind === 'map' ? sync.entries.flatMap(({ key }) => (key.kind === 'text' ? key.text : [])) : [];
  const isOpen =
    value !== null && (value.kind === 'open' || said(value).includes('"kind":"open","why":"computed"'));
  const saysPartial = keys.includes('fullSynchronization') || keys.includes('partial');
  return [
    ...(keys.includes('url') || isOpen ? [] : [reading.finding('realmUrl', defaultPath)]),
    ...(saysPartial ? [] : [reading.defaultOf('partial', { kind: 'switch', on: true })]),
  ];
};
