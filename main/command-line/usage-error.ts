/** The call itself was wrong; the message says how, in a sentence for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
