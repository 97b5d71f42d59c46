/** What examples write where something of one's own has to stand. */
const placeholders: readonly RegExp[] = [
  // <yourServer>, <your server>, «host»
  /<\p{L}[\p{L}\p{N} _.:/-]*>/u,
  // {{server}}, ${server.url} where the language has no meaning for it, $(SERVER), %SERVER%, #{server}, @@HOST@@
  /\{\{[^{}]*\}\}/,
  /[$#]\{[\w.:-]+\}/,
  /\$\([A-Za-z_]\w*\)/,
  /%[A-Z][A-Z_]{2,}%/,
  /@@?[A-Z][A-Z0-9_]+@@?/,
  // {server}, :server: and [YOUR SERVER]
  /\{[A-Za-z_][\w -]{2,}\}/,
  /\[(?:your|my|the|insert|enter)\b[^\]]*\]/i,
  /\[[A-Z][A-Z0-9_ -]{2,}\]/,
  // YOUR_SERVER, your-instance, yourServer, MY_INSTANCE
  /(?<![A-Za-z0-9])your?[ _-]+[A-Za-z]\w*(?:[_-]\w+)*/i,
  /(?<![A-Za-z0-9])[Yy]our[A-Z]\w*/,
  /(?<![A-Za-z0-9])(?:MY|INSERT|REPLACE|CHANGE|ENTER|ADD|PUT|SET)_[A-Z0-9_]+/,
  /(?<![A-Za-z0-9])(?:insert|replace|change|enter|put)[ _-](?:me|this|your|here|with|the)\b[\w -]*/i,
  /(?<![A-Za-z0-9])CHANGEME(?![A-Za-z0-9])/i,
  /__[A-Z][A-Z0-9_]+__/,
];
/** Only where it is all that is said. */
const wholePlaceholders: readonly RegExp[] = [
  /^(?:\.{3,}|…)$/,
  /^(?:x{3,}|\*{3,}|_{3,})$/i,
  /^(?:todo|tbd|fixme|redacted|placeholder)\b.*$/i,
];

/** The part of a text that stands for something still to be filled in; null where there is none. */
export function placeholderIn(text: string): string | null {
  for (const pattern of placeholders) {
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return found;
  }
  return wholePlaceholders.some((pattern) => pattern.test(text)) ? text : null;
}

/** A secret may hold any character: it is a placeholder only where all of it is. */
export const isPlaceholder = (text: string): boolean => placeholderIn(text) === text;
