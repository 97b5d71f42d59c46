/** What code that is exported has to say so that it is understood when it is read back. */

/** In a comment beside a header: its value is no secret, even if its name sounds like one. */
export const notSecretMark = 'not a secret';

/** What chats and word processors make of quotes. Any of a family may open, and any of it may close. */
export const quoteFamilies = ['"“”„‟″«»', "'‘’‚‛′´"] as const;
