import { reasonOf, StanchError } from '../../../text/error.ts'
import { fieldOf, isObject, type JsonObject } from '../../../text/field-of.ts'
import { jsonOf, type HttpRequest } from '../../http-client.ts'
import { refusal, statusText } from './refusal.ts'
import { askPatiently, type Asking } from './ask-patiently.ts'

/** What a store said, or why nothing of it is known: `status` is 0 when no answer came. */
export type JsonAnswer = { readonly value: unknown } | JsonProblem

export interface JsonProblem {
  readonly problem: string
  readonly status: number
}

/** Asks for JSON; trouble is an answer, too, and never holds what the store wrote. @throws the signal's reason */
export async function askJson(asking: Asking, request: HttpRequest): Promise<JsonAnswer> {
  try {
    const answer = await askPatiently(asking, request)
    const { status } = answer
    if (status < 200 || status > 299) return { problem: statusText(status), status }
    const value = jsonOf(answer)
    return value === undefined
      ? { problem: 'answered something that is no JSON', status }
      : { value }
  } catch (error) {
    if (asking.signal.aborted || !(error instanceof StanchError)) throw error
    // Refused before anything was sent: no other request will do better.
    if (error.code !== 'HTTP_FAILED' && error.code !== 'HTTP_ANSWER_TOO_LARGE') throw error
    return { problem: reasonOf(error), status: 0 }
  }
}

/**
 * The answer at the door of a store.
 *
 * @param need what a person has to set or allow, as a sentence
 * @throws StanchError `IMPORT_REFUSED`
 */
export function atTheDoor<Answer extends object>(
  answer: Answer | JsonProblem,
  store: string,
  need: string,
): Answer {
  if (!('problem' in answer)) return answer
  // Without an answer, or with one that is not understood, it is no matter of what is allowed.
  throw refusal(store, answer.problem, answer.status < 400 ? '' : need)
}

/** The objects of a list in an answer; one without it says nothing, which is not the same as that there is nothing. */
export function listIn(
  answer: JsonAnswer,
  ...keys: readonly string[]
): { readonly list: readonly JsonObject[] } | JsonProblem {
  if ('problem' in answer) return answer
  const list = fieldOf(answer.value, ...keys)
  if (Array.isArray(list) && list.every((item) => isObject(item))) return { list }
  return { problem: `answered no list${keys.map((key) => ` ${key}`).join('')}`, status: 200 }
}
