import { ownBlockingCalls } from '../ports/blocking-calls.ts';
import { serveCalls } from '../ports/call-process.ts';
import { systemClock } from '../ports/clock.ts';
import { readOpenedProfiles } from '../profiles/opened-profiles.ts';

/** Composition root of the process in which files are read that the system had the app open. */
serveCalls<readonly string[]>((paths) => readOpenedProfiles(paths, ownBlockingCalls, systemClock));
