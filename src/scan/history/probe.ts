import type { Candidate, DocumentKind, Probing } from '../../engine/candidate.ts'
import type { Engine } from '../../engine/engine.ts'
import { contextBytes } from '../../engine/reach.ts'
import type { Changes } from '../../git/delta-changes.ts'
import type { Span } from '../../text/span.ts'
import { isConfident, type Confidence } from '../../rules/rule.ts'

/** A place where a finding may stand, in documents of some kinds. */
export interface Hit extends Span {
  readonly kinds: readonly DocumentKind[]
}

/** An anchor of which a change can make a finding that is up to so many bytes before or behind it. */
export interface FarAnchor extends Span {
  readonly before: number
  readonly behind: number
}

/** Places in a text where findings may stand, and where a change elsewhere can make one. */
export interface Spots {
  readonly hits: readonly Hit[]
  readonly far: readonly FarAnchor[]
}

const blockBytes = 1 << 20
/** Pieces of one text are searched together up to this many bytes. */
const batchBytes = blockBytes
/** Between two pieces: NULs are in no rule's alphabet, so that no match goes on from one to the next. */
export const separator = Uint8Array.of(10, 0, 0, 10)

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
    const search = new Search(this.#minConfidence, undefined, { hits: [], far: [] })
    return this.#scan(bytes, [{ start: 0, end: bytes.length }], search)
  }

  /**
   * Looks only at what can differ from a text that was searched before.
   *
   * @param before what was found there and is still as it was, at its new place
   * @returns `undefined`: it may hold anything
   */
  lookAtChanges(bytes: Uint8Array, changed: Changes, before: Spots): Spots | undefined {
    const { ranges, windows } = changed
    const search = new Search(this.#minConfidence, ranges, before)
    const spans: Span[] = []
    for (let at = 0; at < windows.length; at += 3) {
      if (windows[at + 2] === 1) return this.lookThrough(bytes)
      spans.push({ start: windows[at]!, end: windows[at + 1]! })
    }
    if (!this.#scan(bytes, spans, search)) return undefined
    return this.#scan(bytes, search.farStretches(bytes.length), search)
  }

  /**
   * Searches parts of a text, many short ones in one go: each by itself would cost more than its bytes.
   *
   * @returns what is found so far; `undefined` when not all was understood
   */
  #scan(bytes: Uint8Array, parts: readonly Span[], search: Search): Spots | undefined {
    // Searching may make its memory grow, and then it is another one.
    const { prefilter } = this.#engine
    let used = 0
    for (const part of parts) {
      for (let block = part.start; block < part.end; block += blockBytes) {
        const start = Math.max(part.start, block - contextBytes)
        const end = Math.min(part.end, block + blockBytes + contextBytes)
        if (used > 0 && used + end - start + separator.length > batchBytes) {
          if (!this.#scanBatch(used, search)) return undefined
          used = 0
        }
        if (used > 0) {
          prefilter.bytes.set(separator, this.#address + used)
          used += separator.length
        }
        prefilter.bytes.set(bytes.subarray(start, end), this.#address + used)
        search.addPiece(used, start)
        used += end - start
      }
    }
    return used === 0 || this.#scanBatch(used, search) ? search.spots() : undefined
  }

  #scanBatch(length: number, search: Search): boolean {
    const { candidates, limited } = this.#engine.scan(this.#address, length, anyDocument, search)
    for (const candidate of candidates) if (this.#counts(candidate)) search.onHit(candidate)
    search.clearPieces()
    return !limited
  }

  #counts({ confidence }: Candidate): boolean {
    return isConfident(confidence, this.#minConfidence)
  }
}

/** What one text is searched for, and what was found. Its pieces stand one after another where the engine searches. */
class Search implements Probing {
  readonly minConfidence: Confidence
  touches: Probing['touches']
  onFar: Probing['onFar']
  readonly #ranges: Uint32Array | undefined
  readonly #hits: Hit[]
  readonly #far: FarAnchor[]
  /** How many of them are of the text before. */
  readonly #farBefore: number
  /** Pairs: where a piece starts for the engine, and how much further its bytes are in the text. */
  #pieces: number[] = []

  constructor(minConfidence: Confidence, ranges: Uint32Array | undefined, before: Spots) {
    this.minConfidence = minConfidence
    this.#ranges = ranges
    this.#hits = [...before.hits]
    this.#far = [...before.far]
    this.#farBefore = before.far.length
    this.onFar = (anchor, { before: bytesBefore, behind }) =>
      void this.#far.push({ ...this.#placed(anchor), before: bytesBefore, behind })
    this.touches =
      ranges &&
      ((start, end, reach) => {
        const shift = this.#shiftAt(start)
        return touchesRange(ranges, start + shift - reach.before, end + shift + reach.behind)
      })
  }

  addPiece(at: number, start: number): void {
    this.#pieces.push(at, start - at)
  }

  clearPieces(): void {
    this.#pieces = []
  }

  /** What must be looked at besides for the sake of far anchors: of new ones, and of those that a change can reach. */
  farStretches(length: number): Span[] {
    const stretches = this.#far
      .map(({ start, end, before, behind }) => ({ start: start - before, end: end + behind }))
      .filter(
        ({ start, end }, at) => at >= this.#farBefore || touchesRange(this.#ranges!, start, end),
      )
      .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(length, end) }))
    // All of it, and what is there is known by now.
    this.touches = undefined
    this.onFar = () => undefined
    return mergeSpans(stretches)
  }

  onHit({ span, kinds }: Candidate): void {
    this.#hits.push({ ...this.#placed(span), kinds })
  }

  spots(): Spots {
    return { hits: this.#hits, far: this.#far }
  }

  #placed({ start, end }: Span): Span {
    const shift = this.#shiftAt(start)
    return { start: start + shift, end: end + shift }
  }

  #shiftAt(offset: number): number {
    const pieces = this.#pieces
    let low = 0
    let high = pieces.length / 2 - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (pieces[middle * 2]! <= offset) low = middle
      else high = middle - 1
    }
    return pieces[low * 2 + 1]!
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

function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: { start: number; end: number }[] = []
  for (const { start, end } of spans.toSorted((left, right) => left.start - right.start)) {
    const last = merged.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else merged.push({ start, end })
  }
  return merged
}
