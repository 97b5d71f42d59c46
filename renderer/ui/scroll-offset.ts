type Tell = (offsetPx: number, isScrolling: boolean) => void;

interface Followed {
  readonly tells: Set<Tell>;
  readonly stop: () => void;
}

const followed = new WeakMap<Element, Followed>();

/**
 * Tells where an element is scrolled to, and answers how to stop. Several lists may scroll with one element: it is read
 * once for all of them, before any of them draws, for to read it after one has drawn is to lay the page out again.
 */
export function followOffset(element: Element, tell: Tell): () => void {
  const { tells, stop } = followed.get(element) ?? follow(element);
  tells.add(tell);
  return () => {
    tells.delete(tell);
    if (tells.size === 0) stop();
  };
}

function follow(element: Element): Followed {
  const tells = new Set<Tell>();
  let offsetPx = element.scrollTop;
  const telling = (isScrolling: boolean) => () => {
    // It ends where it last was: by then that has been drawn.
    if (isScrolling) offsetPx = element.scrollTop;
    for (const tell of [...tells]) tell(offsetPx, isScrolling);
  };
  const [onScroll, onEnd] = [telling(true), telling(false)];
  element.addEventListener('scroll', onScroll, { passive: true });
  element.addEventListener('scrollend', onEnd, { passive: true });
  const stop = (): void => {
    followed.delete(element);
    element.removeEventListener('scroll', onScroll);
    element.removeEventListener('scrollend', onEnd);
  };
  const made = { tells, stop };
  followed.set(element, made);
  return made;
}
