/**
 * ASN.1 in DER (X.690), as far as certificates need it: elements by their tag and content. It reads, never writes, and
 * takes nothing for granted: what doesn't fit answers null.
 */

/** An element: its tag, its content, and all of it with tag and length. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

export const derTags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
};

/** The element that the bytes begin with; null if they are none, or are cut off. What follows it is left alone. */
export function firstElement(bytes: Uint8Array): DerElement | null {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return null;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (lengthBytes > 4) return null;
  const start = 2 + lengthBytes;
  const length = first < 0x80 ? first : bytes.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  if (bytes.length < start + length || (first >= 0x80 && lengthBytes === 0)) return null;
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(0, start + length) };
}

/** The elements inside one another's content, in order; null if they don't fill it exactly. */
export function elementsIn(content: Uint8Array): readonly DerElement[] | null {
  const found: DerElement[] = [];
  for (let rest = content; rest.length > 0;) {
    const element = firstElement(rest);
    if (element === null) return null;
    found.push(element);
    rest = rest.subarray(element.whole.length);
  }
  return found;
}

/** The elements in an element of this tag; empty if it is another, or damaged. */
export const childrenOf = (element: DerElement | undefined, tag: number): readonly DerElement[] =>
  element?.tag === tag ? (elementsIn(element.content) ?? []) : [];

/** Whether an element is this object identifier, whose content is given in hexadecimal. */
export const isOid = (element: DerElement | undefined, hex: string): boolean =>
  element?.tag === derTags.oid && hexOf(element.content) === hex;

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
