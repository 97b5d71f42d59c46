/** What is told of the app beside its versions, which every view has. */
export interface AboutFacts {
  /** What it was built from; null where packaging didn't say. */
  readonly commit: string | null;
  /** The licences of all that is bundled, as packaging wrote them together; null in a checkout. */
  readonly licences: string | null;
  readonly logFile: string;
}
