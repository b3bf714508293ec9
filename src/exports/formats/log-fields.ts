import type { Attribution } from '../attribution.ts'
import type { Scope, Sign } from '../layout.ts'
import { timeOfMilliseconds, timeOfSeconds } from '../time.ts'

/** Where logs of requests put an answer or a request, the answer first: it says more. */
const wrappers = [
  'response.', 'response.body.', 'response_body.', '', 'body.', 'message.', 'data.', 'payload.', 'event.', 'request.',
  'request.body.', 'request_body.', 'params.', 'kwargs.',
] // prettier-ignore

/** @returns the places, one after the other, in all wrappers */
export function inWrappers(...places: readonly string[]): string {
  return places.flatMap((place) => wrappers.map((wrapper) => wrapper + place)).join('|')
}

/** Where a request, an answer or an event stands by itself, or in a log; `message.` not: so transcripts have them. */
const records = [
  '', '[].', 'data[].', ...['request', 'response', 'request_body', 'response_body', 'body', 'event', 'data'].map((key) => `${key}.`),
  'request.body.', 'response.body.', 'kwargs.',
] // prettier-ignore

/** @returns the signs, in each of the places where logs may have them */
export function inLogs(groups: readonly (readonly Sign[])[]): readonly (readonly Sign[])[] {
  const at = (record: string, sign: Sign): Sign =>
    typeof sign === 'string' ? record + sign : [record + sign[0], sign[1]]
  return records.flatMap((record) => groups.map((signs) => signs.map((sign) => at(record, sign))))
}

/** Of a record of a log. */
export const logFields: Scope['fields'] = {
  trace: 'trace_id|traceId|litellm_trace_id',
  span: 'span_id|spanId',
  time: 'timestamp|time|ts|startTime|start_time|created_at|@timestamp',
}

/** A time as any of these logs writes it: in seconds or milliseconds since 1970, or written out. */
export function timeOfLog(time: string | undefined): Attribution {
  if (time === undefined) return {}
  if (/^\d{9,10}(?:\.\d+)?$/.test(time)) return timeOfSeconds(time)
  if (/^\d{12,13}(?:\.\d+)?$/.test(time)) return timeOfMilliseconds(time)
  // Of spans, in nanoseconds.
  if (/^\d{18,19}$/.test(time)) return timeOfMilliseconds(time.slice(0, -6))
  return { time }
}
