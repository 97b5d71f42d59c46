import { alignedTo, joinBus, marshalString, uint32, type DBusMessage, type DBusPeer } from './dbus.ts';

export interface Prompter {
  /** How often the person was asked. */
  readonly asked: () => number;
  readonly stop: () => void;
}

/** `(sa{sv}s)`: the answer, no properties (an empty array, whose entries would begin at a multiple of 8), no secret. */
function promptReady(reply: string): Buffer {
  const properties = Buffer.concat([alignedTo(4, marshalString(reply)), uint32(0)]);
  return Buffer.concat([alignedTo(8, properties), marshalString('')]);
}

/** How long it takes until a prompt is drawn, read and clicked away, at the very least. */
const readsForMs = 1_200;

/**
 * The dialog in which gnome-keyring asks a person for the keyring's password, and a person who clicks Cancel each time.
 * It speaks the prompter's side of `org.gnome.keyring.internal.Prompter` (gcr, `gcr/gcr-dbus-constants.h`).
 */
export async function startDismissingPrompter(busSocket: string): Promise<Prompter> {
  return startPrompter(busSocket, (answer) => void setTimeout(answer, readsForMs));
}

/** The same dialog, left unanswered. */
export const startUnansweredPrompter = (busSocket: string): Promise<Prompter> =>
  startPrompter(busSocket, () => undefined);

async function startPrompter(busSocket: string, onAsked: (dismiss: () => void) => void): Promise<Prompter> {
  let asked = 0;
  const tell = (peer: DBusPeer, { sender, body }: DBusMessage, member: string, reply?: string): void => {
    // Each call brings the path to answer to first: its length, then the path itself.
    const path = body.toString('utf8', 4, 4 + body.readUInt32LE(0));
    const answer = reply === undefined ? {} : { signature: 'sa{sv}s', body: promptReady(reply) };
    const of = 'org.gnome.keyring.internal.Prompter.Callback';
    peer.call({ destination: sender, path, interface: of, member, ...answer });
  };
  const peer = await joinBus(busSocket, 'org.gnome.keyring.SystemPrompter', (message, own) => {
    own.acknowledge(message);
    switch (message.member) {
      case 'BeginPrompting':
        tell(own, message, 'PromptReady', '');
        break;
      case 'PerformPrompt':
        asked += 1;
        onAsked(() => tell(own, message, 'PromptReady', 'no'));
        break;
      case 'StopPrompting':
        tell(own, message, 'PromptDone');
        break;
      default: // nothing else is asked of a prompter
    }
  });
  return { asked: () => asked, stop: () => peer.close() };
}
