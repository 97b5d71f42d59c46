/** One way. Bytes are those of the messages themselves, without what websocket, TLS and HTTP add. */
export interface TrafficCount {
  readonly messages: number;
  readonly bytes: number;
}

/** The sync protocol's messages since the session was taken up, over all its connections. Heartbeats are none of them. */
export interface Traffic {
  readonly received: TrafficCount;
  readonly sent: TrafficCount;
}
