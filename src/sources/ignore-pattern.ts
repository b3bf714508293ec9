import { compileSegment, literalNameOf, type SegmentTest } from './ignore-segment.ts'

/** One line of an ignore file. Text is byte keys throughout: one character per byte. */
export interface IgnorePattern {
  readonly negated: boolean
  readonly directoryOnly: boolean
  /** From the ignore file's directory down; undefined when the pattern applies to names at any depth. */
  readonly segments: readonly (SegmentTest | typeof anyDepth)[] | undefined
  /** Tests the last part of a path; a path whose name fails cannot match. */
  readonly testName: SegmentTest
  /** The only name that can match, when there is just one. */
  readonly literalName: string | undefined
  /** `.ext`, when only names whose last dot begins this can match. */
  readonly extension: string | undefined
}

/** `**` between slashes: any number of directories, none included. */
const anyDepth = Symbol('**')

const anyName: SegmentTest = () => true

/**
 * Reads an ignore file's text, https://git-scm.com/docs/gitignore: comments, negation, trailing spaces,
 * a byte order mark. Lines that cannot match anything are left out.
 */
export function parseIgnoreText(text: string): IgnorePattern[] {
  const patterns: IgnorePattern[] = []
  const body = text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text
  for (const line of body.split('\n')) {
    const pattern = line.startsWith('#') ? undefined : parseLine(trimLine(line))
    if (pattern !== undefined) patterns.push(pattern)
  }
  return patterns
}

/** Whether `parts[from…]` followed by `name` matches. */
export function matchesPattern(
  pattern: IgnorePattern,
  parts: readonly string[],
  from: number,
  name: string,
): boolean {
  if (!pattern.testName(name)) return false
  if (pattern.segments === undefined) return true
  return matchSegments(pattern.segments, parts, from, name)
}

function matchSegments(
  segments: readonly (SegmentTest | typeof anyDepth)[],
  parts: readonly string[],
  from: number,
  name: string,
): boolean {
  const end = parts.length + 1
  let segment = 0
  let at = from
  let retrySegment = -1
  let retryAt = 0
  while (at < end) {
    const test = segments[segment]
    if (test === anyDepth) {
      retrySegment = ++segment
      retryAt = at
    } else if (test !== undefined && test(at < parts.length ? parts[at]! : name)) {
      segment++
      at++
    } else if (retrySegment >= 0) {
      segment = retrySegment
      at = ++retryAt
    } else {
      return false
    }
  }
  return segment === segments.length
}

function parseLine(line: string): IgnorePattern | undefined {
  const negated = line.startsWith('!')
  let glob = (negated ? line.slice(1) : line).replace(/\\([^])/g, (pair, next) =>
    next === '/' ? '/' : pair,
  )
  const directoryOnly = glob.endsWith('/')
  if (directoryOnly) glob = glob.slice(0, -1)
  if (glob === '') return undefined
  const names = (glob.startsWith('/') ? glob.slice(1) : glob).split('/')
  const last = names.at(-1)!
  const segments = names.map((name) => (/^\*\*+$/.test(name) ? anyDepth : compileSegment(name)))
  if (segments.at(-1) === anyDepth) segments.push(anyName)
  if (segments.includes(undefined)) return undefined
  const known = segments as (SegmentTest | typeof anyDepth)[]
  return {
    negated,
    directoryOnly,
    segments: glob.includes('/') ? known : undefined,
    testName: known.at(-1) as SegmentTest,
    literalName: literalNameOf(last),
    extension: /^\*+(\.[^.*?[\\]+)$/.exec(last)?.[1],
  }
}

/** Without the carriage return and without spaces at the end, unless a backslash keeps one. */
function trimLine(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  const spaces = / +$/.exec(text)
  if (spaces === null) return text
  const backslashes = /\\*$/.exec(text.slice(0, spaces.index))![0].length
  return text.slice(0, spaces.index) + (backslashes % 2 === 1 ? ' ' : '')
}
