import { readSteeringFile } from './ignore-file.ts'
import { type IgnorePattern, matchesPattern, parseIgnoreText } from './ignore-pattern.ts'

/** The rules of one ignore file. */
export interface IgnoreList {
  /** How many of a path's parts lie above the directory that the rules are relative to. */
  readonly depth: number
  readonly patterns: readonly IgnorePattern[]
  /** Names that at least one pattern can match; most names fail here at the price of two look-ups. */
  readonly names: ReadonlySet<string>
  readonly extensions: ReadonlySet<string>
  /** Patterns that neither set covers. */
  readonly others: readonly IgnorePattern[]
}

export function parseIgnoreList(text: string, depth: number): IgnoreList | undefined {
  const patterns = parseIgnoreText(text)
  if (patterns.length === 0) return undefined
  const defined = (value: string | undefined): value is string => value !== undefined
  return {
    depth,
    patterns,
    names: new Set(patterns.map((pattern) => pattern.literalName).filter(defined)),
    extensions: new Set(patterns.map((pattern) => pattern.extension).filter(defined)),
    others: patterns.filter(
      (pattern) => pattern.literalName === undefined && pattern.extension === undefined,
    ),
  }
}

/** Like {@link parseIgnoreList}; a file that is missing or unreadable has no rules, as for git. */
export function readIgnoreList(path: string | Buffer, depth: number): IgnoreList | undefined {
  return parseIgnoreList(readSteeringFile(path)?.toString('latin1') ?? '', depth)
}

/**
 * Whether the entry `name` of the directory `parts` is ignored; its directory is known not to be.
 *
 * @param lists the last one that has something to say decides, and in it the last pattern
 * @param name byte key, like `parts`
 */
export function isIgnored(
  lists: readonly IgnoreList[],
  parts: readonly string[],
  name: string,
  isDirectory: boolean,
): boolean {
  for (let at = lists.length - 1; at >= 0; at--) {
    const list = lists[at]!
    if (!mayMatch(list, parts, name)) continue
    const decided = decide(list, parts, name, isDirectory)
    if (decided !== undefined) return decided
  }
  return false
}

function mayMatch(list: IgnoreList, parts: readonly string[], name: string): boolean {
  if (list.names.size > 0 && list.names.has(name)) return true
  if (list.extensions.size > 0) {
    const dot = name.lastIndexOf('.')
    if (dot >= 0 && list.extensions.has(name.slice(dot))) return true
  }
  for (const pattern of list.others) {
    if (matchesPattern(pattern, parts, list.depth, name)) return true
  }
  return false
}

function decide(
  list: IgnoreList,
  parts: readonly string[],
  name: string,
  isDirectory: boolean,
): boolean | undefined {
  for (let at = list.patterns.length - 1; at >= 0; at--) {
    const pattern = list.patterns[at]!
    if (pattern.directoryOnly && !isDirectory) continue
    if (matchesPattern(pattern, parts, list.depth, name)) return !pattern.negated
  }
  return undefined
}
