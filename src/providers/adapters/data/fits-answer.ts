import { jsonOf, type HttpAnswer } from '../../http-client.ts'
import type { Matcher, ProviderAnswer } from './call-schema.ts'
import { readPath } from './read-path.ts'

/** Whether an answer is the one that a file describes: its status and all that is said of header and body. */
export function fitsAnswer(answer: HttpAnswer, expected: ProviderAnswer): boolean {
  if (![expected.status].flat().includes(answer.status)) return false
  const { json, header, text } = expected
  if (header && !all(header, (name, matcher) => fits(answer.headers[name], matcher))) return false
  if (json) {
    const body = jsonOf(answer)
    if (!all(json, (path, matcher) => fits(readPath(body, path), matcher))) return false
  }
  if (text) {
    const body = new TextDecoder().decode(answer.body)
    if (!text.every((piece) => body.includes(piece))) return false
  }
  return true
}

/** Whether it says that something is there, not only that something is missing. */
export function isPositive(matcher: Matcher): boolean {
  if (typeof matcher !== 'object') return true
  if (matcher === null) return false
  if (Array.isArray(matcher)) return !matcher.includes(null)
  return 'exists' in matcher ? matcher.exists : 'startsWith' in matcher || 'matches' in matcher
}

const matchedLengthMax = 4096

function fits(value: unknown, matcher: Matcher): boolean {
  if (typeof matcher !== 'object' || matcher === null) return value === matcher
  if (Array.isArray(matcher)) return matcher.some((one) => one === value)
  if ('exists' in matcher) return matcher.exists === !isNothing(value)
  if ('not' in matcher) return value !== matcher.not
  if (typeof value !== 'string') return false
  if ('startsWith' in matcher) return value.startsWith(matcher.startsWith)
  return new RegExp(matcher.matches, 'u').test(value.slice(0, matchedLengthMax))
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function all(
  expected: Readonly<Record<string, Matcher>>,
  test: (key: string, matcher: Matcher) => boolean,
): boolean {
  return Object.entries(expected).every(([key, matcher]) => test(key, matcher))
}
