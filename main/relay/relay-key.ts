import type { Random } from '../ports/random.ts';

/** 192 bits, in 32 characters that need no quotes anywhere. */
const keyBytes = 24;

/** A key that apps show as their password, and that stand-in tokens are made with. */
export const newRelayKey = (random: Random): string => random.bytes(keyBytes).toString('base64url');
