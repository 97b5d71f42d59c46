import { performBlockingCall, type BlockingCall } from '../ports/blocking-calls.ts';
import { serveCalls } from '../ports/call-process.ts';

/** Composition root of the process for calls that the system may never answer. */
serveCalls<BlockingCall>(performBlockingCall);
