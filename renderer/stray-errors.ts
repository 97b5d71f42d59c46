import type { CausewayApi } from '../shared/ipc.ts';
import { thrownOf } from '../shared/thrown.ts';

/** Tells the main process of uncaught errors of this page, whose console is not visible. */
export function tellStrayErrors(page: Window, api: Pick<CausewayApi, 'pageFailed'>): void {
  // One that fails itself would only come back here.
  const tell = (error: unknown) => void api.pageFailed(thrownOf(error)).catch(() => undefined);
  page.addEventListener('error', ({ error }: { readonly error: unknown }) => {
    // The browser's own complaints come without an error, such as that sizes have changed once more than it watches.
    if (error instanceof Error) tell(error);
  });
  page.addEventListener('unhandledrejection', ({ reason }) => tell(reason));
}
