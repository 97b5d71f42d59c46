import { looksSecret } from './secrecy.ts';
import { syncUrlOf, type Profile } from './profile.ts';

/** What is allowed, and yet hardly ever meant: told in the form, and by the command line beside its result. */
export const adviceKinds = ['tokenInTheClear', 'serverEndsInAuth', 'headerNotSecret'] as const;
export type AdviceKind = (typeof adviceKinds)[number];

/** `field` as the parser names it: `gateway.customRequestHeaders[0].value`. */
export interface Advice {
  readonly field: string;
  readonly kind: AdviceKind;
}

/** Everything there is to say about a profile that breaks no rule. */
export function adviceOn(profile: Profile): readonly Advice[] {
  const { server, gateway } = profile;
  const isMixed = /^https:/i.test(server) && /^ws:/i.test(syncUrlOf(profile));
  return [
    ...(isMixed ? [{ field: 'gateway.syncUrl', kind: 'tokenInTheClear' } as const] : []),
    // `/auth` is added to the server's URL for sign-in (Realm Object Server, `POST <base>/auth`).
    ...(/[^/]\/auth$/i.test(server) ? [{ field: 'server', kind: 'serverEndsInAuth' } as const] : []),
    ...gateway.customRequestHeaders.flatMap((header, index): Advice[] =>
      !header.secret && header.value !== '' && looksSecret(header.name, header.value)
        ? [{ field: `gateway.customRequestHeaders[${index}].value`, kind: 'headerNotSecret' }]
        : [],
    ),
  ];
}
