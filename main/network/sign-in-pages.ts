import { textOf } from './quoted-words.ts';

/** Words for signing in, whole words only: nothing is signed on by a design on the house. */
const words =
  /(?<![\p{L}\d])(sign(ing)?[ _-]?(in|on)|log(ging)?[ _-]?(in|on)|log ?on|single[ -]sign[ -]?on|passwords?|passcode|saml(request|response)?|sso|oauth2?|openid|anmeld(en|ung)|einloggen|passwort|kennwort|se connecter|mot de passe|iniciar sesi[oó]n|contrase[ñn]a|accedi|inloggen|wachtwoord|logga in|zaloguj|войти|пароль)(?![\p{L}\d])|ログイン|サインイン|パスワード|登录|登入|密码/iu;

const asksForPassword = /<input\b[^>]{0,400}\btype\s*=\s*["']?password\b/i;
/** Single sign-on leads to its page by a form that sends itself, or by script. */
const passesOn = /\bname\s*=\s*["']?(SAMLRequest|SAMLResponse|RelayState)\b/i;
const formOrScript = /<(form|input|script)\b/i;
const title = /<title[^>]{0,200}>([^<]{0,400})<\/title>/i;

/** A page for a person to sign in on: a form, or one that a single sign-on leads to by script. */
export function looksLikeSignIn(body: string): boolean {
  const beginning = body.slice(0, 64 * 1024);
  if (asksForPassword.test(beginning) || passesOn.test(beginning)) return true;
  if (words.test(title.exec(beginning)?.[1] ?? '')) return true;
  if (!formOrScript.test(beginning)) return false;
  return words.test(textOf(beginning)) || placesIn(beginning).some((place) => leadsToSignIn(place));
}

/** Where forms and scripts lead to. */
const placesIn = (body: string): string[] =>
  [...body.matchAll(/(?:action|href|location(?:\.href)?|url)\s*[=(]\s*["']?([^"'\s>)]{1,500})/gi)]
    .slice(0, 20)
    .map(([, place = '']) => place);

/** Whole parts of hosts and paths: `author` is no sign-in. */
const signInPart =
  /^(log[_-]?in|log[_-]?on|sign[_-]?in|sign[_-]?on|sso|saml2?|samlsso|auth|authn|authenticate|authentication|authorize|oauth2?|oidc|openid|openid-connect|idp|adfs|cas|okta|auth0|onelogin|pingone|shibboleth|keycloak|dex|accounts?|login\d*|anmeldung|anmelden|connexion|logowanie|inloggen)$/i;
const signInHosts =
  /(^|\.)(okta|oktapreview|auth0|onelogin|pingidentity|pingone|microsoftonline|duosecurity|jumpcloud|cloudflareaccess)\.(com|eu|us|net)$/i;

/** A redirect to where companies keep their sign-in; our own `/auth` that moved elsewhere is none. */
export function leadsToSignIn(location: string | null): boolean {
  if (location === null) return false;
  const [place = ''] = location.split(/[?#]/);
  const [, host = ''] = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/]*)/i.exec(place) ?? [];
  const path = place.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, '').replace(/\/auth$/, '');
  const name = host.replace(/:\d+$/, '');
  if (signInHosts.test(name)) return true;
  // The last two labels name the owner, except that some own nothing but a sign-in.
  const parts = [
    ...name.split('.'),
    ...path.split(/[/;]/).flatMap((part) => [part, part.replace(/\.[a-z]{2,5}$/i, '')]),
  ];
  return parts.some(
    (part) => signInPart.test(part) || part.split(/[-_.]/).some((word) => isSignInWord(word)),
  );
}

const isSignInWord = (word: string): boolean =>
  /^(login|logon|signin|signon|sso|saml2?|oauth2?|oidc|idp|adfs)$/i.test(word);
