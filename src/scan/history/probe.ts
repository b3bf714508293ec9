import type { Candidate, DocumentKind } from '../../engine/candidate.ts'
import type { Engine } from '../../engine/engine.ts'
import { contextBytes } from '../../engine/reach.ts'
import type { Span } from '../../text/span.ts'
import { isConfident, type Confidence } from '../../rules/rule.ts'

/** A place where a finding may stand, in documents of some kinds. */
export interface Hit extends Span {
  readonly kinds: readonly DocumentKind[]
}

/** Places in a text where findings may stand, and stretches in which any change can make one. */
export interface Spots {
  readonly hits: readonly Hit[]
  /** May go beyond the text's start and end. */
  readonly far: readonly Span[]
}

/** Ranges of a text that can differ from a text that was searched before. */
export interface ChangedText {
  /** Pairs of start and end, ascending; empty ranges are seams. */
  readonly ranges: Uint32Array
  /** Triples of start, end and 1 when a NUL is in it: what depends on the changes lies within. */
  readonly windows: Uint32Array
}

const blockBytes = 1 << 20

/** Where a blob lies is only known of those that hold something. In no other kind of document more is found. */
const anyDocument = { kind: 'text', fileName: undefined } as const

/**
 * Tells where bytes may hold a finding, under whatever path, but for rules that are for files of some names only: what
 * it denies needs no further look. Says yes too often rather than too rarely.
 */
export class Probe {
  readonly #engine: Engine
  readonly #minConfidence: Confidence
  readonly #address: number

  /** Keeps memory of the engine's for itself, so documents must be scanned by another one, or before. */
  constructor(engine: Engine, minConfidence: Confidence) {
    this.#engine = engine
    this.#minConfidence = minConfidence
    this.#address = engine.prefilter.reserve(blockBytes + 2 * contextBytes)
  }

  /** @returns `undefined`: it may hold anything */
  lookThrough(bytes: Uint8Array): Spots | undefined {
    const search = new Search(undefined)
    return this.#scan(bytes, 0, bytes.length, search) ? search.spots() : undefined
  }

  /**
   * Looks only at what can differ from a text that was searched before.
   *
   * @param before what was found there and is still as it was, at its new place
   * @returns `undefined`: it may hold anything
   */
  lookAtChanges(bytes: Uint8Array, changed: ChangedText, before: Spots): Spots | undefined {
    const { ranges, windows } = changed
    const search = new Search(ranges, before)
    for (let at = 0; at < windows.length; at += 3) {
      const start = windows[at]!
      const end = windows[at + 1]!
      // UTF-16 is read from its first unit on.
      if (windows[at + 2] === 1) return this.lookThrough(bytes)
      if (!this.#scan(bytes, start, end, search)) return undefined
    }
    return search.spots()
  }

  /** Scans `[from, to)` in blocks; returns whether all of it was understood. */
  #scan(bytes: Uint8Array, from: number, to: number, search: Search): boolean {
    for (let block = from; block < to; block += blockBytes) {
      const start = Math.max(from, block - contextBytes)
      const window = bytes.subarray(start, Math.min(to, block + blockBytes + contextBytes))
      this.#engine.prefilter.bytes.set(window, this.#address)
      search.offset = start
      const { candidates, limited } = this.#engine.scan(
        this.#address,
        window.length,
        anyDocument,
        search,
      )
      if (limited) return false
      for (const candidate of candidates) if (this.#counts(candidate)) search.onHit(candidate)
    }
    return true
  }

  #counts({ confidence }: Candidate): boolean {
    return isConfident(confidence, this.#minConfidence)
  }
}

/** What one text is searched for, and what was found; the engine counts from `offset`. */
class Search {
  offset = 0
  readonly touches: ((start: number, end: number) => boolean) | undefined
  readonly #hits: Hit[]
  readonly #far: Span[]

  constructor(ranges: Uint32Array | undefined, before?: Spots) {
    this.#hits = [...(before?.hits ?? [])]
    this.#far = [...(before?.far ?? [])]
    if (ranges) {
      this.touches = (start, end) => touchesRange(ranges, start + this.offset, end + this.offset)
    }
  }

  readonly onFar = (span: Span): void => void this.#far.push(this.#placed(span))

  onHit({ span, kinds }: Candidate): void {
    this.#hits.push({ ...this.#placed(span), kinds })
  }

  spots(): Spots {
    return { hits: this.#hits, far: this.#far }
  }

  #placed({ start, end }: Span): Span {
    return { start: start + this.offset, end: end + this.offset }
  }
}

/** Whether a range reaches into `[start, end)`, or is a seam within it. */
export function touchesRange(ranges: Uint32Array, start: number, end: number): boolean {
  let low = 0
  let high = ranges.length >> 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranges[middle * 2 + 1]! > start) high = middle
    else low = middle + 1
  }
  return low * 2 < ranges.length && ranges[low * 2]! < end
}
