import { bytesOfLatin1, concatBytes, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { fieldPathAt } from './field-path.ts'
import { applyEdits, findMasks, type Edit } from './find-masks.ts'
import type { Masked } from './observer.ts'
import { describeMask, shownFor, type Redaction } from './redact-record.ts'
import { outsideOf, viewWithout } from './view.ts'

const lineFeed = 10

/** A part of a text that several records make up. */
export interface Piece {
  /** Which of the records it stands in. */
  readonly record: number
  readonly span: Span
  /** Bytes at its end that stay whatever is masked. */
  readonly lineEnd?: number | undefined
}

export interface JoinedPieces {
  readonly pieces: readonly Piece[]
  /** What stands between two pieces in the text: a line feed for lines, nothing for parts of a line. */
  readonly separator: Uint8Array
  /** Redacted text before it, tokens hidden. */
  readonly context: Uint8Array
}

/** Edits by record. */
export interface JoinedMasks {
  readonly edits: ReadonlyMap<number, readonly Edit[]>
  readonly masked: readonly Masked[]
}

/**
 * Finds what stands in the text that pieces of several records make up. A secret's token takes the place of its part in the first record; its other parts go, whole lines with their line feeds; a record without one that would be left
 * empty has the token as well.
 */
export function maskPieces(
  redaction: Redaction,
  records: readonly Uint8Array[],
  { pieces, separator, context }: JoinedPieces,
): JoinedMasks {
  const { engine, policy, tokens } = redaction
  const places = placesOf(pieces, separator.length)
  const text = concatBytes(
    pieces.flatMap(({ record, span }, at) => [
      ...(at === 0 ? [] : [separator]),
      records[record]!.subarray(span.start, span.end),
    ]),
  )
  const hidden = tokens.find(latin1Of(text))
  const view = viewWithout(text, hidden)
  const edits = new Map<number, Edit[]>()
  const masked: Masked[] = []
  for (const mask of findMasks(engine, view.bytes, context, policy.minConfidence).masks) {
    const spans = outsideOf(view.outer(mask.span), hidden)
    const parts = spans.flatMap((span) => partsOf(span, pieces, places))
    const [first] = parts
    if (!first) continue
    const described = describeMask(
      mask,
      policy,
      fieldPathAt(latin1Of(records[first.record]!), first.span.start),
    )
    masked.push(described)
    const shown = shownFor(mask, policy.modeOf(mask.secret.rule.id), described)
    parts.forEach(({ record, span }, at) => {
      const isEmptied = span.start === 0 && span.end === records[record]!.length
      const isLine = records[record]!.at(-1) === lineFeed
      const list = edits.get(record) ?? []
      list.push({ span, text: bytesOfLatin1(at === 0 || (isEmptied && !isLine) ? shown : '') })
      edits.set(record, list)
    })
  }
  return { edits, masked }
}

/** Offsets in the joined text at which pieces begin. */
function placesOf(pieces: readonly Piece[], separatorLength: number): number[] {
  let at = 0
  return pieces.map(({ span }) => {
    const start = at
    at += span.end - span.start + separatorLength
    return start
  })
}

/** The parts of a run of the joined text in each record. */
function partsOf(run: Span, pieces: readonly Piece[], places: readonly number[]): Piece[] {
  return pieces.flatMap(({ record, span, lineEnd = 0 }, at) => {
    const from = Math.max(run.start - places[at]!, 0)
    const to = Math.min(run.end - places[at]!, span.end - span.start - lineEnd)
    if (from >= to) return []
    return [{ record, span: { start: span.start + from, end: span.start + to } }]
  })
}

/** Applies the edits of each record. */
export function applyToRecords(
  records: readonly Uint8Array[],
  { edits }: JoinedMasks,
): Uint8Array[] {
  return records.map((record, at) => {
    const list = edits.get(at)
    if (!list) return record
    return applyEdits(
      record,
      list.toSorted((left, right) => left.span.start - right.span.start),
    )
  })
}
