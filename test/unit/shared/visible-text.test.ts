import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleAddress, visibleLines, visibleText } from '../../../shared/visible-text.ts';
import { examples, seeded } from '../seed.ts';

describe('text of others', () => {
  it.each([
    ['me\u001b]0;gone\u0007\u001b[31m', 'me\\u001b]0;gone\\u0007\\u001b[31m'],
    ['a\u009b31mb\u007f', 'a\\u009b31mb\\u007f'],
    ['Prod\u202eTSET', 'Prod\\u202eTSET'],
    ['a\u2066b\u2069\u200e\u061c', 'a\\u2066b\\u2069\\u200e\\u061c'],
    ['pay\u200bpal\u00ad\ufeff\u3164', 'pay\\u200bpal\\u00ad\\ufeff\\u3164'],
    ['a\nb\r\tc\u2028d', 'a\\u000ab\\u000d\\u0009c\\u2028d'],
    ['a\ud800b', 'a\\ud800b'],
    ['tag\u{e0041}', 'tag\\udb40\\udc41'],
    ['pro\u200dd', 'pro\\u200dd'],
  ])('shows what is hidden in %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it.each(['Größe – “Prod” ✓', '東京', '👩‍💻 team', 'می‌خواهم', 'C:\\Users'])('leaves %s as it is', (text) => {
    expect(visibleText(text)).toBe(text);
  });

  it(seeded('is, as JSON, the same JSON'), () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(visibleLines(JSON.stringify({ text })))).toEqual({ text });
      }),
      examples(100),
    );
  });

  it('keeps its lines where it has some', () => {
    expect(visibleLines('a\nb\u001b\n')).toBe('a\nb\\u001b\n');
  });
});

describe('an address', () => {
  it.each([
    ['https://\u0430pple.com', 'https://xn--pple-43d.com'],
    ['wss://\u0430pple.com:9443/a?b', 'wss://xn--pple-43d.com:9443/a?b'],
    ['https://\u03bfracle.example/', 'https://xn--racle-qce.example/'],
    ['https://g\u0131thub.example', `https://${new URL('http://g\u0131thub.example').hostname}`],
    ['https://bücher.example/ä', 'https://bücher.example/ä'],
    ['https://ros.example:9443', 'https://ros.example:9443'],
    ['http://[::1]:9080', 'http://[::1]:9080'],
    ['https://a.example/\u202e', 'https://a.example/\\u202e'],
  ])('L14: %s is drawn as %s', (address, shown) => {
    expect(visibleAddress(address)).toBe(shown);
  });
});
