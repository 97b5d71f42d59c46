import type { Leg } from '../../shared/status.ts';
import type { Target } from '../network/route.ts';
import type { Ask } from './relayed-stream.ts';
import type { WayOut } from './way-out.ts';

/** What is said to a client before its tunnel is its own (RFC 9110 §9.3.6). */
const established = ['HTTP/1.1 200 Connection established'];

/** Opens a stream to where an app's CONNECT says, in the profile's way. What goes through it is the app's own. */
export const askTunnel =
  (wayOut: WayOut, leg: Leg, target: Target): Ask =>
  async (recorder, signal) => {
    const stream = await wayOut.streamTo(leg, target, recorder, signal);
    return { kind: 'opened', lines: established, stream };
  };
