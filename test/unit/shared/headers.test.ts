import { describe, expect, it } from 'vitest';
import { headerNameRule, headerValueRule, sameHeader } from '../../../shared/headers.ts';

describe('a header name', () => {
  it.each(["!#$%&'*+-.^_`|~", '0', 'X-Realm-Auth', 'Proxy-Authorization', 'Cookie'])('may be %s', (name) => {
    expect(headerNameRule(name)).toBeNull();
  });

  it.each([
    'a b',
    'a:',
    'a\r',
    'a\n',
    '(a)',
    'a/b',
    'a[0]',
    '"a"',
    'a@',
    'å',
    'a\u0000',
    '\ta',
    '{a}',
    'a,b',
    'a;b',
    '<a>',
  ])('may not be %j', (name) => {
    expect(headerNameRule(name)).toBe('headerNameMalformed');
  });

  it.each([
    'Host',
    'CONNECTION',
    'upgrade',
    'Content-Length',
    'Content-Type',
    'Transfer-Encoding',
    'TE',
    'Trailer',
    'Expect',
    'Keep-Alive',
    'Proxy-Connection',
    'Sec-WebSocket-Key',
    'sec-websocket-',
  ])('%s belongs to the connection', (name) => {
    expect(headerNameRule(name)).toBe('headerNameReserved');
  });

  it('is the same whatever its case', () => {
    expect(sameHeader('X-Realm-Auth', 'x-realm-AUTH')).toBe(true);
    expect(sameHeader('X-Realm-Auth', 'X-Realm-Auth2')).toBe(false);
  });
});

describe('a header value', () => {
  it.each(['', 'a', 'a b', 'a\tb', 'Basic QTpC', 'é', '"{}"'])('may be %j', (value) => {
    expect(headerValueRule(value)).toBeNull();
  });

  it.each(['a\rb', 'a\nb', 'a\r\nX: y', '\u0000', 'a\u007f', ' a', 'a ', '\ta', 'a\u00a0', 'ł', '\u2028'])(
    'may not be %j',
    (value) => {
      expect(headerValueRule(value)).toBe('headerValueMalformed');
    },
  );
});
