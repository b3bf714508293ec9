import type { Candidate } from '../engine/candidate.ts'
import type { Engine } from '../engine/engine.ts'
import type { Confidence } from '../rules/rule.ts'
import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { derivedMarks, mayDerive } from './derived-text.ts'
import { fragmentMarks, isPartAt, unendedMarks } from './fragment.ts'
import { isMasked } from './find-masks.ts'
import { keyBlockMarks } from './key-block.ts'
import { pieceBytes, type LineEnds } from './line-ends.ts'
import type { Redaction } from './redact-record.ts'
import { tokenMark, wideTokenMark } from './token.ts'

/** Texts that make a line one to look at, besides what rules find. The engine reports them by their place here. */
export const lineMarks: readonly string[] = [
  tokenMark,
  wideTokenMark,
  ...keyBlockMarks,
  ...fragmentMarks,
  ...derivedMarks,
]

const firstFragmentMark = 2 + keyBlockMarks.length
const firstDerivedMark = firstFragmentMark + fragmentMarks.length
const lineFeed = 10
/** As in `findMasks`. */
const document = { kind: 'text', fileName: '-', path: '-' } as const

/**
 * Where in a block of lines something may be: at least wherever redacting its lines one by one changes them, or holds
 * them back.
 *
 * @param context text before the block
 * @param ends what is known of the source by now
 * @returns ascending by start, offsets in the block; `all` when not all of it could be looked at
 */
export function searchBlock(
  { engine, policy }: Redaction,
  block: Uint8Array,
  context: Uint8Array,
  ends: LineEnds,
): readonly Span[] | 'all' {
  const { prefilter } = engine
  const length = context.length + block.length
  const address = prefilter.reserve(length)
  try {
    prefilter.bytes.set(context, address)
    prefilter.bytes.set(block, address + context.length)
    const spans: Span[] = []
    const add = (start: number, end: number) => {
      if (end > context.length) {
        spans.push({ start: Math.max(0, start - context.length), end: end - context.length })
      }
    }
    /** The end of the last line that was looked at for what only some hold, by kind of mark. */
    const looked = { fragment: 0, derived: 0 }
    const onMark = (mark: number, start: number) => {
      const at = start - context.length
      if (at < 0) return
      if (mark >= firstFragmentMark) {
        const kind = mark < firstDerivedMark ? 'fragment' : 'derived'
        if (at < looked[kind]) return
        const line = lineAround(block, at)
        // Another mark may still say that it is a part.
        const isWhole = ends.areMissing && line.end - line.start < pieceBytes
        if (isWhole && mark < firstFragmentMark + unendedMarks.length) return
        looked[kind] = line.end
        const record = block.subarray(line.start, line.end)
        if (!(kind === 'fragment' ? isPartAt(record, at - line.start, ends) : isDerived(record)))
          return
      }
      add(start, start + 1)
    }
    const { candidates, limited } = probe(
      engine,
      address,
      length,
      context.length,
      policy.minConfidence,
      onMark,
    )
    if (limited) return 'all'
    for (const candidate of candidates) {
      const { start, end } = candidate.span
      if (isMasked(candidate, policy.minConfidence)) add(start, end)
    }
    return spans.sort((left, right) => left.start - right.start)
  } finally {
    prefilter.release(length)
  }
}

function probe(
  engine: Engine,
  address: number,
  length: number,
  from: number,
  minConfidence: Confidence,
  onMark: (mark: number, start: number) => void,
) {
  const text = engine.prefilter.bytes.subarray(address, address + length)
  const lines = new NamedLines(text, from, minConfidence)
  const isSettled = (found: readonly Candidate[], start: number, end: number) =>
    lines.hold(found, start, end)
  const probing = { minConfidence, touches: undefined, onFar: () => undefined, onMark, isSettled }
  return engine.scan(address, length, document, probing)
}

/** The lines that are to be redacted for what was found in them: what else is in one need not be known. */
class NamedLines {
  readonly #text: Uint8Array
  readonly #from: number
  readonly #minConfidence: Confidence
  /** Ends of lines by their starts. */
  readonly #ends = new Map<number, number>()
  #seen = 0

  /** @param from offset in the text from which on lines are redacted */
  constructor(text: Uint8Array, from: number, minConfidence: Confidence) {
    this.#text = text
    this.#from = from
    this.#minConfidence = minConfidence
  }

  hold(found: readonly Candidate[], start: number, end: number): boolean {
    // Memory that has grown is another one.
    if (this.#text.length === 0) return false
    for (; this.#seen < found.length; this.#seen++) this.#note(found[this.#seen]!)
    if (this.#ends.size === 0) return false
    return end <= (this.#ends.get(this.#startOf(start)) ?? 0)
  }

  #note(candidate: Candidate): void {
    const { start } = candidate.span
    if (start < this.#from || !isMasked(candidate, this.#minConfidence)) return
    const feed = this.#text.indexOf(lineFeed, start)
    this.#ends.set(this.#startOf(start), feed < 0 ? this.#text.length : feed)
  }

  #startOf(at: number): number {
    return at === 0 ? 0 : this.#text.lastIndexOf(lineFeed, at - 1) + 1
  }
}

function lineAround(block: Uint8Array, at: number): Span {
  const feed = block.indexOf(lineFeed, at)
  return {
    start: block.lastIndexOf(lineFeed, at) + 1,
    end: feed < 0 ? block.length : feed + 1,
  }
}

function isDerived(line: Uint8Array): boolean {
  return mayDerive(latin1Of(line))
}
