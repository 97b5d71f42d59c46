import type { Notice } from '../shared/status.ts';
import type { NameBug } from './problem-error.ts';

/**
 * Keeps the app going when something throws where nobody is there to catch it: it is logged as a bug, and told once.
 * Electron would open a dialog with the error's message, which may quote anything, and stand still until somebody closes
 * it, every session with it.
 */
export function outliveStrayErrors(
  from: Pick<NodeJS.Process, 'on'>,
  nameBug: NameBug,
  tell: (notice: Notice) => void,
): void {
  let isTold = false;
  const outlive = (error: unknown): void => {
    const bug = nameBug(error);
    if (!isTold) tell(bug);
    isTold = true;
  };
  from.on('uncaughtException', outlive);
  from.on('unhandledRejection', outlive);
}
