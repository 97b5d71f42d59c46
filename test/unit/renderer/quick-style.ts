/**
 * jsdom matches every rule of its own sheet anew, and copies all that comes of it, each time the style of an element is
 * asked for. Queries by role ask for two properties of all elements and those around them, what places a menu for a dozen
 * more: a third of what the tests of components took. These properties come here from what an element is by itself,
 * remembered; whoever asks for another one gets jsdom's own answer.
 *
 * It holds for pages without style sheets, which those of these tests are: with one, jsdom answers everything.
 */
export function quickenStyles(window: Window & typeof globalThis): void {
  const whole = window.getComputedStyle.bind(window);
  const styles = new Map<string, CSSStyleDeclaration>();

  const styleOf = (element: Element): CSSStyleDeclaration => {
    const traits = traitsOf(element);
    if (traits === null) return whole(element);
    const style = styles.get(traits) ?? whole(element);
    styles.set(traits, style);
    return style;
  };

  window.getComputedStyle = (element, pseudoElement) => {
    if (pseudoElement || window.document.styleSheets.length > 0) return whole(element, pseudoElement);
    let made: CSSStyleDeclaration | undefined;
    const quick = (name: PropertyKey): unknown =>
      name === 'visibility' ? visibilityOf(element) : Reflect.get(styleOf(element), name);
    return answering(quick, () => (made ??= whole(element)));
  };
}

/** What jsdom's own sheet sets by an element's name and the attributes below alone, and no child inherits. */
const own = [
  ...[
    'display',
    'position',
    'overflow',
    'overflowX',
    'overflowY',
    'transform',
    'translate',
    'scale',
    'rotate',
  ],
  ...['perspective', 'filter', 'backdropFilter', 'willChange', 'contain'],
];
const quickNames: ReadonlySet<PropertyKey> = new Set(['visibility', ...own]);

/** All that such a property follows from; null where there is more to it. */
function traitsOf(element: Element): string | null {
  const { localName } = element;
  if (localName === 'summary' || localName === 'dialog' || element.hasAttribute('popover')) return null;
  const values = ['hidden', 'open', 'type', 'sizes', 'style'].map((name) => element.getAttribute(name));
  return JSON.stringify([localName, ...values]);
}

const tableParts: ReadonlySet<string> = new Set(['colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr']);

/** What is nearest decides: visibility is inherited. */
function visibilityOf(element: Element): string {
  for (let each: Element | null = element; each !== null; each = each.parentElement) {
    const declared = each.hasAttribute('style') ? (each as HTMLElement).style.visibility : '';
    if (declared === 'initial') return 'visible';
    if (declared !== '' && declared !== 'inherit' && declared !== 'unset') return declared;
    if (declared === '' && each.hasAttribute('hidden') && tableParts.has(each.localName)) return 'collapse';
  }
  return 'visible';
}

/** A style that answers by itself what it can, and has the rest made when it is asked for. */
function answering(
  quick: (name: PropertyKey) => unknown,
  makeWhole: () => CSSStyleDeclaration,
): CSSStyleDeclaration {
  const getPropertyValue = (name: string): string =>
    quickNames.has(name) ? String(quick(name)) : makeWhole().getPropertyValue(name);
  const get = (_target: CSSStyleDeclaration, name: string | symbol): unknown => {
    if (quickNames.has(name)) return quick(name);
    if (name === 'getPropertyValue') return getPropertyValue;
    const style = makeWhole();
    const value: unknown = Reflect.get(style, name);
    return typeof value === 'function' ? value.bind(style) : value;
  };
  return new Proxy({} as CSSStyleDeclaration, { get });
}
