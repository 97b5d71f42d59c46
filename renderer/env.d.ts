import type { CausewayApi } from '../shared/ipc.ts';

declare global {
  interface Window {
    /** Put there by the preload script, before anything of ours runs. */
    readonly causeway: CausewayApi;
  }
}
