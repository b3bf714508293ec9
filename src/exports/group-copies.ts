import type { ExportCopy } from '../engine/document.ts'
import type { PlacedMatch } from '../engine/scanner.ts'
import { latin1Of } from '../text/bytes.ts'
import { overlapsAny, type Span } from '../text/span.ts'
import type { Attribution } from './attribution.ts'
import type { HitSpan } from './export-reader.ts'
import type { OpenScope } from './open-scope.ts'

/** A match and where it stands. */
export interface ExportHit {
  readonly match: PlacedMatch
  readonly scope: OpenScope
  readonly path: string
  /** All of the file that has to change so that the secret is gone: more than one where its text is cut. */
  readonly spans: readonly HitSpan[]
  readonly isExportToken?: boolean
  /** It stands in a text that was put together. */
  readonly isJoined?: boolean
  /** It was found in the decoded text, whose bytes it names exactly. */
  readonly isDecoded?: boolean
}

/** One secret of one record, with all copies of it there. */
export interface ExportFound {
  /** At its first place. */
  readonly match: PlacedMatch
  readonly attribution: Attribution
  readonly path: string
  /** Further places in the same record, ascending. */
  readonly copies: readonly ExportCopy[]
  /** Of all places, any order. */
  readonly spans: readonly Span[]
  /** The places one by one, ascending. */
  readonly hits: readonly ExportHit[]
}

/**
 * @param hits of scopes that are over, any order
 * @returns ascending by first place
 */
export function groupCopies(hits: readonly ExportHit[]): ExportFound[] {
  const ascending = hits.toSorted(
    (left, right) =>
      left.match.place.start - right.match.place.start || coveredBytes(left) - coveredBytes(right),
  )
  const groups = new Map<OpenScope, Map<string, ExportHit[]>>()
  const ordered: ExportHit[][] = []
  for (const hit of withoutParts(ascending)) {
    const { record } = hit.scope
    const bySecret = groups.get(record) ?? new Map<string, ExportHit[]>()
    groups.set(record, bySecret)
    const secret = latin1Of(hit.match.secret)
    const group = bySecret.get(secret)
    if (group) group.push(hit)
    else {
      const started = [hit]
      bySecret.set(secret, started)
      ordered.push(started)
    }
  }
  return ordered.map(toFound)
}

/** Of two that show the same the one is preferred that leaves more as it is, as the signs of a patch's lines. */
function coveredBytes({ spans }: ExportHit): number {
  return spans.reduce((total, { start, end }) => total + end - start, 0)
}

/** A text that was put together or decoded shows what its pieces show only a part of, and what they show as well. */
function withoutParts(ascending: readonly ExportHit[]): ExportHit[] {
  const cut = merged(ascending.filter(isCut))
  const decoded = merged(ascending.filter(({ isDecoded }) => isDecoded))
  const seen = new Set<string>()
  return ascending.filter((hit) => {
    const [span] = hit.spans
    const isShown =
      overlapsAny(cut, span!) || (hit.isDecoded !== true && overlapsAny(decoded, span!))
    if (isShown && !isCut(hit)) return false
    const id = `${span!.start}:${hit.spans.at(-1)!.end}`
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

function isCut({ isJoined, spans }: ExportHit): boolean {
  return isJoined === true && spans.length > 1
}

/** @returns where they stand: ascending, disjoint */
function merged(hits: readonly ExportHit[]): Span[] {
  const spans = hits.flatMap((hit): readonly Span[] => hit.spans)
  const all: Span[] = []
  for (const span of spans.toSorted((left, right) => left.start - right.start)) {
    const last = all.at(-1)
    if (!last || last.end <= span.start) all.push(span)
    else all[all.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
  }
  return all
}

function toFound(hits: readonly ExportHit[]): ExportFound {
  const [first, ...others] = hits
  return {
    match: first!.match,
    attribution: first!.scope.attribution(),
    path: first!.path,
    copies: others.map(({ path, match: { place } }) => ({
      field: path,
      line: place.line,
      column: place.column,
    })),
    spans: hits.flatMap(({ spans }) => spans),
    hits,
  }
}
