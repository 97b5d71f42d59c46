/** The texts that a person hands to support: a report to read, and the exchanges for tools. */
export const evidenceFormats = ['report', 'har'] as const;
export type EvidenceFormat = (typeof evidenceFormats)[number];
