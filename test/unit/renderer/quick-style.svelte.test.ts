import { afterEach, expect, it } from 'vitest';
import { quickenStyles } from './quick-style.ts';

const page = `
  <p>text <b>bold</b> <input type="text" /><input type="hidden" /><button hidden>gone</button></p>
  <div style="display: none"><span>inside</span></div>
  <div style="visibility: hidden"><i>hidden</i><i style="visibility: visible">seen</i><i style="visibility: inherit">not</i></div>
  <div style="visibility: hidden"><i style="visibility: initial">seen</i><i style="visibility: unset">not</i></div>
  <details><summary>one</summary><summary>two</summary>more</details><details open><summary>one</summary>more</details>
  <dialog>closed</dialog><dialog open>open</dialog><div popover>later</div><div hidden="until-found">found</div>
  <table hidden><thead><tr hidden style="color: red"><th>a</th></tr></thead>
    <tbody hidden><tr><td><em>b</em></td></tr><tr style="visibility: visible" hidden><td>c</td></tr></tbody></table>
  <svg><title>drawn</title><path /></svg><noscript>none</noscript><ul><li>item</li></ul><hr /><marquee>moves</marquee>
  <img sizes="auto" /><div style="position: fixed; overflow: auto hidden; transform: scale(2)"><div>in it</div></div>
  <embed hidden /><template><p>not there</p></template><fieldset><legend>l</legend></fieldset>`;

function stylesIn(window: Window & typeof globalThis): unknown[] {
  return [...window.document.querySelectorAll('*')].map((element) => {
    const style = window.getComputedStyle(element);
    return [
      element.outerHTML,
      ...[style.display, style.getPropertyValue('display')],
      ...[style.visibility, style.getPropertyValue('visibility')],
      ...[style.position, style.overflow, style.overflowX, style.overflowY, style.transform, style.contain],
      ...[style.translate, style.scale, style.rotate, style.perspective, style.filter, style.willChange],
      ...[style.backdropFilter, style.getPropertyValue('position'), style.getPropertyValue('overflow-x')],
      ...[style.color, style.getPropertyValue('pointer-events'), style.length, style.cssText],
    ];
  });
}

/** A window of its own, which nothing has quickened yet. */
function windowOf(html: string): Window & typeof globalThis {
  const frame = document.body.appendChild(document.createElement('iframe'));
  const { contentWindow } = frame;
  if (contentWindow === null) throw new Error('a frame without a window');
  contentWindow.document.open();
  contentWindow.document.write(html);
  contentWindow.document.close();
  return contentWindow as Window & typeof globalThis;
}
afterEach(() => document.body.replaceChildren());

/** Twice: as found out, and as remembered. */
it.each([
  ['without a style sheet', page],
  ['with one', `<style>b { display: block } tr { visibility: hidden }</style>${page}`],
])('styles are those of jsdom: %s', (_page, html) => {
  const quick = windowOf(html);
  quickenStyles(quick);
  const wanted = stylesIn(windowOf(html));
  expect(wanted.length).toBeGreaterThan(40);
  expect(stylesIn(quick)).toEqual(wanted);
  expect(stylesIn(quick)).toEqual(wanted);
});

it('what changes is another style', () => {
  const window = windowOf('<p>text</p>');
  quickenStyles(window);
  const [text] = window.document.querySelectorAll('p');
  const displays = (['', 'hidden', 'none', 'shown'] as const).map((change) => {
    if (change === 'hidden') text?.setAttribute('hidden', '');
    if (change === 'none') text?.removeAttribute('hidden');
    if (change === 'none') text?.style.setProperty('display', 'none');
    if (change === 'shown') text?.style.setProperty('display', 'flex');
    return text && window.getComputedStyle(text).display;
  });
  expect(displays).toEqual(['block', 'none', 'none', 'flex']);
});
