import { bytesOfSet, type ByteSet } from '../text/byte-set.ts'
import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import { rarityOf } from '../text/surprisal.ts'
import { frequentGrams } from './frequent-grams.ts'
import { filterBytes, filterIndexOf, gramBytes } from './literal-layout.ts'

/** Four bytes by which the prefilter knows a literal, where they stand at an even place of the text. */
export interface Gram {
  /** The bytes, little endian with the case bit set; of three bytes those with nothing before, or nothing behind. */
  readonly key: number
  /** Where in the literal they begin; -1: one byte before it. */
  readonly offset: number
  /** The five bytes from there on: what each may be, with the case bit set. */
  readonly bytes: readonly (readonly number[])[]
}

const caseBit = 0x20
/** All bytes, with the case bit set. */
const anyByte = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte & caseBit)
/** An offset is stored in a byte with a sign. */
const offsetMax = 120

/**
 * Two for each literal: of what stands at even places of a text only one is met, wherever the literal begins.
 *
 * @param bytes three at least
 * @param next what can stand behind it, if known
 * @param factor under which they are to pass the filter seldom
 */
export function gramsOf(
  bytes: Uint8Array,
  next: ByteSet | undefined,
  factor: number,
): readonly [Gram, Gram] {
  const behind = next ? [...new Set(bytesOfSet(next).map((byte) => byte | caseBit))] : anyByte
  const byteAt = (at: number) =>
    at < 0 || at > bytes.length ? anyByte : at === bytes.length ? behind : [bytes[at]! | caseBit]
  const gram = (key: number, offset: number): Gram => ({
    key,
    offset,
    bytes: Array.from({ length: gramBytes + 1 }, (_, at) => byteAt(offset + at)),
  })
  if (bytes.length > gramBytes) {
    const weights = weightsUnder(factor)
    const [even, odd] = [rarestOffset(bytes, 0, weights), rarestOffset(bytes, 1, weights)]
    return [gram(gramAt(bytes, even), even), gram(gramAt(bytes, odd), odd)]
  }
  const three = gramAt(bytes, 0) & 0xffffff
  const even = bytes.length < gramBytes ? (three << 8) >>> 0 : gramAt(bytes, 0)
  return [gram(even, 0), gram(three, -1)]
}

/** Sets the gram's bits in the filter. */
export function markGram(filter: Uint8Array, { bytes }: Gram, factor: number): void {
  const [firsts, seconds, thirds, fourths, behind] = bytes.map((known) => [...known])
  let bits = 0
  for (const byte of behind!) bits |= 1 << (byte & 7)
  for (const first of lowBitsOf(firsts!)) {
    for (const fourth of lowBitsOf(fourths!)) {
      filter[filterIndexOf([first, seconds![0]!, thirds![0]!, fourth], factor)]! |= bits
    }
  }
}

function lowBitsOf(bytes: readonly number[]): Iterable<number> {
  return new Set(bytes.map((byte) => byte & 7))
}

/** Of some factors the one under which frequent text meets least of these literals' grams in the filter. */
export function chooseFactor(literals: readonly Uint8Array[]): number {
  const long = literals.filter(({ length }) => length > gramBytes)
  let best = 1
  let bestCost = Infinity
  for (let trial = 0; trial < factorTrials; trial++) {
    const factor = (0x9e37 + trial * 0x1f2e) & 0xffff
    const weights = weightsUnder(factor)
    const met = new Set<number>()
    for (const bytes of long) {
      for (const first of [0, 1] as const) {
        met.add(indexAt(bytes, rarestOffset(bytes, first, weights), factor))
      }
    }
    let cost = 0
    for (const index of met) cost += weights.of[index]!
    if (cost < bestCost) [best, bestCost] = [factor, cost]
  }
  return best
}

const factorTrials = 48

/** How much of frequent text has an index of the filter. */
interface Weights {
  readonly factor: number
  readonly of: Float64Array
}

let lastWeights: Weights | undefined

function weightsUnder(factor: number): Weights {
  if (lastWeights?.factor === factor) return lastWeights
  const weights = new Float64Array(filterBytes)
  const bytes = bytesOfLatin1(frequentGrams)
  for (let at = 0; at < bytes.length; at += gramBytes) {
    weights[indexAt(bytes, at, factor)]! += 1 / (at / gramBytes + 10)
  }
  lastWeights = { factor, of: weights }
  return lastWeights
}

function indexAt(bytes: Uint8Array, offset: number, factor: number): number {
  const byteAt = (at: number) => bytes[offset + at]! | caseBit
  return filterIndexOf([byteAt(0), byteAt(1), byteAt(2), byteAt(3)], factor)
}

/** The four bytes at `offset`, little endian, with the case bit set. */
export function gramAt(bytes: Uint8Array, offset: number): number {
  const [a = 0, b = 0] = [bytes[offset], bytes[offset + 1]]
  const [c = 0, d = 0] = [bytes[offset + 2], bytes[offset + 3]]
  return (a | (b << 8) | (c << 16) | (d << 24) | 0x20202020) >>> 0
}

/** Even or odd offset of the four bytes that text passes the filter by least; with a byte behind them where there is one. */
function rarestOffset(bytes: Uint8Array, first: 0 | 1, weights: Weights): number {
  let best: number = first
  let bestRarity = -Infinity
  const last = Math.min(bytes.length - gramBytes, offsetMax)
  for (let offset = first; offset <= last; offset += 2) {
    const weight = weights.of[indexAt(bytes, offset, weights.factor)]!
    const isFollowed = offset + gramBytes < bytes.length
    const text = latin1Of(bytes, offset, offset + gramBytes + (isFollowed ? 1 : 0))
    const rarity = weight > 0 ? -weight * (isFollowed ? 1 : 4) : rarityOf(text)
    if (rarity > bestRarity) [best, bestRarity] = [offset, rarity]
  }
  return best
}
