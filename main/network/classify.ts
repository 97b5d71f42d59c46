/** The one place that knows what a raw failure means, and at which hop. Each file has one part of the way. */
export {
  classifyAuth,
  classifyPage,
  classifyUnansweredAuth,
  closedByAuth,
  type RefusedAuth,
} from './classify/auth.ts';
export { classifyClosing } from './classify/closing.ts';
export { codeOf } from './classify/codes.ts';
export { classifyFarEnd, classifyProxy, dialCauseOf, type FarEnd } from './classify/dialling.ts';
export { retryAfterMs, type RefusedAnswer } from './classify/signs.ts';
export { classifyTls, hopOf } from './classify/tls.ts';
export {
  byAnswerWithoutMarks,
  classifyHangUp,
  classifyUnansweredUpgrade,
  classifyUpgrade,
  type RefusedUpgrade,
} from './classify/upgrade.ts';
