import { syncUrlOf, type Profile } from '../profile.ts';
import type { Exchange, Leg, Stage, Trace } from '../status.ts';
import { reportText } from '../text/en/report.ts';
import type { Case } from './case.ts';

/**
 * What was asked and answered, for a browser's developer tools and others that read it.
 * Source: HTTP Archive 1.2, http://www.softwareishard.com/blog/har-12-spec/.
 */
export interface Har {
  readonly log: {
    readonly version: '1.2';
    readonly creator: { readonly name: string; readonly version: string };
    readonly pages: readonly HarPage[];
    readonly entries: readonly HarEntry[];
    readonly comment: string;
  };
}

/** One attempt. */
export interface HarPage {
  readonly startedDateTime: string;
  readonly id: string;
  readonly title: string;
  readonly pageTimings: Readonly<Record<string, never>>;
}

/** One exchange. Milliseconds; -1 where there is none, or it isn't known. */
export interface HarEntry {
  readonly pageref: string;
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: HarMessage & {
    readonly method: string;
    readonly url: string;
    readonly queryString: readonly HarPair[];
  };
  readonly response: HarMessage & {
    readonly status: number;
    readonly statusText: string;
    readonly content: {
      readonly size: number;
      readonly mimeType: string;
      readonly text?: string;
      readonly comment?: string;
    };
    readonly redirectURL: string;
  };
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: HarTimings;
  readonly comment: string;
  /** Developer tools list these among the websockets. */
  readonly _resourceType?: 'websocket';
}

interface HarMessage {
  readonly httpVersion: string;
  /** Their values are secrets: as headers they have a name each. */
  readonly cookies: readonly never[];
  readonly headers: readonly HarPair[];
  readonly headersSize: number;
  readonly bodySize: number;
}

interface HarPair {
  readonly name: string;
  readonly value: string;
}

interface HarTimings {
  readonly dns: number;
  /** With the time for TLS, which `ssl` says again. */
  readonly connect: number;
  readonly ssl: number;
  readonly send: number;
  readonly wait: number;
  readonly receive: number;
}

/** What was kept of the latest attempts' exchanges, the earliest first. */
export function harOf({ about, profile, traces }: Case): Har {
  const inOrder = [...traces].reverse();
  return {
    log: {
      version: '1.2',
      creator: { name: 'Causeway', version: about.version },
      pages: inOrder.map(pageOf),
      entries: inOrder.flatMap((trace) => entriesOf(trace, profile.profile)),
      comment: reportText.har.comment,
    },
  };
}

const pageIdOf = (trace: Trace): string => `${trace.startedAt}-${trace.attempt}`;

const pageOf = (trace: Trace): HarPage => ({
  startedDateTime: isoOf(trace.startedAt),
  id: pageIdOf(trace),
  title: reportText.attempt(trace.attempt),
  pageTimings: {},
});

/** A stage whose exchanges are told, and the stages that opened the stream for it. */
interface Talk {
  readonly stage: Stage;
  readonly opening: readonly Stage[];
}

const entriesOf = (trace: Trace, profile: Profile): readonly HarEntry[] =>
  (['auth', 'sync'] as const)
    .flatMap((leg) => talksOf(trace.stages.filter((stage) => stage.leg === leg)))
    .sort((one, other) => startOf(one) - startOf(other))
    .flatMap((talk) => entriesOfTalk(trace, talk, profile));

const startOf = ({ stage, opening }: Talk): number => (opening[0] ?? stage).startedMs;

function talksOf(stages: readonly Stage[]): readonly Talk[] {
  const talks: Talk[] = [];
  let opening: Stage[] = [];
  for (const stage of stages) {
    const isTold = (stage.evidence?.exchanges ?? []).some(({ request }) => request.length > 0);
    if (isTold) {
      talks.push({ stage, opening });
      opening = [];
    } else if (['resolve', 'connect', 'tls'].includes(stage.name)) opening.push(stage);
  }
  return talks;
}

/** Of several questions in one stage only the time of all is known: the last one has it. */
function entriesOfTalk(trace: Trace, talk: Talk, profile: Profile): readonly HarEntry[] {
  const exchanges = (talk.stage.evidence?.exchanges ?? []).filter(({ request }) => request.length > 0);
  const begin = trace.startedAt + startOf(talk);
  const comment = reportText.har.entry(talk.stage.name, trace.route);
  return exchanges.map((exchange, index) => {
    const timings = timingsOf(talk, index === 0, index === exchanges.length - 1);
    return {
      pageref: pageIdOf(trace),
      startedDateTime: isoOf(begin),
      time: totalOf(timings),
      request: requestOf(exchange, talk.stage.leg, profile),
      response: responseOf(exchange),
      cache: {},
      timings,
      comment,
      ...(talk.stage.name === 'upgrade' ? { _resourceType: 'websocket' as const } : {}),
    };
  });
}

function timingsOf({ stage, opening }: Talk, isFirst: boolean, isLast: boolean): HarTimings {
  const spent = (...names: readonly string[]): number => {
    const some = isFirst ? opening.filter(({ name }) => names.includes(name)) : [];
    return some.length === 0 ? -1 : rounded(some.reduce((sum, { ms }) => sum + ms, 0));
  };
  const timings = { dns: spent('resolve'), connect: spent('connect', 'tls'), ssl: spent('tls') };
  return { ...timings, send: 0, wait: isLast ? rounded(stage.ms) : 0, receive: 0 };
}

/** `ssl` is a part of `connect`. */
const totalOf = ({ dns, connect, send, wait, receive }: HarTimings): number =>
  rounded([dns, connect, send, wait, receive].reduce((sum, ms) => sum + Math.max(0, ms), 0));

function requestOf({ request: [line = '', ...lines] }: Exchange, leg: Leg, profile: Profile) {
  const [method = '', target = '', httpVersion = 'HTTP/1.1'] = line.split(' ');
  const url = method === 'CONNECT' ? `http://${target}/` : `${originOf(leg, profile)}${target}`;
  return { method, url, queryString: queryOf(url), ...messageOf(httpVersion, lines) };
}

function originOf(leg: Leg, profile: Profile): string {
  const [origin = ''] = /^[a-z]+:\/\/[^/]+/i.exec(leg === 'auth' ? profile.server : syncUrlOf(profile)) ?? [];
  return origin;
}

function queryOf(url: string): readonly HarPair[] {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return { name, value: value.join('=') };
    });
}

function responseOf({ answer: [line = '', ...lines], body }: Exchange) {
  const [, httpVersion = 'HTTP/1.1', status = '0', statusText = ''] =
    /^(HTTP\/[\d.]+) (\d{3}) ?(.*)$/.exec(line) ?? [];
  const message = messageOf(httpVersion, lines);
  const field = (name: string): string | null =>
    message.headers.find((header) => header.name.toLowerCase() === name)?.value ?? null;
  const text = body === null ? { comment: reportText.har.noBody } : { text: body };
  const size = body === null ? 0 : new TextEncoder().encode(body).length;
  return {
    ...message,
    status: Number(status),
    statusText,
    content: { size, mimeType: field('content-type') ?? 'x-unknown', ...text },
    redirectURL: field('location') ?? '',
  };
}

/** Sizes on the wire are not known: secrets have been replaced, and bodies are kept of refusals only. */
const messageOf = (httpVersion: string, lines: readonly string[]): HarMessage => ({
  httpVersion,
  cookies: [],
  headers: lines.map(pairOf),
  headersSize: -1,
  bodySize: -1,
});

function pairOf(line: string): HarPair {
  const colon = line.indexOf(':');
  return colon < 0
    ? { name: line, value: '' }
    : { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
