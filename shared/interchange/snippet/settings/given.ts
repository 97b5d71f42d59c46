/** An optional field: absent where there is no value. */
export const given = <Key extends string, Of>(key: Key, value: Of | undefined): Partial<Record<Key, Of>> => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one key of a record with that key
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, Of>>);
};
