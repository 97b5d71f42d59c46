import { expect, it } from 'vitest';
import { urlIn } from '../../../shared/urls.ts';

it('reads what is a URL, and nothing else', () => {
  expect(urlIn('https://ros.example:9443/auth')?.host).toBe('ros.example:9443');
  expect(urlIn('ros.example')).toBeNull();
  expect(urlIn('http://')).toBeNull();
});

it('knows a letter beyond ASCII however often it is asked', () => {
  const hosts = Array.from({ length: 50_000 }, () => urlIn('https://bücher.example')?.host);
  expect([...new Set(hosts)]).toEqual(['xn--bcher-kva.example']);
});
