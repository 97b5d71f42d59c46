/**
 * The schemes by which Causeway proves to a forward proxy who asks (RFC 9110 §11.7), from the strongest to the weakest: a
 * login that one refused is sent in no weaker one. Names as `Proxy-Authenticate` has them.
 */
interface AuthSchemeRow {
  readonly name: string;
  /** Whether it is proved by the profile's user name and password; if not, by the user who is signed in to the computer. */
  readonly usesLogin: boolean;
  /** Whether what is said is the login itself, instead of something made of it for this one time. */
  readonly saysLogin: boolean;
  /** Whether a user name may hold a colon (RFC 7617 §2: Basic's may not). */
  readonly takesColon: boolean;
}

const made = { usesLogin: true, saysLogin: false, takesColon: true } as const;

export const authSchemes = {
  negotiate: { ...made, name: 'Negotiate', usesLogin: false },
  ntlm: { ...made, name: 'NTLM' },
  digest: { ...made, name: 'Digest' },
  basic: { ...made, name: 'Basic', saysLogin: true, takesColon: false },
} as const satisfies Readonly<Record<string, AuthSchemeRow>>;

export type AuthSchemeName = keyof typeof authSchemes;

/** From the strongest to the weakest. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object is closed: these are its keys
export const schemesByStrength = Object.keys(authSchemes) as readonly AuthSchemeName[];

/** What a SOCKS proxy asks for (RFC 1929). */
const socksLogin = 'username/password';

/** Whether a password helps: where a proxy takes one. `schemes`: as it names them. */
export const takesPassword = (schemes: readonly string[]): boolean => {
  const ours = schemesByStrength.filter((scheme) => authSchemes[scheme].usesLogin);
  return schemes.some((scheme) => [...ours, socksLogin].some((own) => own === scheme.toLowerCase()));
};
