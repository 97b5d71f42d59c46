/** A JSON Web Signature in its compact form (RFC 7515 §3.1): three parts, of which a secured one has no empty one. */
const compact = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/**
 * Whether a text is a JWT by its looks: head and claims are JSON objects, and the head names an algorithm (RFC 7515
 * §4.1.1). That the signature holds is for the server to say.
 */
export function looksLikeJwt(text: string): boolean {
  const [, head, claims] = compact.exec(text) ?? [];
  if (head === undefined || claims === undefined) return false;
  const alg = objectIn(head)?.['alg'];
  return typeof alg === 'string' && alg !== '' && objectIn(claims) !== null;
}

function objectIn(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
