import { checksums, type ChecksumName } from './checksum.ts'
import { characterClasses, type CharacterClass } from './sample.ts'

/** A stretch of random characters. */
export interface Segment {
  readonly alphabet: CharacterClass
  readonly min: number
  readonly max: number
  /** The one character that stands before it, if any. */
  readonly after: string
}

/** What samples of one kind have in common. Of themselves it holds only the prefix, and single characters between segments. */
export interface SampleShape {
  /** What all begin with; public by declaration. Empty, or at least {@link prefixMin} characters. */
  readonly prefix: string
  readonly segments: readonly Segment[]
  /** `=` at the end, at most so many. */
  readonly padding: number
  /** Length of the shortest, with prefix and padding. */
  readonly lengthMin: number
  readonly checksum: (typeof recognised)[number] | undefined
  readonly samples: number
}

export const prefixMin = 3

/** Checksums that a proposed rule may ask for: examples can carry them. */
const recognised = ['jwt', 'crc32-hex', 'crc32-base62', 'luhn'] as const satisfies readonly ChecksumName[]

/** Below this a digit of Luhn is too easily right by chance. */
const luhnSamplesMin = 4

/**
 * @param samples different ones of one kind, at least one, of visible ASCII
 * @returns `undefined` when they have characters that no alphabet has
 */
export function shapeOf(samples: readonly string[]): SampleShape | undefined {
  const prefix = prefixOf(samples)
  const bodies = samples.map((sample) => sample.slice(prefix.length))
  const unpadded = bodies.map((body) => body.replace(/={1,2}$/, ''))
  const padding = Math.max(...bodies.map((body, at) => body.length - unpadded[at]!.length))
  const segments = segmentsOf(unpadded)
  return (
    segments && {
      prefix,
      segments,
      padding,
      lengthMin: Math.min(...samples.map(({ length }) => length)),
      checksum: checksumOf(samples, prefix, segments),
      samples: samples.length,
    }
  )
}

/**
 * What all begin with: up to the last `_` or `-`, and then at most half of a sample, or without one at most a third.
 * Of a single sample nothing is known to be fixed.
 */
function prefixOf(samples: readonly string[]): string {
  if (samples.length < 2) return ''
  const shortest = Math.min(...samples.map(({ length }) => length))
  let length = 0
  while (length < shortest && samples.every((sample) => sample[length] === samples[0]![length])) length++
  const common = samples[0]!.slice(0, length)
  const upToMark = common.slice(0, Math.max(common.lastIndexOf('_'), common.lastIndexOf('-')) + 1)
  if (upToMark.length >= prefixMin && upToMark.length <= shortest / 2) return upToMark
  const isShort = common.length >= prefixMin && common.length <= shortest / 3
  return isShort && /^[A-Za-z0-9_.-]+$/.test(common) ? common : ''
}

/** Marks that no alphabet of tokens has, and those that may also be random characters. */
const hardMark = /([.:~|@])/
const softMark = /([-_+/])/

/** One segment for each piece where all are cut alike, else one for the whole. */
function segmentsOf(bodies: readonly string[]): Segment[] | undefined {
  const pieces = cut(bodies, hardMark).flatMap(({ after, texts }) => {
    const [first, ...others] = isCutInPlace(texts) ? cut(texts, softMark) : [{ after: '', texts }]
    return [{ ...first!, after }, ...others]
  })
  const segments = pieces.map(({ after, texts }) => {
    const lengths = texts.map(({ length }) => length)
    const alphabet = alphabetOf(texts)
    return alphabet && { alphabet, min: Math.min(...lengths), max: Math.max(...lengths), after }
  })
  return segments.every((segment) => segment !== undefined) ? segments : undefined
}

interface Piece {
  readonly after: string
  /** Of each sample. */
  readonly texts: readonly string[]
}

const cutsMax = 6

/** Cuts all texts at the same marks; where they differ in these there is one piece. */
function cut(texts: readonly string[], mark: RegExp): Piece[] {
  const pieces = texts.map((text) => text.split(mark))
  const [first] = pieces
  const isAlike = pieces.every(
    (piece) =>
      piece.length === first!.length &&
      piece.every((text, at) => (at % 2 === 1 ? text === first![at] : text !== '')),
  )
  if (!isAlike || first!.length > 2 * cutsMax + 1) return [{ after: '', texts }]
  return first!.flatMap((_, at) =>
    at % 2 === 1 ? [] : { after: first![at - 1] ?? '', texts: pieces.map((piece) => piece[at]!) },
  )
}

/** Marks that may be random are part of the form when they stand in the same places in several samples. */
function isCutInPlace(texts: readonly string[]): boolean {
  const places = texts.map((text) => Array.from(text.matchAll(/[-_+/]/g), ({ index }) => index).join())
  return texts.length > 1 && new Set(places).size === 1
}

/** The narrowest alphabet, unless a wider one would have looked the same by chance. */
function alphabetOf(texts: readonly string[]): CharacterClass | undefined {
  const joined = texts.join('')
  const fitting = (Object.keys(characterClasses) as CharacterClass[])
    .filter((name) => new RegExp(`^[${characterClasses[name]}]*$`).test(joined))
    .toSorted((left, right) => sizeOf(left) - sizeOf(right))
  let best = fitting[0]
  for (const wider of fitting.slice(1)) {
    if (rare.includes(wider)) continue
    const chance = (sizeOf(best!) / sizeOf(wider)) ** joined.length
    if (chance > (wider === 'base64url' ? usualMax : chanceMax)) best = wider
  }
  return best
}

/** Alphabets that are taken only where their characters are there. */
const rare: readonly CharacterClass[] = ['base64', 'password', 'visible']
/** How likely it may be that the characters a wider alphabet has more did not come up. */
const chanceMax = 0.02
/** Letters and digits alone are far more usual than with `-` and `_`. */
const usualMax = 0.25

/** Number of characters of an alphabet. */
export function sizeOf(name: CharacterClass): number {
  const ranges = characterClasses[name].matchAll(/(.)-(.)/g)
  const inRanges = Array.from(ranges, ([, first, last]) => last!.charCodeAt(0) - first!.charCodeAt(0) + 1)
  const single = characterClasses[name].replaceAll(/(.)-(.)/g, '').length
  return inRanges.reduce((total, size) => total + size, single)
}

/** A checksum that all have, in a form that an example can be made of. */
function checksumOf(
  samples: readonly string[],
  prefix: string,
  segments: readonly Segment[],
): SampleShape['checksum'] {
  return recognised.find((name) => {
    if (!samples.every((sample) => checksums[name](sample))) return false
    const last = segments.at(-1)!
    switch (name) {
      case 'jwt':
        return prefix === '' && segments.length === 3
      case 'crc32-hex':
        return last.after === '_' && last.max === 8
      case 'crc32-base62':
        return last.min > 12 && (last.after || prefix.at(-1)) === '_'
      case 'luhn':
        return segments.length === 1 && last.alphabet === 'digits' && samples.length >= luhnSamplesMin
    }
  })
}
