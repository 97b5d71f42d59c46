import { KeytarKeychain } from './ports/keychain.ts';
import { answerTo, readyId, type KeychainAnswer, type KeychainCall } from './ports/keychain-process.ts';

/** Composition root of the process in which the command line keeps the keychain's library. */
const keychain = new KeytarKeychain();

const send = (answer: KeychainAnswer): void => void process.send?.(answer);

async function answer(call: KeychainCall): Promise<void> {
  send(await answerTo(keychain, call));
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- only the parent can send, which is typed
process.on('message', (call) => void answer(call as KeychainCall));
// An orderly end would wait for a call that hangs.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

// If it can't be loaded, each call says so.
void import('keytar').catch(() => undefined).then(() => send({ id: readyId, value: null }));
