import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, mayConcern, concerns, sessionKey } from '../../../main/history/records.ts';
import { profileIdSchema, sessionIdOf } from '../../../shared/brand.ts';
import { examples, seeded } from '../seed.ts';
import { anyRecord, key } from './samples.ts';

describe('a line of the history', () => {
  it(seeded('reads as it was written'), () => {
    const read = fc.property(anyRecord(), (record) => {
      expect(decode(encode(record))).toEqual(record);
    });
    fc.assert(read, examples(500));
  });

  it('is short, and names neither profile nor realm path', () => {
    const profile = profileIdSchema.parse('5f0c-berlin');
    const session = sessionKey(profile, sessionIdOf(profile, '/~/patients'));
    const line = encode({ type: 'online', at: 1_764_000_000_000, session });
    expect(line).not.toMatch(/berlin|patients/);
    expect(line.length).toBeLessThan(50);
    expect(sessionKey(profile, sessionIdOf(profile, '/~/orders')).split('.')[0]).toBe(session.split('.')[0]);
  });

  it(seeded('that was cut off is nothing'), () => {
    const cutOff = fc.property(anyRecord(), fc.nat(), (record, at) => {
      const line = encode(record);
      expect(decode(line.slice(0, at % line.length))).toBeNull();
    });
    fc.assert(cutOff, examples(500));
  });

  it(seeded('that is damaged or made up never throws'), () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => void decode(text)),
      examples(500),
    );
    for (const line of [
      '["online",-1,"a.b"]',
      '["online",1,"a/b"]',
      '["online"]',
      '["later",1]',
      '{}',
      'null',
    ])
      expect(decode(line)).toBeNull();
    expect(decode('["failed",1,"a.b","a kind of mine"]')).toBeNull();
    expect(decode('["measured",1,"a.b",1,2,3]')).toBeNull();
    expect(decode('["measured",1,"a.b",1,2,3,4,5,6,7,"8"]')).toBeNull();
  });

  it(seeded('is left unread where it can’t concern a session'), () => {
    const one = key('a.one');
    const isRead = fc.property(anyRecord(), (record) => {
      if (concerns(record, one)) expect(mayConcern(encode(record), one)).toBe(true);
    });
    fc.assert(isRead, examples(500));
    expect(mayConcern(encode({ type: 'online', at: 1, session: key('a.two') }), key('a.one'))).toBe(false);
  });
});
