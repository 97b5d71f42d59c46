import type { Log } from './log.ts';
import type { NameSecret } from './secrets/secret-names.ts';
import type { NameBug } from './problem-error.ts';
import type { Clock } from './ports/clock.ts';
import type { Dialer } from './ports/dialer.ts';
import type { Files } from './ports/files.ts';
import type { Http } from './ports/http.ts';
import type { Interfaces } from './ports/interfaces.ts';
import type { Power } from './ports/power.ts';
import type { Negotiate } from './ports/negotiate.ts';
import type { Random } from './ports/random.ts';
import type { Sockets } from './ports/sockets.ts';
import type { SystemProxy } from './network/system-proxy.ts';
import type { SystemRoots } from './ports/system-roots.ts';

/** All that is ambient and that connections need; made once in a composition root. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly dialer: Dialer;
  readonly systemProxy: SystemProxy;
  readonly systemRoots: SystemRoots;
  readonly negotiate: Negotiate;
  readonly http: Http;
  readonly sockets: Sockets;
  readonly power: Power;
  readonly interfaces: Interfaces;
  readonly files: Files;
  readonly log: Log;
  readonly nameBug: NameBug;
  readonly nameSecret: NameSecret;
}
