import type { Readable } from 'node:stream';
import type { Profile } from '../../shared/profile.ts';
import { classifyUnansweredUpgrade } from '../network/classify.ts';
import { farEndOf } from '../network/deadline.ts';
import type { RawFailure, RunningStage, TraceRecorder } from '../network/trace.ts';
import type { Clock } from '../ports/clock.ts';
import type { PassedHead, PassingLink } from '../ports/http.ts';
import { ProblemError } from '../problem-error.ts';
import { readPart } from './bodies.ts';
import type { Ask, Asked } from './relayed-stream.ts';
import { onwardRequest, type Additions, type AppRequest, type OnwardRequest } from './requests.ts';
import { faultOfUpgradeAnswer } from './verdicts.ts';
import type { WayOut } from './way-out.ts';

export interface UpgradeDeps {
  readonly profile: Profile;
  readonly wayOut: WayOut;
  readonly additions: Omit<Additions, 'headers'>;
  readonly clock: Clock;
}

/** A refusal's body: what comes later, or is longer, is not waited for. */
const bodyLimit = 64 * 1024;
const bodyPatienceMs = 2_000;

/** Asks the server for what an app's upgrade request asks for, in the profile's way. */
export const askUpgrade =
  (deps: UpgradeDeps, request: AppRequest): Ask =>
  async (recorder, signal) => {
    const { profile, wayOut, additions } = deps;
    const headers = await wayOut.headers();
    const onward = onwardRequest(request, profile, { ...additions, headers });
    const link = await wayOut.open(onward.leg, recorder, signal);
    try {
      return await exchanged(deps, link, onward, recorder, signal);
    } catch (error) {
      link.close();
      throw error;
    }
  };

/** What the stage would drop, because it was told to stop as the answer came, is closed. */
async function exchanged(
  deps: UpgradeDeps,
  link: PassingLink,
  onward: OnwardRequest,
  recorder: TraceRecorder,
  signal: AbortSignal,
): Promise<Asked> {
  const { leg, method, target, headers } = onward;
  const classify = (failure: RawFailure) =>
    classifyUnansweredUpgrade(farEndOf(deps.profile, leg), failure, headers);
  return recorder.stage({ leg, name: 'upgrade', classify }, signal, async (stage: RunningStage) => {
    const answer = await link.pass({ method, target, headers, body: null }, stage.signal);
    stage.note(String(answer.status));
    if (answer.kind === 'answered') {
      const refusal = await judged(deps, answer, onward);
      link.close();
      return refusal;
    }
    const { lines, stream } = answer;
    stage.signal.addEventListener('abort', () => stream.destroy(), { once: true });
    return { kind: 'opened', lines, stream };
  });
}

async function judged(
  { profile, wayOut, clock }: UpgradeDeps,
  answer: PassedHead & { readonly body: Readable },
  { leg }: OnwardRequest,
): Promise<Asked> {
  const body = await readPart(answer.body, { limit: bodyLimit, patienceMs: bodyPatienceMs, clock });
  answer.body.destroy();
  const { masking } = (await wayOut.connections()).network;
  const judgement = { profile, masking, now: clock.now() };
  // Beside the sync service, what answers is taken at its word: it has no marks that we know.
  const fault = leg === 'sync' ? faultOfUpgradeAnswer(answer, body.toString('utf8'), judgement) : null;
  if (fault !== null) throw new ProblemError(fault);
  return { kind: 'answered', head: answer, body };
}
