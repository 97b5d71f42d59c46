import { serveCalls } from '../ports/call-process.ts';
import { KeytarKeychain } from '../ports/keychain.ts';
import { performKeychainCall, type KeychainCall } from '../ports/keychain-process.ts';

/** Composition root of the process in which the keychain's library is kept. */
const keychain = new KeytarKeychain();

// If it can't be loaded, each call says so.
serveCalls<KeychainCall>((call) => performKeychainCall(keychain, call), import('keytar'));
