import { addRange, emptySet, removeByte, setHas, type ByteSet } from '../text/byte-set.ts'
import { isOutside } from '../rules/anchor-words.ts'
import type { CompiledRule } from '../rules/rule-pack.ts'
import type { NearAnchors } from '../rules/rule.ts'
import { assignmentReach } from './assignment.ts'
import { escapedMargin } from './escaped-context.ts'

/** Bytes before the first byte of something, and behind its last one. */
export interface Surroundings {
  readonly before: number
  readonly behind: number
}

/** How much around an anchor can decide what its rule finds there. */
export interface Reach extends Surroundings {
  /** More than is near: what happens elsewhere can make a match of an anchor that stays as it is. */
  readonly isFar: boolean
}

/** Bytes before and behind a block that are looked at with it. No match, and no context of one, is longer. */
export const contextBytes = 1 << 16

/**
 * What must be seen on both sides of a place for all but far rules to be complete there: so many bytes and whole lines,
 * or the larger number of bytes where lines are long, and tokens that begin in it.
 */
export const nearBytes = 400
export const nearLines = 3
export const nearBytesMax = 1320

/** Bytes of tokens, however encoded: all that are seen but quotes. A run of them is never looked at in part. */
export const tokenBytes: ByteSet = printableBytes()

const lineFeed = 10

/** Bytes of borders, and of escapes that end right before a match. */
const borderBytes = 24

export function reachOf(rule: CompiledRule): Reach {
  const { anchors, lengthMax } = rule
  const around =
    anchors.kind === 'literals'
      ? { before: anchors.before, behind: 0 }
      : anchors.kind === 'keywords'
        ? { before: keywordBytesBefore, behind: anchors.distance }
        : anchors.kind === 'near'
          ? reachOfNear(rule, anchors)
          : assignmentReach
  // Where a literal's rule does not match, its surroundings may be looked at once more without their escapes.
  const escapes = anchors.kind === 'literals' && rule.quotes ? escapedMargin : 0
  const before = around.before + borderBytes + (around.before > 0 ? escapes : 0)
  const behind = around.behind + borderBytes + escapes + lengthMax
  const isToken = rule.alphabet.every((word, at) => (word & ~tokenBytes[at]!) === 0)
  const longest = before + behind - (isToken ? lengthMax : 0)
  // A value is read from its name's line or one of the next three, whatever stands between.
  const staysInLine = anchors.kind === 'names' || !setHas(rule.alphabet, lineFeed)
  return { before, behind, isFar: longest > (staysInLine ? nearBytesMax : nearBytes) }
}

function reachOfNear({ near, lengthMax }: CompiledRule, anchors: NearAnchors): Surroundings {
  const { distance } = anchors
  const match = isOutside(anchors) ? lengthMax : near!.before
  return { before: distance + match, behind: distance }
}

/** Where the words that a keyword rule also wants may stand. */
export const keywordBytesBefore = 24

function printableBytes(): ByteSet {
  const set = emptySet()
  addRange(set, 0x21, 0x7e)
  for (const quote of [0x22, 0x27, 0x60]) removeByte(set, quote)
  return set
}
