/** What became of a file that the person was asked a place for. */
export type SaveOutcome = 'saved' | 'cancelled' | 'notWritten';
