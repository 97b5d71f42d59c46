import { readFileSync } from 'node:fs';

/** A certificate that can be read, of an authority that exists nowhere. */
export const pemSample = readFileSync(new URL('../../cases/pem/plain.pem', import.meta.url), 'utf8');
