import type { Finding } from '../../../sdk/findings.ts';
import type { PropertyReader } from '../../../sdk/properties.ts';
import { plainName } from '../../../values/value.ts';

/** `sync: { user, url, … }`: its settings have labels of their own, all else in it is told. */
export const sync: PropertyReader = (reading, value, span) => {
  if (value.kind !== 'map') return [];
  reading.enter({ at: span.at, next: span.at + 2 });
  return value.entries.flatMap(({ key, value: of, span: own }): readonly Finding[] => {
    const name = key?.kind === 'text' ? key.text : null;
    if (name === null || reading.isKnown(name)) return [];
    if (plainName(name) === 'url') return reading.single('realmUrl', of, own);
    if (name === 'user') {
      reading.enter(of.kind === 'name' ? own : { at: own.at, next: own.at + 2 });
      return [];
    }
    reading.enter({ at: own.at, next: own.at + 1 });
    return [reading.foreign(name, own)];
  });
};

/** `ssl: { validate: false }`; its other entries have labels of their own. */
export const ssl: PropertyReader = (reading, value, span) => {
  if (value.kind !== 'map') return reading.single('certificate', value, span);
  reading.enter({ at: span.at, next: span.at + 2 });
  return value.entries.flatMap(({ key, value: of, span: own }): readonly Finding[] => {
    const name = key?.kind === 'text' ? key.text : '';
    if (name === 'validate') return reading.single('verify', of, own);
    return reading.isKnown(name) ? [] : [reading.foreign(`ssl.${name}`, own)];
  });
};
