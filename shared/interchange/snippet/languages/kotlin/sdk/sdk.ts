import type { Sdk } from '../../../sdk/sdk.ts';

/** Realm Java is what is called from Kotlin, too; its calls are Java's, what surrounds them is Kotlin's. */
export const sdk: Sdk = { words: { silentStep: ['apply', 'also', 'let'] } };
