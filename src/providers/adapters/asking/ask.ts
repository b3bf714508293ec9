import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { AnswerFacts } from '../../../incident/adapter.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { jsonOf, type HttpAnswer, type HttpClient, type HttpRequest } from '../../http-client.ts'

/** What came of one call. */
export type Asked =
  | { readonly answer: HttpAnswer; readonly json: unknown }
  | {
      readonly problem: string
      /** False: it surely never left this machine. */
      readonly mayHaveArrived: boolean
    }

/**
 * Sends one request and turns whatever comes of it into a value.
 *
 * @throws the signal's reason once that is aborted, and what is no `StanchError`
 */
export async function ask(
  http: HttpClient,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Asked> {
  try {
    const answer = await http.send(request, signal)
    return { answer, json: jsonOf(answer) }
  } catch (error) {
    if (signal.aborted || !(error instanceof StanchError)) throw error
    return { problem: reasonOf(error), mayHaveArrived: !neverSent.has(error.code) }
  }
}

/** The request was stopped here. */
const neverSent: ReadonlySet<string> = new Set(['HTTP_HOST_REFUSED', 'HTTP_PLAIN_REFUSED'])

/** Where vendors put the id under which they find a call again. */
const requestIdHeaders = [
  'x-request-id',
  'request-id',
  'x-ms-request-id',
  'cf-ray',
  'client-request-id',
]

/** An answer's facts, for a receipt. @param detail a sentence, of our own words */
export function factsOf(asked: Asked, detail: string): AnswerFacts {
  if ('problem' in asked) return { detail }
  const { status, headers, body, egress } = asked.answer
  const requestId = requestIdHeaders.map((name) => headers[name]).find(isPlain)
  return {
    status,
    ...(requestId !== undefined && { requestId }),
    ...(egress !== undefined && { egress }),
    bodyDigest: bytesToHex(sha256(body)),
    detail,
  }
}

function isPlain(text: string | undefined): text is string {
  return text !== undefined && /^[\w.:-]{1,128}$/.test(text)
}

/** @returns `undefined` when no answer came */
export function statusOf(asked: Asked): number | undefined {
  return 'problem' in asked ? undefined : asked.answer.status
}

/** The answer's JSON; `undefined` when there is none. */
export function bodyOf(asked: Asked): unknown {
  return 'problem' in asked ? undefined : asked.json
}
