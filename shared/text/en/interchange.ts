import type { ExportFormat } from '../../interchange/export/export.ts';
import type { SettingName } from '../../interchange/snippet/index.ts';
import type { SnippetLanguage } from '../../interchange/snippet/index.ts';
import type { NotUnderstoodWhy, Understood } from '../../interchange/snippet/index.ts';
import { ifKnown, ifNamed } from '../forms.ts';
import { counted, plural } from './times.ts';

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
  elsewhere: ifKnown({
    known: (from) => `${from} is not in the snippet`,
    unknown: 'its value is not in the snippet',
  }),
  computed: ifKnown({
    known: (from) => `${from} is only worked out when the code runs`,
    unknown: 'its value is only worked out when the code runs',
  }),
  ambiguous: ifKnown({
    known: (from) => `${from} stands for more than one value`,
    unknown: 'it stands for more than one value',
  }),
  conflict: () => 'set more than once, differently; enter the right one in the form',
  otherHost: ifKnown({
    known: (from) => `counts for the host ${from} only`,
    unknown: 'counts for another host',
  }),
  certificateFile: () => 'names a file; paste the certificate itself into the form',
  placeholder: ifKnown({
    known: (from) => `${from} is a placeholder: put your own value there`,
    unknown: 'it is a placeholder: put your own value there',
  }),
  noScheme: ifKnown({
    known: (from) =>
      `${from} is given without ws:// or wss://, and the server that would say which is not in the snippet`,
    unknown:
      'the host is given without ws:// or wss://, and the server that would say which is not in the snippet',
  }),
  creates: ifKnown({
    known: (from) => `${from} creates an account; signing in with a profile never does`,
    unknown: 'it creates an account; signing in with a profile never does',
  }),
  ownHeader: ifKnown({
    known: (from) => `${from} is what every client writes by itself`,
    unknown: 'it is what every client writes by itself',
  }),
  noCounterpart: ifKnown({
    known: (from) => `a profile has nothing like ${from}`,
    unknown: 'a profile has nothing like it',
  }),
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

  found: (count: number) => `${counted(count, { one: 'profile', other: 'profiles' })} to import`,
  flawed: (count: number) => `${counted(count, { one: 'profile', other: 'profiles' })} with flaws, left out`,
  moreFlawed: (count: number) => `… and ${counted(count, { one: 'more', other: 'more' })} like them.`,
  flawedHint: 'Nothing of these is imported. Mend the file and import it again.',
  inFile: (file: string, place: number | null) =>
    ifKnown<number>({ known: (at) => `${file}, no. ${at + 1}`, unknown: file })(place),
  unnamed: 'Without a name',
  choiceOf: (name: string) => `What becomes of ${name}`,
  choices: {
    add: 'Import',
    addBeside: 'Keep both',
    replace: 'Replace the one that is here',
    leaveOut: 'Leave out',
  },
  portOfOther: (port: string) =>
    `Its relay’s port ${port} is that of another profile. Leave it out, or give it another port in its file first.`,
  sameName: 'There is a profile of this name.',
  becomes: (name: string) => `This one becomes “${name}”.`,
  replaces:
    'Its secrets are kept where they still fit; the tokens of another server or account are forgotten.',
  asksSecrets: 'Secrets come separately: you are asked for them.',
  importThem: (count: number) =>
    plural(count, { one: 'Import the profile', other: `Import ${count} profiles` }),
  importing: 'Importing…',
  unverified: 'certificates are not verified',

  snippetIn: (language: string) => `Read as ${language}`,
  snippet: 'Read as code',
  understood: 'Understood',
  notUnderstood: 'Not understood',
  nothingUnderstood:
    'Nothing in it sets headers, a header name, a URL prefix or anything else that a profile holds. It is no profile file either.',
  allUnderstood: 'Every line that says something was understood.',
  lines: (first: number, last: number) =>
    plural(last - first + 1, { one: `line ${first}`, other: `lines ${first}–${last}` }),
  secretHere: 'secret: goes to your keychain when you save',
  leftOpen: ifNamed({
    named: (from) => `its value comes from ${from}: you enter it`,
    nameless: 'you enter its value',
  }),
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
