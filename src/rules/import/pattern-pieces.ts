import { bytesOfUtf8 } from '../../text/bytes.ts'

/** RE2's own limit of a counted repetition. */
export const repeatLimit = 1000

/** Why a pattern cannot be written in RE2 syntax. */
export class PatternRefused extends Error {}

/**
 * A class over bytes.
 *
 * @param isSpaced whether white space in it counts
 */
export function classAsPattern(
  text: string,
  isSpaced: boolean,
  onChange: (change: string) => void,
): string {
  let output = ''
  let hasBeyond = false
  for (let at = 0; at < text.length;) {
    const code = codeOf(text.slice(at))
    const point = code?.point ?? text.codePointAt(at)!
    const length = code?.length ?? (point > 0xffff ? 2 : 1)
    const isByte = point < 0x80 || (code !== undefined && text[at + 1] === 'x' && point < 0x100)
    if (!isByte) hasBeyond = true
    else if (code) output += hexOf(point)
    else if (text[at] === '\\') {
      output += classEscape(text[at + 1] ?? '')
      at++
    } else if (!isSpaced && /\s/.test(text[at]!)) output += ''
    else output += text[at]!
    at += length
  }
  if (!hasBeyond) return output
  onChange('characters beyond ASCII in a class stand for any byte of such a character')
  const withoutDangling = output.replaceAll(/(?<!\\)-(?=\]$)/g, '')
  return `${withoutDangling.slice(0, -1)}\\x80-\\xff]`
}

/** Where the class that starts at `open` ends; -1: nowhere. */
export function closingOf(source: string, open: number): number {
  let at = open + 1
  if (source[at] === '^') at++
  if (source[at] === ']') at++
  for (; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '[' && source[at + 1] === ':') {
      const end = source.indexOf(':]', at + 2)
      if (end > 0) at = end + 1
    } else if (source[at] === ']') return at
  }
  return -1
}

/** `\x41`, `\x{41}`, `\u0041`, `\u{41}`, `\U00000041` at the text's start. */
function codeOf(text: string): { point: number; length: number } | undefined {
  const found =
    /^\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\}|U([0-9a-fA-F]{8}))/.exec(
      text,
    )
  if (!found) return undefined
  const point = Number.parseInt(found.slice(1).find((part) => part !== undefined)!, 16)
  if (point > 0x10ffff) throw new PatternRefused(`${found[0]} is no character`)
  return { point, length: found[0].length }
}

function classEscape(character: string): string {
  if (character === 'b') return '\\x08'
  if (character === '0') return '\\x00'
  if (/[a-zA-Z]/.test(character) && !'dDwWsSafnrtvpP'.includes(character)) {
    throw new PatternRefused(`\\${character} in a class is not RE2`)
  }
  return /\s/.test(character) ? hexOf(character.charCodeAt(0)) : `\\${character}`
}

/** The class of all bytes but those of one class, escape or character. */
export function negated(inner: string): string {
  if (inner.startsWith('[') && closingOf(inner, 0) === inner.length - 1) {
    return inner[1] === '^' ? `[${inner.slice(2)}` : `[^${inner.slice(1)}`
  }
  if (/^\\[dDwWsS]$/.test(inner)) return `[^${inner}]`
  if (/^[A-Za-z0-9_:/=.-]$/.test(inner) && inner !== '.') return `[^${inner}]`
  throw new PatternRefused('look-around of more than one character is not RE2')
}

export function escapedLiteral(character: string): string {
  return /[\w\s]/.test(character) ? character : `\\${character}`
}

function hexOf(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`
}

/** A character as the bytes of its UTF-8. */
export function bytesAsPattern(character: string): string {
  return `(?:${Array.from(bytesOfUtf8(character), hexOf).join('')})`
}

/**
 * The escape at the start of `rest`.
 *
 * @returns its text in RE2 syntax, its length in the source, and whether it stands for characters
 */
export function escapeAsPattern(
  rest: string,
  isPython: boolean,
): { readonly text: string; readonly length: number; readonly isAtom: boolean } {
  const atom = (text: string, length: number) => ({ text, length, isAtom: true })
  const code = codeOf(rest)
  if (code) {
    const isByte = code.point < 0x80 || rest[1] === 'x'
    const text = isByte ? hexOf(code.point) : bytesAsPattern(String.fromCodePoint(code.point))
    return atom(text, code.length)
  }
  const property = /^\\[pP](?:\{[^}]*\}|\w)/.exec(rest)
  if (property) return atom(property[0], property[0].length)
  const next = rest[1]
  if (next === undefined) throw new PatternRefused('a pattern cannot end in \\')
  if (/[1-9k]/.test(next)) throw new PatternRefused('back-references are not RE2')
  if (next === 'Z' && isPython) return { text: '\\z', length: 2, isAtom: false }
  if ('bBAz'.includes(next)) return { text: `\\${next}`, length: 2, isAtom: false }
  if (next === '0') return atom('\\x00', 2)
  if (/[a-zA-Z]/.test(next) && !'dDwWsSafnrtv'.includes(next)) {
    throw new PatternRefused(`\\${next} is not RE2`)
  }
  return atom(/\s/.test(next) ? hexOf(next.charCodeAt(0)) : `\\${next}`, 2)
}

/** What follows `atom` for it to stand `min` to `max` times. */
export function countedAfter(atom: string, min: number, max: number, lazy: string): string {
  if (min <= repeatLimit) {
    return max === min ? `{${min}}${lazy}` : `{${min},${max === Infinity ? '' : max}}${lazy}`
  }
  const times = Math.floor(min / repeatLimit)
  const repeated = atom.replaceAll(/\((?:\?P?<\w+>)?(?!\?)/g, '(?:')
  const first = `{${repeatLimit}}${`${repeated}{${repeatLimit}}`.repeat(times - 1)}`
  return `${first}${repeated}{${min % repeatLimit},}${lazy}`
}

/** What stands from `start` up to the end of its look-around, and where that ends. */
export function lookAroundAt(source: string, start: number): [string, number] {
  let depth = 1
  for (let at = start; at < source.length; at++) {
    const character = source[at]!
    if (character === '\\') at++
    else if (character === '[') at = Math.max(at, closingOf(source, at))
    else if (character === '(') depth++
    else if (character === ')' && --depth === 0) return [source.slice(start, at), at + 1]
  }
  throw new PatternRefused('missing )')
}

/** Length of the white space or comment at `at` that verbose mode passes over. */
export function skippedAt(source: string, at: number): number {
  if (/\s/.test(source[at]!)) return 1
  if (source[at] !== '#') return 0
  const end = source.indexOf('\n', at)
  return (end < 0 ? source.length : end + 1) - at
}
