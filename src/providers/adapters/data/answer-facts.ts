import { createHash } from 'node:crypto'
import type { AnswerFacts } from '../../../incident/adapter.ts'
import type { HttpAnswer } from '../../http-client.ts'
import { plainFact, type LeakTest } from './plain-fact.ts'

/** Headers in which vendors number their answers, most specific first. */
const requestIdHeaders = [
  'x-github-request-id',
  'x-slack-req-id',
  'x-amzn-requestid',
  'x-ms-request-id',
  'request-id',
  'x-request-id',
  'cf-ray',
  'x-correlation-id',
]

/** What a receipt keeps of an answer. @param detail in one sentence; already free of secrets */
export function answerFacts(
  http: HttpAnswer | undefined,
  detail: string,
  leaks: LeakTest,
): AnswerFacts {
  const shown =
    plainFact(detail, leaks) ?? 'what it said is not shown: a piece of the value stands in it'
  if (http === undefined) return { detail: shown }
  const header = requestIdHeaders.find((name) => http.headers[name] !== undefined)
  const requestId = header === undefined ? undefined : plainFact(http.headers[header], leaks)
  return {
    status: http.status,
    ...(requestId !== undefined && { requestId }),
    ...(http.egress !== undefined && { egress: http.egress }),
    bodyDigest: createHash('sha256').update(http.body).digest('hex'),
    detail: shown,
  }
}
