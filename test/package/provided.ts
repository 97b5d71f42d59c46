import 'vitest';

/** What was packaged once, for all of these tests (`make-packages.ts`). */
export interface Packages {
  /** The app, unpacked. */
  readonly tree: string;
  /** Of the version that is built. */
  readonly deb: string;
  /** The same app as a later version. */
  readonly laterDeb: string;
  readonly version: string;
  readonly epochSeconds: number;
}

declare module 'vitest' {
  export interface ProvidedContext {
    packages: Packages;
  }
}
