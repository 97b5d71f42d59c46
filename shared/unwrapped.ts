/** What the far ends of quotation marks and lines leave around a value: blanks, quotes, a byte order mark. */
const wrapping = /^[\s\ufeff"'“”‘’]+|[\s\ufeff"'“”‘’]+$/g;

/** The value without what only surrounds it; empty where there is nothing else. */
export const unwrapped = (value: string): string => value.replace(wrapping, '');
