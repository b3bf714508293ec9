import type { Candidate } from '../engine/candidate.ts'
import type { Engine } from '../engine/engine.ts'
import type { Place } from '../engine/finding.ts'
import { resolveMatches } from '../engine/resolve.ts'
import { countFirst } from '../text/count-first.ts'
import { writeLatin1 } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import type { ExportHit } from './group-copies.ts'
import type { JoinedText, TextDocument, TextPiece } from './joined-text.ts'
import type { LinePlace } from './line-counter.ts'

/** So many lines part what does not belong together. */
const gap = '\n'.repeat(6)
/** What a chat is: prose. */
const prose: TextDocument = { kind: 'text', fileName: '-', path: '-' }
const none = new Uint8Array(0)

/**
 * Finds what stands in texts that were put together.
 *
 * @returns what stands in one piece of text as well as what is cut
 */
export function searchTexts(
  engine: Engine,
  texts: readonly JoinedText[],
  options: { readonly isWanted: (candidate: Candidate) => boolean },
): ExportHit[] {
  const files = texts.filter(({ document }) => document !== undefined)
  const others = texts.filter(({ document }) => document === undefined)
  return [
    ...searchAlike(engine, others, prose, options),
    ...files.flatMap((text) => searchAlike(engine, [text], text.document!, options)),
  ]
}

function searchAlike(
  engine: Engine,
  texts: readonly JoinedText[],
  document: TextDocument,
  { isWanted }: { readonly isWanted: (candidate: Candidate) => boolean },
): ExportHit[] {
  if (texts.length === 0) return []
  const starts: number[] = []
  let all = ''
  for (const { text } of texts) {
    starts.push(all.length)
    all += text + gap
  }
  const { prefilter } = engine
  const address = prefilter.reserve(all.length)
  try {
    writeLatin1(all, prefilter.bytes.subarray(address))
    const { candidates } = engine.scan(address, all.length, document)
    const lineOf = (offset: number) => prefilter.countLineFeeds(address, address + offset)
    return resolveMatches(candidates, lineOf)
      .filter(isWanted)
      .flatMap((match): ExportHit[] => {
        const at = countFirst(starts, (start) => start <= match.span.start) - 1
        const text = texts[at]!
        const inner = (span: Span) => ({
          start: span.start - starts[at]!,
          end: span.end - starts[at]!,
        })
        const spans = text.spansOf(inner(match.span))
        if (spans.length === 0) return []
        const { scope, path, decoding } = text.pieceAt(match.span.start - starts[at]!)
        const placeOf = ({ span }: Candidate) => placeIn(text, inner(span))
        const place = placeOf(match)
        const componentPlaces = match.components.map(placeOf)
        return [
          {
            match: { ...match, place, componentPlaces, lineText: none },
            scope,
            path,
            spans,
            isJoined: true,
            ...(decoding && { isDecoded: true }),
          },
        ]
      })
  } finally {
    prefilter.release(all.length)
  }
}

/** From where its first piece begins to where its last one ends. */
function placeIn(text: JoinedText, span: Span): Place {
  const spans = text.spansOf(span)
  const first = text.pieceAt(span.start)
  const last = text.pieceAt(span.end - 1)
  const start = spans[0]?.start ?? first.base
  const end = spans.at(-1)?.end ?? start
  const from = linePlaceOf(first, start)
  const to = linePlaceOf(last, end)
  return {
    line: from.line,
    column: start - from.lineStart + 1,
    endLine: to.line,
    endColumn: end - to.lineStart + 1,
    start,
    end,
  }
}

function linePlaceOf({ decoding, line, lineStart }: TextPiece, offset: number): LinePlace {
  return decoding?.lineAt(offset) ?? { line, lineStart }
}

/**
 * Whether something stands in texts, in one piece or cut; where is only roughly known.
 *
 * @returns offsets, any order
 */
export function findIn(
  engine: Engine,
  texts: Uint8Array,
  isWanted: (candidate: Candidate) => boolean,
): number[] {
  const { prefilter } = engine
  const address = prefilter.reserve(texts.length)
  try {
    prefilter.bytes.set(texts, address)
    const { candidates } = engine.scan(address, texts.length, prose)
    return candidates.filter(isWanted).map(({ span }) => span.start)
  } finally {
    prefilter.release(texts.length)
  }
}
