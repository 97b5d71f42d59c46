import { createContext } from 'svelte';
import type { CausewayApi } from '../../shared/ipc.ts';
import { Interchange } from '../interchange/interchange.svelte.ts';
import { Clock } from './clock.svelte.ts';
import { Intents } from './intents.svelte.ts';
import { ScreenState } from './screen.svelte.ts';
import { ViewState } from './view.svelte.ts';

/** Everything a component may need besides its own properties. */
export interface Desk {
  readonly view: ViewState;
  readonly clock: Clock;
  readonly screen: ScreenState;
  readonly intents: Intents;
  readonly interchange: Interchange;
}

export function createDesk(api: CausewayApi, readClock: () => number = Date.now): Desk {
  const view = new ViewState(api);
  return {
    ...{ view, clock: new Clock(readClock), screen: new ScreenState(view) },
    ...{ intents: new Intents(api), interchange: new Interchange() },
  };
}

export const [useDesk, provideDesk] = createContext<Desk>();
