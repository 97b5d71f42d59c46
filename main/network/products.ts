import type { Interception } from '../../shared/problem.ts';
import { fieldOf, type MarkedAnswer } from './answer-marks.ts';
import { textOf } from './quoted-words.ts';

/**
 * The products that answer in the place of a server, by what they write about themselves: one row for each look of
 * one. Sources: the vendors' documents and the pages as they are met. Names are case-sensitive on purpose.
 */

/** What an answer is in truth. A portal is the network's own, and no product need be known for it. */
export type Look = Interception | 'portal';

/** An answer that came from a product on the way. */
export interface Seen {
  readonly what: Look;
  /** Null where the kind shows, but not whose. */
  readonly product: string | null;
}

interface Row extends Seen {
  readonly shows: (answer: MarkedAnswer) => boolean;
}

type Shows = Row['shows'];

const field =
  (name: string, pattern: RegExp = /./): Shows =>
  ({ head }) =>
    pattern.test(fieldOf(head, name) ?? '');
const body =
  (pattern: RegExp): Shows =>
  (answer) =>
    pattern.test(answer.body);
/** What a person would read of it. */
const text =
  (pattern: RegExp): Shows =>
  (answer) =>
    pattern.test(textOf(answer.body));
const any =
  (...each: readonly Shows[]): Shows =>
  (answer) =>
    each.some((shows) => shows(answer));
const both =
  (...each: readonly Shows[]): Shows =>
  (answer) =>
    each.every((shows) => shows(answer));

const row = (what: Look, product: string | null, ...marks: readonly Shows[]): Row => ({
  what,
  product,
  shows: any(...marks),
});

const isHtml = body(/<(!doctype|html|head|body|title|h1|p|div|center)\b/i);

/** Programs that only a browser with scripts, or a person, can get past. */
const challenges: readonly Row[] = [
  row(
    'botChallenge',
    'Cloudflare',
    field('cf-mitigated', /challenge/i),
    body(
      /<title>(Just a moment\.\.\.|Attention Required! \| Cloudflare)<\/title>[^]*(captcha|_cf_chl|challenge)/i,
    ),
    body(/challenges\.cloudflare\.com|cdn-cgi\/challenge-platform|__cf_chl_|cf-browser-verification/),
    both(body(/<title>Just a moment\.\.\.<\/title>/), field('server', /^cloudflare/i)),
  ),
  row(
    'botChallenge',
    'DataDome',
    field('x-datadome'),
    field('x-datadome-cid'),
    field('server', /^DataDome/i),
    body(/captcha-delivery\.com|datadome/i),
  ),
  row(
    'botChallenge',
    'HUMAN (PerimeterX)',
    body(/px-captcha|_pxAppId|_pxUuid|captcha\.px-cloud|perimeterx/i),
  ),
  row(
    'botChallenge',
    'Akamai Bot Manager',
    body(/\/_sec\/cp_challenge|sec-if-cpt-container|sec-cpt-if|bm-verify=|\/akam\/\d+\//),
  ),
  row(
    'botChallenge',
    'AWS WAF',
    field('x-amzn-waf-action', /challenge|captcha/i),
    body(/awsWafCookieDomainList|token\.awswaf\.com|AwsWafIntegration|AwsWafCaptcha/),
  ),
  row('botChallenge', 'Kasada', field('x-kpsdk-ct'), field('x-kpsdk-r'), body(/KPSDK|\/ips\.js\?/)),
  row('botChallenge', 'F5 bot defence', body(/\/TSPD\/|window\["bobcmn"\]|istlWasHere/)),
  row('botChallenge', 'Radware Bot Manager', body(/validate\.perfdrive\.com|Radware Bot Manager|rdwr/)),
  row(
    'botChallenge',
    'Imperva',
    body(/_Incapsula_Resource\?SWJIYLWA|Pardon Our Interruption|distil_r_captcha|x-d-test|reese84/),
  ),
  row('botChallenge', 'Sucuri', body(/sucuri_cloudproxy_js/)),
  row(
    'botChallenge',
    'Vercel',
    field('x-vercel-mitigated', /challenge/i),
    body(/Vercel Security Checkpoint/),
  ),
  row('botChallenge', 'Azure', body(/Azure WAF JS challenge|afd_azwaf_jsclearance|azwaf_jschallenge/i)),
  row('botChallenge', 'Alibaba Cloud', body(/acw_sc__v[23]|aliyun_waf/)),
  row(
    'botChallenge',
    'Anubis',
    body(/Making sure you(&#39;|’|')re not a bot|within\.website\/x\/cmd\/anubis/),
  ),
  row('botChallenge', 'DDoS-Guard', both(field('server', /^ddos-guard/i), body(/<script/i))),
];

/** Those that guard applications, and number what they refuse. */
const firewalls: readonly Row[] = [
  row(
    'firewall',
    'Imperva',
    body(/Incapsula incident ID|_Incapsula_Resource|Powered By Incapsula|Imperva/),
    both(field('x-iinfo'), isHtml),
    both(field('x-cdn', /Incapsula|Imperva/i), isHtml),
  ),
  row(
    'firewall',
    'F5 BIG-IP',
    text(/The requested URL was rejected/i),
    both(field('set-cookie', /^TS[0-9a-f]{6,}=/i), text(/support ID/i)),
  ),
  row(
    'firewall',
    'Akamai',
    both(field('server', /^AkamaiGHost/i), text(/Reference ?#|Access Denied/i)),
    body(/errors\.edgesuite\.net/),
    text(/don['’]t have permission to access .*Reference ?#/i),
  ),
  row(
    'firewall',
    'Cloudflare',
    text(/Sorry, you have been blocked|error code: 10(05|06|07|08|09|10|12|15|20|23)\b/i),
    body(/<title>[^<]*(Attention Required! \| Cloudflare|Access denied \| )/i),
    both(field('server', /^cloudflare/i), text(/\bRay ID\b/), text(/blocked|access denied|banned/i)),
  ),
  row(
    'firewall',
    'ModSecurity',
    field('server', /mod_?security/i),
    body(/mod_?security/i),
    text(/An appropriate representation of the requested resource could not be found/i),
  ),
  row(
    'firewall',
    'Barracuda',
    field('server', /^Barracuda/i),
    field('set-cookie', /^(barra_counter_session|BNI__?BARRACUDA|BNI_persistence)/i),
    body(/Barracuda (Web Application Firewall|Networks)|barracuda\.com/),
  ),
  row(
    'firewall',
    'FortiWeb',
    field('set-cookie', /^(FORTIWAFSID|cookiesession1)=/i),
    body(/FortiWeb|FORTIWAFSID/),
    text(/Attack ID:?\s*\d+[^]*Message ID:?\s*\d+/i),
  ),
  row(
    'firewall',
    'AWS',
    field('x-amzn-waf-action', /block/i),
    both(text(/Generated by cloudfront/i), text(/Request blocked/i)),
  ),
  row(
    'firewall',
    'Azure',
    both(field('x-azure-ref'), text(/The request is blocked|blocked by/i)),
    both(field('server', /^Microsoft-Azure-Application-Gateway/i), ({ status }) => status === 403),
  ),
  row('firewall', 'Google Cloud Armor', both(field('via', /google/i), text(/blocked by .*(policy|rule)/i))),
  row(
    'firewall',
    'NetScaler',
    body(/APPFW_|NSTransaction|Citrix (Application|Web App) Firewall|NetScaler App ?Firewall/i),
    field('set-cookie', /^citrix_ns_id=/i),
  ),
  row(
    'firewall',
    'Radware AppWall',
    text(/Unauthorized (Activity|Request) .{0,20}(Detected|Blocked)|cloudwebsec\.radware/i),
  ),
  row('firewall', 'Sucuri', field('server', /^Sucuri/i), body(/Sucuri (Website|WebSite) Firewall/i)),
  row('firewall', 'Wordfence', body(/Generated by Wordfence|wfwaf/i)),
  row('firewall', 'Fastly', field('x-sigsci-requestid'), field('x-sigsci-agentresponse', /40[36]/)),
  row('firewall', 'Alibaba Cloud', body(/errors\.aliyun\.com|block_traceid/i)),
  row('firewall', 'Tencent Cloud', body(/waf\.tencent-cloud\.com|TencentWAF/i)),
  row('firewall', 'Wallarm', field('server', /wallarm/i), body(/wallarm/i)),
  row('firewall', 'Reblaze', field('server', /^Reblaze/i), body(/Access denied \(\d+\)[^]*rbzns/)),
  row(
    'firewall',
    'SonicWall',
    both(field('server', /^SonicWALL/i), text(/blocked/i), text(/firewall|attack/i)),
  ),
  row('firewall', 'Sophos UTM', text(/blocked by the Web Application Firewall/i)),
  row('firewall', 'NAXSI', field('x-data-origin', /naxsi/i), field('server', /naxsi/i), body(/NAXSI/)),
  row('firewall', 'open-appsec', body(/open-appsec|CloudGuard/i)),
];

/** What companies, schools and countries have in front of the web, for those who go out. */
const filters: readonly Row[] = [
  row('blockPage', 'Zscaler', field('server', /^Zscaler/i), body(/zscaler/i)),
  row(
    'blockPage',
    'Fortinet',
    body(/FortiGuard|FortiGate|Fortinet|fgd_icon|fgtauth_block/i),
    text(/Web Page Blocked!|Web Filter Violation/),
  ),
  row(
    'blockPage',
    'Palo Alto Networks',
    body(/Palo Alto Networks|pan_form|PAN-OS/),
    text(/web page you (were|are) trying to visit has been blocked in accordance with company policy/i),
  ),
  row(
    'blockPage',
    'Cisco Umbrella',
    body(/Cisco Umbrella|block\.opendns\.com|OpenDNS|hit-[a-z]+\.opendns\.com|phish\.opendns/),
  ),
  row(
    'blockPage',
    'Cisco Secure Web Appliance',
    body(/IronPort|Cisco (Web Security|Secure Web)|notification: (policy|wbrs|malware)/i),
    text(/Notification: (Policy|WBRS|Malware|Webcat)|\b(BLOCK|DENY)_(WEBCAT|ADMIN|WBRS|AMW|CUSTOMCAT)\b/i),
  ),
  row('blockPage', 'Skyhigh (McAfee)', body(/McAfee Web Gateway|Skyhigh|mwg-internal|MCAFEE/)),
  row(
    'blockPage',
    'Forcepoint',
    field('server', /Websense/i),
    body(/Websense|Forcepoint|blockpage\.cgi\?ws-session/),
  ),
  row(
    'blockPage',
    'Symantec (Blue Coat)',
    field('server', /Blue ?Coat|ProxySG/i),
    body(/Blue ?Coat|ProxySG|(Symantec|Broadcom) (Web|Secure|Cloud)|cfru=/),
    text(/\bpolicy_denied\b|content_filter_denied/),
  ),
  row('blockPage', 'Sophos', field('server', /Sophos/i), body(/Sophos/)),
  row('blockPage', 'Netskope', field('server', /Netskope/i), body(/Netskope|goskope/i)),
  row(
    'blockPage',
    'Check Point',
    body(/UserCheck|Check Point (Software|Quantum|Harmony|URL Filtering)|CPUSERCHECK/),
  ),
  row('blockPage', 'Trend Micro', body(/Trend ?Micro|IWSVA|InterScan/)),
  row('blockPage', 'WatchGuard', body(/WatchGuard/)),
  row('blockPage', 'SonicWall', body(/SonicWALL/i)),
  row('blockPage', 'Barracuda', body(/Barracuda Web (Filter|Security)|BarracudaNG/i)),
  row('blockPage', 'Cloudflare Gateway', body(/Cloudflare (Gateway|Zero Trust)|cloudflare-gateway\.com/)),
  row('blockPage', 'iboss', body(/\biboss\b/i)),
  row('blockPage', 'Smoothwall', body(/Smoothwall/i)),
  row('blockPage', 'Lightspeed', body(/Lightspeed (Filter|Systems)|lsrelay/i)),
  row('blockPage', 'Securly', body(/securly/i)),
  row('blockPage', 'ContentKeeper', body(/ContentKeeper/i)),
  row('blockPage', 'Untangle', body(/Untangle|Arista Edge Threat/)),
  row('blockPage', 'Juniper', body(/Juniper Web Filtering/i)),
  row('blockPage', 'Kerio', body(/Kerio Control/i)),
  row('blockPage', 'Menlo Security', body(/menlosecurity/i)),
  row('blockPage', 'DansGuardian', body(/DansGuardian|e2guardian|squidGuard|ufdbGuard/i)),
  row('blockPage', 'Pi-hole', field('x-pi-hole'), body(/pihole|Pi-hole/)),
];

/** Networks for guests, which answer every address themselves until a person has signed in. */
const portals: readonly Row[] = [
  row(
    'portal',
    null,
    body(/WISPAccessGatewayParam|captive[-_ ]?portal|fgtauth|arubalp|network-auth\.com|\/guest\/s\/|uamip=/i),
    field(
      'location',
      /fgtauth|captive|arubalp|switch_url=|network-auth\.com|\/guest\/s\/|uamip=|wlanuserip=|portal\/gateway\?sessionId=/i,
    ),
    both(
      body(/<(form|input)\b/i),
      body(/<title>[^<]*\b(guest|hotspot|captive|wi-?fi|wlan|gast|invit[eé])[^<]*<\/title>/i),
    ),
  ),
];

const blocking =
  /\b(block(ed|ing)|denied|forbidden|prohibited|restricted|not (allowed|permitted)|does not (allow|permit)|gesperrt|blockiert|verweigert|untersagt|nicht (erlaubt|gestattet|zugelassen)|bloqu[ée]e?|refus[ée]e?|interdite?|bloquead[oa]|denegad[oa]|prohibid[oa]|bloccat[oa]|negat[oa]|geblokkeerd|geweigerd)(?![a-z])|ブロック|阻止|封鎖|拦截/i;
const policy =
  /\b(polic(y|ies)|categor(y|ies|ised|ized)|web ?filter|content filter|filtering|acceptable use|administrator has|richtlinien?|kategorien?|webfilter|inhaltsfilter|politique|cat[ée]gorie|filtrage|pol[íi]ticas?|categor[íi]as?|filtro|criteri|categoria|beleid|categorie)(?![a-z])|ポリシー|カテゴリ|策略|分类/i;
/** Of the address, which is what a filter judges; a server that refuses speaks of itself. */
const address =
  /\b(web ?(page|site)|site|url|address|page|content|internet|access|category|categor|seite|webseite|adresse|zugriff|inhalt|kategorie|page|acc[èe]s|p[áa]gina|sitio|acceso|sito|pagina|accesso)|ページ|サイト|网站|网页/i;

const numbered =
  /\b(incident|support|event|reference|case|block|attack|request|transaction|violation)[ _-]?(id|number|no\.|#|code)/i;
const guarding =
  /\b(WAF|web application firewall|(was|has been|were|is) (blocked|rejected)|attack|suspicious|malicious|security (rule|policy|solution|reasons))\b/i;

/** By the kind alone, where nothing says whose. */
const nameless: readonly Row[] = [
  row(
    'botChallenge',
    null,
    body(/g-recaptcha|hcaptcha\.com|cf-rateLimiter|recaptcha\/api\.js/),
    both(
      isHtml,
      text(
        /verify (that )?you( a|')re (a )?human|not a robot|are you a (human|robot)|checking (if the site connection is secure|your browser)|enable javascript and cookies|unusual traffic|automated (requests|access)|bot (detected|protection)/i,
      ),
    ),
  ),
  row('blockPage', null, both(isHtml, text(blocking), text(policy), text(address))),
  row('firewall', null, both(text(numbered), text(guarding))),
];

const looks: readonly Row[] = [...challenges, ...firewalls, ...filters, ...portals, ...nameless];

/** The product that answered instead, by its marks; null where it bears none. Most of an answer is at its beginning. */
export function seenIn(answer: MarkedAnswer): Seen | null {
  const beginning = { ...answer, body: answer.body.slice(0, 64 * 1024) };
  const seen = looks.find(({ shows }) => shows(beginning));
  return seen === undefined ? null : { what: seen.what, product: seen.product };
}

/** How the products number what they refuse: the label, then the number. */
const labelled: readonly RegExp[] = [
  /\b(?:incident|support|event|case|block|attack|request|transaction|ray|trace|violation)[ _-]?(?:id|number|no\.?|#|code)["']?\s*(?:is)?\s*[:#=]*\s*["'<(]?\s*([a-z0-9][\w.:-]*)/i,
  /\breference\s*(?:id|number|no\.?|code)?["']?\s*(?:is)?\s*[:#=]+\s*["'<(]?\s*([a-z0-9][\w.:-]*)/i,
  /\b(?:Vorfall|Vorgangs?|Support|Referenz|Ereignis|Fall)s?[- ]?(?:ID|nummer|nr\.?)\s*(?:lautet|ist)?\s*[:#]?\s*([a-z0-9][\w.:-]*)/i,
  /\b(?:r[ée]f[ée]rence|identifiant|num[ée]ro d['’]incident|referencia|riferimento|ID de (?:soporte|suporte))\s*(?:es|est|é)?\s*(?:n°|[:#])?\s*[:#]?\s*([a-z0-9][\w.:-]*)/i,
];

const numberFields = ['cf-ray', 'x-iinfo', 'x-azure-ref', 'x-amz-cf-id', 'x-sucuri-id', 'x-sigsci-requestid'];

/** A number is no sentence: what holds no digit, or goes on for ever, is none. */
const isNumber = (found: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(found) && /\d/.test(found);

/** The number that a firewall gave its refusal, to be looked up in its log; null if it gave none. */
export function incidentIn({ head, body: shown }: Pick<MarkedAnswer, 'head' | 'body'>): string | null {
  const read = textOf(shown);
  const inText = labelled.map((label) => label.exec(read)?.[1]?.replace(/[.:-]+$/, ''));
  const inFields = numberFields.map((name) => fieldOf(head, name)?.split(/[\s,;]/)[0]);
  return [...inText, ...inFields].find((found) => found !== undefined && isNumber(found)) ?? null;
}
