/** What is said of newer versions, and of feeds that are not believed. */

const refusals = {
  unsigned: (host: string) =>
    `What ${host} answered is no manifest of Causeway’s. A sign-in page or another website may stand at that address: check the feed in the settings.`,
  foreignKey: (host: string) =>
    `The manifest at ${host} is signed with a key that is not Causeway’s. Nothing in it was believed. Tell those who run the feed, or clear its address in the settings.`,
  altered: (host: string) =>
    `The manifest at ${host} is not what Causeway signed: it was changed at the feed or on its way. Nothing in it was believed. Tell those who run the feed, or the network team if your network inspects TLS.`,
  unreadable: (host: string) =>
    `The manifest at ${host} is genuine, but this version does not understand it. Install the newest version by hand, once.`,
  otherChannel: (host: string) =>
    `${host} answered with the manifest of another channel than the one in the settings. It was not followed. Tell those who run the feed.`,
  replayed: (host: string, issued: string, seen: string) =>
    `${host} sent a manifest of ${issued}, though one of ${seen} has been seen here. It was not followed: a cache on the way may be stale, or newer versions are being held back. Tell those who run the feed.`,
  expired: (host: string, at: string) =>
    `The manifest at ${host} expired on ${at}. It was not followed: the feed is no longer kept up, newer versions are being held back, or this computer’s clock is ahead. Check the clock, then tell those who run the feed.`,
  fromTheFuture: (host: string, at: string) =>
    `The manifest at ${host} was signed on ${at}, which by this computer’s clock is yet to come. Set the clock, then check again.`,
  olderVersion: (host: string, version: string) =>
    `The newest version at ${host} is ${version}, which is older than this one. Nothing was changed: Causeway never goes back by itself.`,
  feedUnresolved: (host: string) =>
    `The name ${host} was not found from this computer. Check the feed’s address in the settings, or have updates take the way of a profile whose forward proxy knows the name.`,
  feedUnreachable: (host: string) =>
    `${host} could not be reached. If connections have to go through a forward proxy, have updates take the way of a profile that does.`,
  feedUntrusted: (host: string) =>
    `The certificate of ${host} was refused. If your network inspects TLS, have updates take the way of a profile that has your company’s authority.`,
  silent: (host: string, seconds: string) =>
    `${host} sent nothing more for ${seconds} s, and was given up. It is asked again tomorrow.`,
  status: (host: string, status: string) =>
    `${host} answered with status ${status} where the update should be. Check the feed’s address in the settings.`,
  redirected: (host: string) =>
    `${host} sent us to another address. Redirects are not followed: enter the address where the feed really is.`,
  redirectedPlain: (host: string) =>
    `${host} sent us to an address without TLS. It was not followed. Tell those who run the feed.`,
  tooLarge: (host: string, amount: string) =>
    `${host} sent more than the ${amount} that were to come. Nothing of it was kept. Tell those who run the feed.`,
  cutOff: (host: string) => `The answer of ${host} broke off. It is asked again tomorrow.`,
  wayMissing: 'The profile whose way updates take was removed, so nothing was asked. Choose another way.',
  wrongSize: (host: string, bytes: string, expected: string) =>
    `The file that ${host} sent has ${bytes} in place of ${expected}. It was thrown away. Tell those who run the feed.`,
  wrongHash: (host: string) =>
    `The file from ${host} is not the one that Causeway signed. It was thrown away, and nothing was installed. Tell those who run the feed.`,
  notStored: 'The new version could not be written to this computer’s disk. Make room, then check again.',
  notInstalled: 'This computer would not start the installer. Install the new version by hand.',
};

export const updatesText = {
  section: 'Updates',
  mode: 'Newer versions',
  modes: { off: 'Don’t ask', tell: 'Tell me', install: 'Fetch them, and tell me' },
  modeHint:
    'A feed is asked once a day, through the same network as your profiles. It is told nothing of you or this computer.',
  offHint: 'Nothing is asked, and nothing is fetched.',
  channel: 'Channel',
  channels: { stable: 'Releases', beta: 'Betas, too' },
  way: 'Way out',
  ways: { automatic: 'As my profiles, if all go the same way', system: 'As this computer' },
  wayOfProfile: (name: string) => `As “${name}”`,
  wayOfRemoved: 'As a profile that was removed',
  wayHint: 'The forward proxy, its password and the authorities that are trusted.',
  feed: 'Feed',
  feedHint:
    'An address that begins with https://. Whatever stands there, only what Causeway signed is believed.',
  feedBuiltIn: (address: string) => `Left empty: ${address}`,
  feedNone: 'Left empty: none, as this build has no feed of its own.',
  feedWrong: 'An address that begins with https://, without a login, a question mark or a number sign.',
  check: 'Check now',

  noFeed: 'No feed is set, so nothing is asked.',
  checking: 'Asking the feed…',
  never: 'Not asked yet. By itself Causeway asks some minutes after it starts, then once a day.',
  lastAsked: (moment: string) => `Last asked ${moment}.`,
  upToDate: 'This is the newest version.',
  heldBack: (version: string) => `Version ${version} comes to more computers each day, and to this one soon.`,
  isOut: (version: string) => `Version ${version} is out.`,
  refusals,

  notice: (version: string, news: string) => `Causeway ${version} is out: ${news}`,
  brings: {
    apt: 'Your package manager brings it:',
    dnf: 'Your package manager brings it:',
    person: 'Get it where you got this one.',
  },
  fetch: 'Download',
  fetching: (bytes: string, of: string) => `Downloading: ${bytes} of ${of}`,
  install: 'Restart and install',
  replaced: (version: string) =>
    `Causeway ${version} was installed while this one is running. Restart to use it; your sessions come back by themselves.`,
  restart: 'Restart',
} as const;
