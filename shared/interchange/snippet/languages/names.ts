/** The languages of SDKs. Where a text looks like two of them alike, it is read as the earlier one. */
export const codeLanguages = ['swift', 'objective-c', 'java', 'kotlin', 'javascript', 'csharp'] as const;
export type CodeLanguage = (typeof codeLanguages)[number];

/** `server`: code that starts a Realm Object Server. `shell`: commands of curl and wscat. */
export type SnippetLanguage = CodeLanguage | 'server' | 'shell';
