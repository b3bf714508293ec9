/** Whether one name, between two slashes, fits. Names are byte keys: one character per byte. */
export type SegmentTest = (name: string) => boolean

type Token = string | typeof anyByte | typeof anyRun | ReadonlySet<string>

const anyByte = Symbol('?')
const anyRun = Symbol('*')

/**
 * Compiles one segment of a gitignore pattern with the meaning of git's wildmatch.c.
 * The test takes time proportional to pattern × name: it never backtracks beyond the last `*`.
 *
 * @returns undefined when git would let the segment match nothing (an open bracket, a last backslash)
 */
export function compileSegment(segment: string): SegmentTest | undefined {
  const tokens = tokensOf(segment)
  if (tokens === undefined) return undefined
  const rest = literalOf(tokens.slice(1))
  if (tokens[0] === anyRun && rest !== undefined) return (name) => name.endsWith(rest)
  const literal = literalOf(tokens)
  if (literal !== undefined) return (name) => name === literal
  return (name) => matchTokens(tokens, name)
}

/** The one name that a segment without wildcards matches. */
export function literalNameOf(segment: string): string | undefined {
  return literalOf(tokensOf(segment) ?? [anyRun])
}

function literalOf(tokens: readonly Token[]): string | undefined {
  return tokens.every((token) => typeof token === 'string') ? tokens.join('') : undefined
}

function matchTokens(tokens: readonly Token[], name: string): boolean {
  let token = 0
  let at = 0
  let starToken = -1
  let starAt = 0
  while (at < name.length) {
    if (tokens[token] === anyRun) {
      starToken = token++
      starAt = at
    } else if (token < tokens.length && fits(tokens[token]!, name[at]!)) {
      token++
      at++
    } else if (starToken >= 0) {
      token = starToken + 1
      at = ++starAt
    } else {
      return false
    }
  }
  while (tokens[token] === anyRun) token++
  return token === tokens.length
}

function fits(token: Token, byte: string): boolean {
  if (typeof token === 'string') return token === byte
  return typeof token === 'symbol' || token.has(byte)
}

function tokensOf(segment: string): Token[] | undefined {
  const tokens: Token[] = []
  for (let at = 0; at < segment.length; at++) {
    const character = segment[at]!
    if (character === '*') {
      if (tokens.at(-1) !== anyRun) tokens.push(anyRun)
    } else if (character === '?') {
      tokens.push(anyByte)
    } else if (character === '[') {
      const bracket = parseBracket(segment, at + 1)
      if (bracket === undefined) return undefined
      tokens.push(bracket.bytes)
      at = bracket.end
    } else if (character === '\\') {
      if (++at === segment.length) return undefined
      tokens.push(segment[at]!)
    } else {
      tokens.push(character)
    }
  }
  return tokens
}

/** ASCII only, as in git's own ctype macros. */
const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // oxlint-disable-next-line no-control-regex
  cntrl: /[\0-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
}

const allBytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte))

/** @param start behind the opening bracket; the first member may be `]` itself */
function parseBracket(
  segment: string,
  start: number,
): { readonly bytes: ReadonlySet<string>; readonly end: number } | undefined {
  const negated = segment[start] === '!' || segment[start] === '^'
  const members = new Set<string>()
  let previous: string | undefined
  let at = negated ? start + 1 : start
  do {
    let member = segment[at]
    if (member === '[' && segment[at + 1] === ':') {
      const close = segment.indexOf(']', at + 2)
      if (close < 0) return undefined
      if (close > at + 2 && segment[close - 1] === ':') {
        const named = classes[segment.slice(at + 2, close - 1)]
        if (named === undefined) return undefined
        for (const byte of allBytes) if (named.test(byte)) members.add(byte)
        previous = undefined
        at = close + 1
        continue
      }
    }
    if (
      member === '-' &&
      previous !== undefined &&
      at + 1 < segment.length &&
      segment[at + 1] !== ']'
    ) {
      if (segment[++at] === '\\') at++
      const last = segment[at]
      if (last === undefined) return undefined
      for (const byte of allBytes) if (byte >= previous && byte <= last) members.add(byte)
      previous = undefined
      at++
      continue
    }
    if (member === '\\') member = segment[++at]
    if (member === undefined) return undefined
    members.add(member)
    previous = member
    at++
  } while (segment[at] !== ']')
  return { bytes: negated ? complementOf(members) : members, end: at }
}

function complementOf(members: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(allBytes.filter((byte) => !members.has(byte)))
}
