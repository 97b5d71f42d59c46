import type { SystemProxy } from '../../main/network/system-proxy.ts';
import type { Target, Way } from '../../main/network/route.ts';

/** Answers with the same ways for every target, or fails as a broken PAC script does. */
export class FakeSystemProxy implements SystemProxy {
  readonly asked: Target[] = [];
  answer: readonly Way[] | Error;

  constructor(answer: readonly Way[] | Error = [{ kind: 'direct', reason: 'system' }]) {
    this.answer = answer;
  }

  ways(target: Target): Promise<readonly Way[]> {
    this.asked.push(target);
    return this.answer instanceof Error ? Promise.reject(this.answer) : Promise.resolve(this.answer);
  }
}
