import { utilityProcess } from 'electron';
import { threadsOfChild, type NumberedAnswer, type StartCallChild } from './call-process.ts';

/**
 * The process in the app, where the packaged program can't be run as a plain Node. Electron ends it when the main process
 * ends, however that ends.
 */
export const utilityChild =
  <Call>(module: string, serviceName: string): StartCallChild<Call> =>
  ({ answered, ended }) => {
    const env = { ...process.env, ...threadsOfChild };
    const child = utilityProcess.fork(module, [], { serviceName, stdio: 'ignore', env });
    let isToBeKilled = false;
    const kill = (): void => {
      isToBeKilled = true;
      // SIGTERM, which is all that `kill` sends, may be waiting for the thread that hangs.
      try {
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      } catch {
        // It ended a moment ago.
      }
    };
    child.on('spawn', () => isToBeKilled && kill());
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only our own module can send
    child.on('message', (message) => answered(message as NumberedAnswer));
    child.once('exit', ended);
    return { send: (call) => child.postMessage(call), kill };
  };
