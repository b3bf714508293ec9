import type { CompiledRule } from '../rules/rule-pack.ts'
import type { LiteralAnchors } from '../rules/rule.ts'
import { setHas } from '../text/byte-set.ts'
import type { Text } from './candidate.ts'
import { regionKinds, type Region } from './prefilter.ts'

/** Bytes around a literal that are decoded with it. */
export const escapedMargin = 256
const lengthMax = 4096

const quote = 0x22
const backslash = 0x5c
const lineFeed = 10

/** Bytes from a literal's start on in which an escaped quote makes a difference. */
export function escapedReach({ lengthMax: most }: CompiledRule): number {
  return Math.min(lengthMax, most) + escapedMargin
}

/**
 * Notes the surroundings of a literal whose rule did not match there for the escaped quotes around it, as in
 * JSON inside JSON. Quotes are escaped in every line of some logs, so only such places are decoded, not all.
 *
 * @param regions ascending; one that overlaps the last is joined with it
 * @param at offset of the literal in the text, whose first byte stands at `address`
 */
export function noteEscaped(
  regions: Region[],
  rule: CompiledRule,
  text: Text,
  at: number,
  address: number,
): void {
  if (!rule.quotes) return
  const { bytes } = text
  const { before } = rule.anchors as LiteralAnchors
  let start = Math.max(0, at - before - escapedMargin)
  // An escape must not be cut in two.
  while (start > 0 && bytes[start - 1] === backslash) start--
  let end = Math.min(bytes.length, at + escapedReach(rule))
  if (!setHas(rule.alphabet, lineFeed)) {
    // No match goes over a line's end: of a log with an object a line one line is decoded, not a dozen.
    start = lineStart(bytes, at, start)
    end = lineEnd(bytes, at, end)
  }
  if (!holdsEscapedQuote(bytes, start, end)) return
  const last = regions.at(-1)
  if (last && address + start <= last.end) {
    regions[regions.length - 1] = { ...last, end: Math.max(last.end, address + end) }
  } else {
    regions.push({ kind: regionKinds.backslash, start: address + start, end: address + end })
  }
}

function holdsEscapedQuote(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] === quote && bytes[at - 1] === backslash) return true
  }
  return false
}

function lineStart(bytes: Uint8Array, from: number, least: number): number {
  let at = from
  while (at > least && bytes[at - 1] !== lineFeed) at--
  return at
}

function lineEnd(bytes: Uint8Array, from: number, most: number): number {
  let at = from
  while (at < most && bytes[at] !== lineFeed) at++
  return at
}
