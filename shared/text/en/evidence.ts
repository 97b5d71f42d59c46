import type { Leg } from '../../status.ts';
import type { WayFact } from '../../what-changed.ts';
import type { Inspector, Presented, Voucher } from '../../certificate.ts';
import type { HintFor } from '../../hints/hints.ts';
import { environmentIn, firstOf } from '../forms.ts';
import { plural } from './times.ts';

/** What the window says about certificates, exchanges, earlier attempts and fixes. */

const vouchers: Record<Voucher, string> = {
  builtIn: 'trusted: built-in authority',
  system: 'trusted: this computer’s authority',
  environment: 'trusted: named by an environment variable',
  profile: 'trusted: named in this profile',
};

export const environmentWords = environmentIn({
  unreadable: (variable) => `${variable} names a file that can’t be read.`,
  noCertificates: (variable) => `${variable} names a file that holds no certificate.`,
  adds: (variable, count) =>
    `${variable} adds ${count} ${plural(count, { one: 'authority', other: 'authorities' })}.`,
});

const signs: Record<Inspector['sign'], string> = {
  productName: 'its name stands in the issuer',
  issuerChanged: 'another authority signed the certificate last time',
  sameIssuerEverywhere: 'the same unknown authority signs every host',
};

const hintTargets: Record<HintFor, string> = {
  nginx: 'nginx',
  haproxy: 'HAProxy',
  apache: 'Apache',
  envoy: 'Envoy',
  server: 'Server',
  networkTeam: 'Network team',
};

const day = (iso: string): string => iso.slice(0, 10);

export const evidenceText = {
  chain: {
    title: 'Certificates',
    issuedBy: (issuer: string) => `signed by ${issuer}`,
    validity: (from: string, to: string) => `valid ${day(from)} to ${day(to)}`,
    names: firstOf<string>(6, {
      all: (names) => `for ${names.join(', ')}`,
      some: (names, left) => `for ${names.join(', ')}, and ${left} more`,
    }),
    fingerprint: 'SHA-256',
    copyFingerprint: 'Copy the fingerprint',
    vouchers,
    nobody: 'nobody on this computer vouches for it',
    inspector: ({ name, sign }: Inspector) => `A TLS inspector is on the way: ${name} (${signs[sign]}).`,
    changed: ({ issuer }: NonNullable<Presented['changedFrom']>) =>
      `Not the certificate of the last good connection, which ${issuer} had signed.`,
    environment: environmentWords,
    pinned: (date: string) => `Accepted because you trust exactly this certificate until ${date}.`,
  },
  trust: {
    lead: 'Trust exactly this certificate, for this profile and this host only:',
    until: (date: string) => `Trust until ${date}`,
    warning: 'Do this only if you know why it looks like this: whoever holds its key can read what you send.',
    title: 'Certificates you trust',
    entry: (host: string, date: string) => `${host}, until ${date}`,
    revoke: 'Stop trusting',
    revokeFor: (host: string) => `Stop trusting the certificate of ${host}`,
  },
  bundle: {
    label: 'Client certificate as PKCS #12',
    hint: 'A .p12 or .pfx file with certificate and key, instead of the two fields above. It goes to your keychain.',
    chosen: (name: string) => `${name} is saved with the profile.`,
    saved: 'A client certificate is in the keychain.',
    remove: 'Remove it',
    passphrase: 'Passphrase of the file',
  },
  exchange: {
    sent: 'Sent',
    answered: 'Answered',
    noAnswer: 'No answer.',
    body: 'The answer’s body',
  },
  /** What is another one since a session was last online. */
  changed: {
    since: (at: string) => `Worked until ${at}. Since then:`,
    nothing: (at: string) => `Worked until ${at}. Nothing that shows on the way has changed since then.`,
    likely: 'look here first',
    none: 'none',
    direct: 'directly',
    legs: { auth: 'sign-in', sync: 'sync' } satisfies Record<Leg, string>,
    facts: {
      wayOut: 'Forward proxy',
      rule: 'Rule that chose the way',
      address: 'Address',
      family: 'Kind of address',
      proxyLogin: 'How the proxy was logged in to',
      issuer: 'Issuer of the certificate',
      certificate: 'Certificate',
      inspector: 'Who opens TLS on the way',
      tlsVersion: 'TLS version',
      software: 'Software that answered',
      asked: 'Path that was asked for',
      headers: 'Headers that were sent',
      version: 'Version of the sync protocol',
      clock: 'Clock of this computer, off by',
      answer: 'Answer',
    } satisfies Record<WayFact, string>,
  },

  attempts: {
    label: 'Attempts',
    newest: 'newest',
    online: 'reached the server',
    cancelled: 'cancelled',
  },
  report: {
    open: 'Report…',
    title: 'Report for whoever helps you',
    lead: 'What happened and what is set up, as of now. Nothing but this text is copied or saved. Names in brackets stand for passwords, tokens and other secrets.',
    formatsLabel: 'Form',
    formats: { report: 'Report', har: 'HAR' },
    formatHints: {
      report: 'To read, and to paste into a ticket or a mail (Markdown, in English).',
      har: 'Requests and answers, for the network tab of a browser’s developer tools and the like.',
    },
    hideNames: 'Hide host and user names',
    hideNamesHint:
      'The same name gets the same stand-in. Read it through all the same: answers may say more.',
    copy: { report: 'Copy report', har: 'Copy HAR' },
    save: { report: 'Save report…', har: 'Save HAR…' },
  },
  evidence: 'What was shown and said here',
  waited: (stage: string, time: string) => `stood ready and waited ${time} for: ${stage}`,
  cancel: 'Cancel',
  cancelFor: (path: string) => `Cancel connecting ${path}`,
  fix: {
    show: 'Show the fix',
    hide: 'Hide the fix',
    target: 'Who has to change something',
    targets: hintTargets,
    lead: 'What has to change is marked “<- this”. Made from this profile.',
    letterLead: 'A request to send to your network team. Made from this profile.',
    copy: 'Copy',
  },
};
