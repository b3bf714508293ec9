import type { AllowList } from '../rules/rule.ts'
import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import type { RuleMatch, Text } from './candidate.ts'
import type { Regex, RegexEngine } from './regex.ts'

/** Bytes of a line that are looked at before a match and behind it. */
const lineBytesMax = 4096

const lineFeed = 10

/** Compiles each pattern once, when it is first needed; rules of one file have their lists in common. */
export class PatternCache {
  readonly #engine: RegexEngine
  readonly #regexes = new Map<string, Regex>()

  constructor(engine: RegexEngine) {
    this.#engine = engine
  }

  isIn(pattern: string, text: string): boolean {
    let regex = this.#regexes.get(pattern)
    if (!regex) {
      regex = this.#engine.compile(pattern)
      this.#regexes.set(pattern, regex)
    }
    return regex.isIn(text)
  }
}

/** Whether one of the lists says that the match is no finding. @param secret one character per byte */
export function isAllowed(
  lists: readonly AllowList[],
  match: RuleMatch,
  secret: string,
  text: Text,
  patterns: PatternCache,
): boolean {
  return lists.some((list) => {
    const criteria = [
      [list.stopwords, () => holdsWord(secret, list.stopwords)],
      [list.secret, () => list.secret.some((pattern) => patterns.isIn(pattern, secret))],
      [list.match, () => isInMatch(list.match, match, text, patterns)],
      [list.line, () => isInLines(list.line, match.whole, text, patterns)],
      [list.paths, () => isPathIn(list.paths, text.path, patterns)],
    ] as const
    const given = criteria.filter(([entries]) => entries.length > 0)
    return list.all ? given.every(([, holds]) => holds()) : given.some(([, holds]) => holds())
  })
}

const pathAnswers = new WeakMap<readonly string[], { path: string; isIn: boolean }>()

/** Whether one of the patterns is in the path; remembers the last answer, for a document is asked for often. */
export function isPathIn(
  list: readonly string[],
  path: string | undefined,
  patterns: PatternCache,
): boolean {
  if (path === undefined) return false
  const known = pathAnswers.get(list)
  if (known?.path === path) return known.isIn
  const isIn = list.some((pattern) => patterns.isIn(pattern, path))
  pathAnswers.set(list, { path, isIn })
  return isIn
}

function holdsWord(secret: string, words: readonly string[]): boolean {
  const lower = secret.toLowerCase()
  return words.some((word) => lower.includes(word))
}

function isInMatch(
  list: readonly string[],
  { whole }: RuleMatch,
  { bytes }: Text,
  patterns: PatternCache,
): boolean {
  const text = latin1Of(bytes, whole.start, whole.end).replaceAll(/^\n+|\n+$/g, '')
  return list.some((pattern) => patterns.isIn(pattern, text))
}

function isInLines(
  list: readonly string[],
  whole: Span,
  { bytes }: Text,
  patterns: PatternCache,
): boolean {
  let { start, end } = whole
  while (end > start && bytes[end - 1] === lineFeed) end--
  const first = Math.max(0, start - lineBytesMax)
  while (start > first && bytes[start - 1] !== lineFeed) start--
  const last = Math.min(bytes.length, end + lineBytesMax)
  while (end < last && bytes[end] !== lineFeed) end++
  const text = latin1Of(bytes, start, end)
  return list.some((pattern) => patterns.isIn(pattern, text))
}
