/** The texts that a person hands to whoever helps: a report to read, and the exchanges for tools. */
export const evidenceFormats = ['report', 'har'] as const;
export type EvidenceFormat = (typeof evidenceFormats)[number];
