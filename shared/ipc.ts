import { z } from 'zod';
import type { AboutFacts } from './about.ts';
import type { ActionId } from './actions.ts';
import { profileGroupNames } from './list-position.ts';
import { profileIdSchema, sessionIdSchema, type ProfileId, type SessionId } from './brand.ts';
import { pinSchema } from './certificate.ts';
import { evidenceFormats } from './evidence/formats.ts';
import type { RelayedHistory, SessionHistory } from './history.ts';
import type { OpenedFiles } from './interchange/opened-files.ts';
import type { SaveOutcome } from './interchange/save-outcome.ts';
import { localSettingsSchema } from './local-settings.ts';
import type { Packed } from './packed.ts';
import { demoFaults } from './demo-faults.ts';
import type { Problem } from './problem.ts';
import type { Result } from './result.ts';
import { enteredSecretsSchema } from './secrets.ts';
import { settingsChangeSchema } from './settings.ts';
import { thrownSchema } from './thrown.ts';
import type { HeldTokenInspection, TokenInspection } from './token-inspection.ts';
import type { AppView, ProfileTrial, RouteExplanation, Trace } from './status.ts';
import type { ViewMessage } from './view-change.ts';
import type { SinceGood } from './what-changed.ts';

/**
 * The contract between window and main process, in one object. The binding in the main process, the API that the
 * preload script exposes and the scripted main process of the tests are derived from it; a channel's name is written
 * here and nowhere else.
 */

/** A call from the window: what it brings is unknown until `input` accepts it; what it gets is a result. */
interface Call<Input extends z.ZodType, Answer> {
  readonly direction: 'call';
  readonly input: Input;
  /** Whether the main process must have seen the person press a key or a button for it. */
  readonly needsGesture: boolean;
  /** Exists for the compiler only. */
  readonly answer?: Answer;
}

/** A message to the window. */
interface Push<Message> {
  readonly direction: 'push';
  /** Exists for the compiler only. */
  readonly message?: Message;
}

const call =
  <Answer = null>() =>
  <Input extends z.ZodType>(input: Input): Call<Input, Answer> => ({
    direction: 'call',
    input,
    needsGesture: false,
  });

/**
 * What takes a secret or a file out of the app, opens a dialog of the system's, or gives trust: only by the person's own
 * press, each of which serves for one call.
 */
const callOnGesture =
  <Answer = null>() =>
  <Input extends z.ZodType>(input: Input): Call<Input, Answer> => ({
    ...call<Answer>()(input),
    needsGesture: true,
  });

const push = <Message>(): Push<Message> => ({ direction: 'push' });

const ofProfile = z.strictObject({ id: profileIdSchema });
const ofProfiles = z.strictObject({ ids: z.array(profileIdSchema).max(100_000) });
const ofSession = z.strictObject({ id: sessionIdSchema });

/** One token of a profile: that of a session, or (null) the one that is kept. */
const ofToken = z.strictObject({ id: profileIdSchema, session: sessionIdSchema.nullable() });
export type TokenRef = z.infer<typeof ofToken>;

const ofRelayed = z.strictObject({ id: profileIdSchema, app: z.number().int().min(1) });

export const contract = {
  /** The newest snapshot, for a window that has just opened. */
  getView: call<Packed<AppView>>()(z.undefined()),
  viewChanged: push<Packed<ViewMessage>>(),
  /**
   * The person chose a session outside the window, in a notification or the tray; null: any of the profile's. With
   * `connects` they want the profile connected, with `disconnects` disconnected, which the window has to ask about.
   */
  sessionChosen: push<{
    readonly profile: ProfileId;
    readonly session: SessionId | null;
    readonly connects?: true;
    readonly disconnects?: true;
  }>(),

  /** The person chose an action in the application's menu. */
  actionChosen: push<ActionId>(),

  /** The system had the app open files: what is in them, for the person to look at. */
  filesOpened: push<OpenedFiles>(),

  /** Saves a new profile (`id: null`) or changes one; secrets go to the vault, the credential signs in. */
  saveProfile: call<ProfileId>()(
    z.strictObject({
      id: profileIdSchema.nullable(),
      profile: z.unknown(),
      secrets: enteredSecretsSchema,
      local: localSettingsSchema.optional(),
    }),
  ),
  /** Tries a profile as it stands in the form, saved (`id`) or new, and saves nothing. */
  testProfile: call<ProfileTrial>()(
    z.strictObject({ id: profileIdSchema.nullable(), profile: z.unknown(), secrets: enteredSecretsSchema }),
  ),
  /** Puts profiles out of sight; their secrets are deleted when the time to undo it is over, or at quit. */
  removeProfiles: call()(ofProfiles),
  /** Brings back what was removed last. */
  undoRemoval: call()(z.undefined()),
  /** Saves a second profile of the same settings, secrets included but for its tokens. It is not connected. */
  duplicateProfile: call<ProfileId>()(ofProfile),
  setFavourite: call()(ofProfiles.extend({ isFavourite: z.boolean() })),
  /** Puts the profiles of a group into this order. */
  arrangeProfiles: call()(ofProfiles),
  foldGroup: call()(z.strictObject({ group: z.enum(profileGroupNames), isFolded: z.boolean() })),
  /** Saves profiles that came as files, all of them or none, each anew or in the place of one. No new one is connected. */
  importProfiles: call<readonly ProfileId[]>()(
    z.strictObject({
      entries: z
        .array(z.strictObject({ profile: z.unknown(), replaces: profileIdSchema.nullable() }))
        .max(5000),
    }),
  ),
  /** Saves a profile file with these, where the person says. */
  exportProfiles: callOnGesture<SaveOutcome>()(z.strictObject({ ids: z.array(profileIdSchema).max(5000) })),
  /** Saves one of the texts that tell what happened, as the window showed it, where the person says. */
  saveEvidence: callOnGesture<SaveOutcome>()(
    z.strictObject({
      name: z.string().max(100),
      format: z.enum(evidenceFormats),
      text: z.string().max(32 * 1024 * 1024),
    }),
  ),
  /** Signs in with what the person typed, then connects. */
  signIn: call()(z.strictObject({ id: profileIdSchema, secrets: enteredSecretsSchema })),
  /** Forgets the tokens here and asks the server to forget the refresh token; the outcome shows in the view. */
  signOut: call()(ofProfile),
  /** The same, and then asks for the credential; sessions go on where they were once it is given. */
  signInAgain: call()(ofProfile),
  signInAgainAll: callOnGesture()(z.undefined()),
  /**
   * The path of a file that the person points at in the system's own dialog; null if they would rather not. Only such a
   * path, and only for this profile as it is, is taken by `setLocal`.
   */
  chooseJwtFile: callOnGesture<string | null>()(ofProfile),
  setLocal: call()(z.strictObject({ id: profileIdSchema, local: localSettingsSchema })),

  /** What one of a profile's tokens says; null when there is none. */
  inspectToken: call<HeldTokenInspection | null>()(ofToken),
  /** What any token says, read on this computer. `id`: whose server's public key to verify it with. */
  inspectText: call<TokenInspection>()(
    z.strictObject({ id: profileIdSchema.nullable(), token: z.string().max(64 * 1024) }),
  ),
  /** The token itself, for the window to show for 30 seconds: the one answer that holds a secret, and only on a click. */
  revealToken: callOnGesture<string>()(ofToken),
  /** Copies the token to the clipboard, past the window; the clipboard is cleared after 60 seconds if it still holds it. */
  copyToken: callOnGesture()(ofToken),

  connect: call()(ofProfiles),
  disconnect: call()(ofProfiles),
  /** Ends a wait, or tries again what is blocked. */
  retryNow: call()(ofSession),
  /** Ends what a session is doing to get online, at once and at any stage; it stays off until told otherwise. */
  cancel: call()(ofSession),
  /** The latest attempts of a session, newest first, with all that was kept of them. */
  getTraces: call<readonly Trace[]>()(ofSession),
  /** What is another one on a session's way since it was last online; null where there is nothing to compare. */
  getSinceGood: call<SinceGood | null>()(ofSession),
  /** What became of a session over the last 30 days. Not part of the view: it is long, and seldom looked at. */
  getHistory: call<SessionHistory>()(z.strictObject({ id: profileIdSchema, session: sessionIdSchema })),
  /** The same of what apps had open through the profile's relay, the latest first. */
  getRelayedHistory: call<readonly RelayedHistory[]>()(ofProfile),

  /** Trusts exactly one certificate of one host for this profile until a date, then connects. */
  trustCertificate: callOnGesture()(z.strictObject({ id: profileIdSchema, pin: pinSchema })),
  /** Takes that trust back; connections that rest on it end. */
  distrustCertificate: call()(z.strictObject({ id: profileIdSchema, host: pinSchema.shape.host })),
  /** Removes the client certificate that came as a PKCS #12 file, with its key. */
  removeClientBundle: call()(ofProfile),

  /** How a profile, saved or still being edited, would leave this computer: asked of the system, nothing is dialled. */
  explainRoute: call<readonly RouteExplanation[]>()(z.strictObject({ profile: z.unknown() })),

  /** Changes some of the app's settings, at once; the view has them all. */
  changeSettings: call()(settingsChangeSchema),

  /** Lends a profile to the apps of this computer: every program of this person can use its way then. */
  startRelay: callOnGesture()(ofProfile),
  /**
   * Makes another key for apps that are lent the account, and answers it, for the window to show for 30 seconds: all of them
   * have to sign in anew. Only on a click.
   */
  replaceRelayKey: callOnGesture<string>()(ofProfile),
  /** Cuts its apps, and gives the port back. */
  stopRelay: call()(ofProfile),
  /** Ends what one app has open. */
  cutRelayed: call()(ofRelayed),
  /** What the latest try of an app's websocket did, hop by hop; null where there is none (any more). */
  getRelayTrace: call<Trace | null>()(ofRelayed),

  /** Asks the feed now. The outcome shows in the view. */
  checkForUpdates: callOnGesture()(z.undefined()),
  /** Fetches the version that is offered; once it is here, installs it, which ends the app. */
  installUpdate: callOnGesture()(z.undefined()),
  /** Puts the notice of the version that is offered out of sight; the settings still tell of it. */
  dismissUpdate: call()(z.undefined()),
  /** Ends the app and opens it anew, as another version was installed over it. */
  restart: callOnGesture()(z.undefined()),

  startDemo: call<ProfileId>()(z.undefined()),
  stopDemo: call()(z.undefined()),
  /** Lends the demo's profile, and starts an app that syncs through it. */
  startDemoApp: call()(z.undefined()),
  /** Breaks one of the demo's hops, or mends it. */
  setDemoFault: call()(z.strictObject({ fault: z.enum(demoFaults), isBroken: z.boolean() })),

  /** What the window tells of the app itself beside its versions. */
  getAbout: call<AboutFacts>()(z.undefined()),
  /** Shows the log in the system's file manager; what is in it is not opened. */
  showLog: callOnGesture()(z.undefined()),

  /** An uncaught error of the window's page. */
  pageFailed: call()(thrownSchema),

  dismissNotice: call()(z.strictObject({ index: z.number().int().min(0) })),
} as const;

export type Contract = typeof contract;
export type Channel = keyof Contract;
export type CallName = {
  [Name in Channel]: Contract[Name]['direction'] extends 'call' ? Name : never;
}[Channel];
export type PushName = Exclude<Channel, CallName>;

export type InputOf<Name extends CallName> =
  Contract[Name] extends Call<infer Input, unknown> ? z.input<Input> : never;
export type ParsedOf<Name extends CallName> =
  Contract[Name] extends Call<infer Input, unknown> ? z.output<Input> : never;
export type AnswerOf<Name extends CallName> =
  Contract[Name] extends Call<z.ZodType, infer Answer> ? Answer : never;
export type MessageOf<Name extends PushName> = Contract[Name] extends Push<infer Message> ? Message : never;

/** What the window may do, as the preload script exposes it on `window.causeway`. */
export type CausewayApi = {
  readonly [Name in CallName]: (input: InputOf<Name>) => Promise<Result<AnswerOf<Name>, Problem>>;
} & {
  readonly [Name in PushName]: (listener: (message: MessageOf<Name>) => void) => () => void;
};

/** What the main process answers with; the compiler asks for every call. */
export type Handlers = {
  readonly [Name in CallName]: (
    input: ParsedOf<Name>,
  ) => Result<AnswerOf<Name>, Problem> | Promise<Result<AnswerOf<Name>, Problem>>;
};

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object is closed: these are its keys
export const channels = Object.keys(contract) as Channel[];
