const secretName = /auth|token|secret|key|pass|pwd|cookie|credential|session|signature|jwt|bearer|csrf|xsrf/i;
const secretValue =
  /^(?:bearer|basic|token|digest|negotiate|apikey|realm-access-token)\s|^eyJ[\w-]+\.|[\w+/=-]{24,}/i;

/** Whether a header's value has to be handled as a secret. In doubt it has: a person can say otherwise. */
export const looksSecret = (name: string, value: string): boolean =>
  secretName.test(name) || secretValue.test(value);
