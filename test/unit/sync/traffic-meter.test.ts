import { expect, it } from 'vitest';
import type { Traffic } from '../../../shared/traffic.ts';
import { TrafficMeter } from '../../../main/sync/traffic-meter.ts';

it('counts messages and bytes, each way by itself', () => {
  const meter = new TrafficMeter();
  const before = meter.traffic;
  meter.sent(Buffer.alloc(3));
  meter.received(Buffer.alloc(5));
  meter.received(Buffer.alloc(0));
  expect(meter.traffic).toEqual({ received: { messages: 2, bytes: 5 }, sent: { messages: 1, bytes: 3 } });
  expect(before.received.messages, 'what was told stays as it was').toBe(0);
});

it('tells of each message by itself', () => {
  const told: Traffic[] = [];
  const meter = new TrafficMeter((more) => told.push(more));
  meter.sent(Buffer.alloc(3));
  meter.received(Buffer.alloc(5));
  const nothing = { messages: 0, bytes: 0 };
  expect(told).toEqual([
    { received: nothing, sent: { messages: 1, bytes: 3 } },
    { received: { messages: 1, bytes: 5 }, sent: nothing },
  ]);
});
