import type { Log } from '../log.ts';
import type { NameSecret } from '../network/secret-names.ts';
import type { NameBug } from '../problem-error.ts';
import type { Clock } from './clock.ts';
import type { Dialer } from './dialer.ts';
import type { Files } from './files.ts';
import type { Http } from './http.ts';
import type { Interfaces } from './interfaces.ts';
import type { Power } from './power.ts';
import type { Negotiate } from './negotiate.ts';
import type { Random } from './random.ts';
import type { Sockets } from './sockets.ts';
import type { SystemProxy } from './system-proxy.ts';
import type { SystemRoots } from './system-roots.ts';

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
