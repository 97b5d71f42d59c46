import { z } from 'zod';

/**
 * HTTP Archive 1.2, strictly: what the specification doesn't name is refused, but for names that begin with `_`.
 * Source: http://www.softwareishard.com/blog/har-12-spec/.
 */

/** An object of exactly these fields, custom ones aside. */
const of = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.looseObject(shape).superRefine((value, context) => {
    for (const key of Object.keys(value)) {
      if (!(key in shape) && !key.startsWith('_')) context.addIssue({ code: 'custom', message: `${key}?` });
    }
  });

const comment = z.string().optional();
const moment = z.iso.datetime({ offset: true });
const size = z.number().int().min(-1);
/** -1: does not apply. */
const optionalTime = z.union([z.literal(-1), z.number().min(0)]).optional();

const pair = of({ name: z.string(), value: z.string(), comment });
const cookie = of({
  name: z.string(),
  value: z.string(),
  path: z.string().optional(),
  domain: z.string().optional(),
  expires: moment.optional(),
  httpOnly: z.boolean().optional(),
  secure: z.boolean().optional(),
  comment,
});
const message = {
  httpVersion: z.string().min(1),
  cookies: z.array(cookie),
  headers: z.array(pair),
  headersSize: size,
  bodySize: size,
  comment,
};
const postData = of({
  mimeType: z.string(),
  params: z
    .array(of({ name: z.string(), value: z.string().optional(), fileName: z.string().optional(), comment }))
    .optional(),
  text: z.string().optional(),
  comment,
});

const entry = of({
  pageref: z.string().optional(),
  startedDateTime: moment,
  time: z.number().min(0),
  request: of({
    ...message,
    method: z.string().min(1),
    url: z.url(),
    queryString: z.array(pair),
    postData: postData.optional(),
  }),
  response: of({
    ...message,
    status: z.number().int().min(0),
    statusText: z.string(),
    content: of({
      size: z.number().int().min(0),
      compression: z.number().int().optional(),
      mimeType: z.string().min(1),
      text: z.string().optional(),
      encoding: z.string().optional(),
      comment,
    }),
    redirectURL: z.string(),
  }),
  cache: of({ beforeRequest: z.unknown().optional(), afterRequest: z.unknown().optional(), comment }),
  timings: of({
    blocked: optionalTime,
    dns: optionalTime,
    connect: optionalTime,
    ssl: optionalTime,
    send: z.number().min(0),
    wait: z.number().min(0),
    receive: z.number().min(0),
    comment,
  }),
  serverIPAddress: z.string().optional(),
  connection: z.string().optional(),
  comment,
}).refine(
  ({ time, timings: { blocked = -1, dns = -1, connect = -1, send, wait, receive } }) =>
    // "The time value for the request must be equal to the sum of the timings supplied", ssl being a part of connect.
    Math.abs(
      time - [blocked, dns, connect, send, wait, receive].reduce((sum, ms) => sum + Math.max(0, ms), 0),
    ) < 0.01,
  { error: 'time is not the sum of the timings' },
);

const page = of({
  startedDateTime: moment,
  id: z.string().min(1),
  title: z.string(),
  pageTimings: of({ onContentLoad: optionalTime, onLoad: optionalTime, comment }),
  comment,
});

const creator = of({ name: z.string().min(1), version: z.string().min(1), comment });

export const harSchema = of({
  log: of({
    version: z.literal('1.2'),
    creator,
    browser: creator.optional(),
    pages: z.array(page).optional(),
    entries: z.array(entry),
    comment,
  }).refine(
    ({ pages = [], entries }) =>
      entries.every(({ pageref }) => pageref === undefined || pages.some(({ id }) => id === pageref)),
    { error: 'an entry of no page' },
  ),
});
