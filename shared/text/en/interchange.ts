import type { ExportFormat } from '../../interchange/export/export.ts';
import type { SettingName } from '../../interchange/snippet/index.ts';
import type { SnippetLanguage } from '../../interchange/snippet/index.ts';
import type { NotUnderstoodWhy, Understood } from '../../interchange/snippet/index.ts';
import { plural } from './times.ts';

const languages: Record<SnippetLanguage, string> = {
  swift: 'Swift',
  'objective-c': 'Objective-C',
  java: 'Java',
  kotlin: 'Kotlin',
  javascript: 'JavaScript',
  csharp: 'C#',
  server: 'configuration of a Realm Object Server',
  shell: 'commands for a shell',
};

const formats: Record<ExportFormat, string> = {
  profile: 'Profile file',
  swift: 'Swift',
  java: 'Java',
  javascript: 'JavaScript',
  dotnet: '.NET',
  curl: 'curl',
  wscat: 'wscat',
  nginx: 'nginx',
  haproxy: 'HAProxy',
  apache: 'Apache',
  envoy: 'Envoy',
  server: 'Server',
};

const formatHints: Record<ExportFormat, string> = {
  profile: 'For a colleague’s Causeway, and for the command line. Secrets stay here.',
  swift: 'For an app with Realm Swift.',
  java: 'For an app with Realm Java.',
  javascript: 'For an app with Realm JavaScript.',
  dotnet: 'For an app with Realm .NET.',
  curl: 'The same requests from a shell. Secrets are variables that you set there.',
  wscat: 'The same websocket from a shell. Secrets are variables that you set there.',
  nginx: 'What a gateway has to say to let this profile through.',
  haproxy: 'What a gateway has to say to let this profile through.',
  apache: 'What a gateway has to say to let this profile through.',
  envoy: 'What a gateway has to say to let this profile through.',
  server: 'The start configuration of the Realm Object Server that goes with this profile.',
};

const settings: Record<Understood['what'] | SettingName, string> = {
  server: 'Server',
  syncUrl: 'Sync URL',
  realmUrl: 'Realm URL',
  realmPath: 'Realm path',
  authorizationHeaderName: 'Authorization header name',
  urlPrefix: 'URL prefix',
  header: 'Custom header',
  verify: 'Certificates verified',
  partial: 'Query-based',
  credential: 'Credential',
  certificate: 'Certificate',
  route: 'Way out',
};

const reasons: Record<NotUnderstoodWhy, (from: string | null) => string> = {
  elsewhere: (from) => (from === null ? 'its value is not in the snippet' : `${from} is not in the snippet`),
  computed: (from) =>
    from === null
      ? 'its value is only worked out when the code runs'
      : `${from} is only worked out when the code runs`,
  ambiguous: (from) => `${from ?? 'it'} stands for more than one value`,
  conflict: () => 'set more than once, differently; enter the right one in the form',
  otherHost: (from) => (from === null ? 'counts for another host' : `counts for the host ${from} only`),
  certificateFile: () => 'names a file; paste the certificate itself into the form',
  placeholder: (from) => `${from ?? 'it'} is a placeholder: put your own value there`,
  noScheme: (from) =>
    `${from ?? 'the host'} is given without ws:// or wss://, and the server that would say which is not in the snippet`,
  creates: (from) => `${from ?? 'it'} creates an account; signing in with a profile never does`,
  ownHeader: (from) => `${from ?? 'it'} is what every client writes by itself`,
  noCounterpart: (from) => `a profile has nothing like ${from ?? 'it'}`,
  wrongValue: () => 'its value is not what this setting takes',
  unknown: () => 'nothing known is said here',
  prose: () => 'between the blocks of code; not read',
};

export const interchangeText = {
  import: 'Import…',
  welcome: 'You have a profile file, or code that sets up an SDK?',
  importTitle: 'Import',
  importLead:
    'Profile files, code that sets up an SDK, or commands of curl and wscat. You see what becomes of it before anything is saved.',
  chooseFiles: 'Choose files…',
  orDrop: 'or drop them anywhere on the window',
  paste: 'Or paste code, a command or a profile file',
  pastePlaceholder: 'SyncManager.shared.authorizationHeaderName = "X-Realm-Auth"',
  read: 'Read it',
  pasted: 'pasted text',
  dropHere: 'Drop to import',
  startOver: 'Start over',

  found: (count: number) => `${plural(count, 'profile', 'profiles')} to import`,
  flawed: (count: number) => `${plural(count, 'profile', 'profiles')} with flaws, left out`,
  flawedHint: 'Nothing of these is imported. Mend the file and import it again.',
  inFile: (file: string, place: number | null) => (place === null ? file : `${file}, no. ${place + 1}`),
  unnamed: 'Without a name',
  choiceOf: (name: string) => `What becomes of ${name}`,
  choices: {
    add: 'Import',
    addBeside: 'Keep both',
    replace: 'Replace the one that is here',
    leaveOut: 'Leave out',
  },
  sameName: 'There is a profile of this name.',
  becomes: (name: string) => `This one becomes “${name}”.`,
  replaces:
    'Its secrets are kept where they still fit; the tokens of another server or account are forgotten.',
  asksSecrets: 'Secrets come separately: you are asked for them.',
  importThem: (count: number) => (count === 1 ? 'Import the profile' : `Import ${count} profiles`),
  importing: 'Importing…',
  unverified: 'certificates are not verified',

  snippetIn: (language: string) => `Read as ${language}`,
  snippet: 'Read as code',
  understood: 'Understood',
  notUnderstood: 'Not understood',
  nothingUnderstood:
    'Nothing in it sets headers, a header name, a URL prefix or anything else that a profile holds. It is no profile file either.',
  allUnderstood: 'Every line that says something was understood.',
  lines: (first: number, last: number) => (first === last ? `line ${first}` : `lines ${first}–${last}`),
  secretHere: 'secret: goes to your keychain when you save',
  leftOpen: (from: string) =>
    from === '' ? 'you enter its value' : `its value comes from ${from}: you enter it`,
  only: {
    conditionally: 'set under a condition only',
    oneHost: 'for this host only',
  },
  switches: { true: 'yes', false: 'no' },
  remark: 'Remark',
  demotes:
    'Signing in with this nickname makes its account an ordinary one on the server, also where it is an administrator’s. Tick “Sign in as an administrator” in the form if it is.',
  inForm: 'Continue in the form',
  inFormHint: 'Nothing is saved before you save the form.',
  languages,
  settings,
  reasons,

  export: 'Export…',
  exportTitle: (name: string) => `Export ${name}`,
  exportLead: 'No secret is in any of these.',
  formatsLabel: 'Format',
  formats,
  formatHints,
  copy: 'Copy',
  copied: 'Copied',
  save: 'Save as a file…',
  saved: 'Saved.',
  notSaved:
    'The file could not be written there. Choose another place, or check the disk and its permissions.',
} as const;
