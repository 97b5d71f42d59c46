import { createContext } from 'svelte';
import type { CausewayApi } from '../../shared/ipc.ts';
import { Reporting } from './reporting.svelte.ts';
import { Interchange } from './interchange.svelte.ts';
import { Clock } from './clock.svelte.ts';
import { Intents } from './intents.svelte.ts';
import { ScreenState } from './screen.svelte.ts';
import { ViewState } from './view.svelte.ts';

/** Everything a component may need besides its own properties. */
export interface AppContext {
  readonly view: ViewState;
  readonly clock: Clock;
  readonly screen: ScreenState;
  readonly intents: Intents;
  readonly interchange: Interchange;
  readonly reporting: Reporting;
}

export function createAppContext(api: CausewayApi, readClock: () => number = Date.now): AppContext {
  const view = new ViewState(api);
  const intents = new Intents(api);
  return {
    view,
    clock: new Clock(readClock),
    screen: new ScreenState(view),
    intents,
    interchange: new Interchange(),
    reporting: new Reporting(view, intents, readClock),
  };
}

export const [useAppContext, provideAppContext] = createContext<AppContext>();
