import type { PlacedMatch } from '../engine/scanner.ts'
import { countFirst } from '../text/count-first.ts'
import { overlapsAny, type Span } from '../text/span.ts'
import type { TextReference } from './export-reader.ts'
import type { ExportFound } from './group-copies.ts'
import { shiftRanges } from './shift-ranges.ts'

/** A run of a file that gives way to a text. */
export interface FileEdit {
  readonly span: Span
  /** ASCII. */
  readonly text: string
  /** The file is UTF-16 there, the text is not yet. */
  readonly isWide: boolean
  /** The run is encoded as a whole: what changes of its decoded bytes; ascending, disjoint. See `encodeEdits`. */
  readonly inner?: readonly FileEdit[]
}

/** How a file is to be changed, and what that does to what refers to its texts. */
export interface EditPlan {
  /** Ascending, disjoint. */
  readonly edits: readonly FileEdit[]
  /** Numbers that were changed since they are places in a text that was. */
  readonly shiftedOffsets: number
  /** Places of records whose text is signed, and was changed. */
  readonly brokenSignatures: readonly string[]
}

/**
 * What a file's edits are, so that nothing that was found stays in it. A secret that is cut gets its token where it
 * begins; each copy gets it. Of findings that overlap the longer one tells what stands there.
 *
 * @param shown what stands where a secret was
 */
export function planEdits(
  founds: readonly ExportFound[],
  references: readonly TextReference[],
  shown: (match: PlacedMatch) => string,
): EditPlan {
  const all = founds.flatMap((found) => editsOf(found, shown(found.match)))
  const parts = encodedEdits(all)
  const bodies = parts.map(({ span }) => span)
  // What goes on into a part that is written anew is found again afterwards.
  const plain = all.filter(({ body, edit }) => !body && !overlapsAny(bodies, edit.span))
  const masks = mergeEdits([...plain.map(({ edit }) => edit), ...parts])
  const offsets: FileEdit[] = []
  const brokenSignatures: string[] = []
  for (const reference of references) {
    const within = editsIn(masks, reference.text)
    if (within.length === 0) continue
    if (reference.isSignature) brokenSignatures.push(reference.path)
    else offsets.push(...shiftRanges(reference, within))
  }
  // A number that is masked itself stays so.
  const free = offsets.filter(({ span }) => editsIn(masks, span).length === 0)
  const edits = mergeEdits([...masks, ...free])
  return { edits, shiftedOffsets: edits.length - masks.length, brokenSignatures }
}

/** An edit of the file, or of what a part of it decodes to. */
interface PlacedEdit {
  readonly edit: FileEdit
  readonly body: Span | undefined
}

function editsOf({ hits }: ExportFound, text: string): PlacedEdit[] {
  return hits.flatMap(({ match, spans }) =>
    spans.map(({ start, end, quotes = '', encoded }, at) => ({
      edit: {
        span: encoded?.decoded ?? { start, end },
        text: quotes + (at === 0 ? text : '') + quotes,
        isWide: encoded?.isWide ?? match.decoded[0] === 'utf-16',
      },
      body: encoded?.body,
    })),
  )
}

/** One edit for each part that is encoded as a whole, ascending. */
function encodedEdits(all: readonly PlacedEdit[]): FileEdit[] {
  const bodies = new Map<number, { readonly span: Span; readonly edits: FileEdit[] }>()
  for (const { edit, body } of all) {
    if (!body) continue
    const known = bodies.get(body.start)
    if (known) known.edits.push(edit)
    else bodies.set(body.start, { span: body, edits: [edit] })
  }
  const ascending = [...bodies.values()].toSorted(
    (left, right) => left.span.start - right.span.start,
  )
  return ascending.map(({ span, edits }) => {
    return { span, text: '', isWide: false, inner: mergeEdits(edits) }
  })
}

/** @param edits any order; of those that overlap the longer one says what stands there, if it says anything */
function mergeEdits(edits: readonly FileEdit[]): FileEdit[] {
  const merged: FileEdit[] = []
  let longest = 0
  for (const edit of edits.toSorted((left, right) => left.span.start - right.span.start)) {
    const { span } = edit
    const length = span.end - span.start
    const last = merged.at(-1)
    if (!last || last.span.end <= span.start) {
      merged.push(edit)
      longest = length
      continue
    }
    const isBetter = edit.text !== '' && (last.text === '' || length > longest)
    longest = Math.max(longest, length)
    merged[merged.length - 1] = {
      ...(isBetter ? edit : last),
      span: { start: last.span.start, end: Math.max(last.span.end, span.end) },
    }
  }
  return merged
}

/** @param edits ascending, disjoint */
function editsIn(edits: readonly FileEdit[], { start, end }: Span): readonly FileEdit[] {
  return edits.slice(
    countFirst(edits, ({ span }) => span.end <= start),
    countFirst(edits, ({ span }) => span.start < end),
  )
}
