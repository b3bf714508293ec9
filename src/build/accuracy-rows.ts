import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { bytesOfUtf8 } from '../text/bytes.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import type { Span } from '../text/span.ts'

/** One labelled document. */
export interface LabelledRow {
  readonly id: string
  readonly text: string
  /** A secret stands at the span. False also for test and example values, label `X`. */
  readonly isTrue: boolean
  /** Bytes in UTF-8; `undefined` when the labeller did not say. */
  readonly span: Span | undefined
  readonly category: string
  /** The source's own rule and its name; empty when unknown. */
  readonly rule: string
  readonly name: string
  /** A placeholder or human word in a token's shape, which a precise scanner may refuse. */
  readonly isLeft: boolean
  /** What the document is called, so that its kind is right. */
  readonly documentName: string
}

const rowSchema = v.object({
  id: v.union([v.string(), v.number()]),
  text: v.string(),
  label: v.picklist(['T', 'F', 'X']),
  start: v.nullish(v.number()),
  end: v.nullish(v.number()),
  category: v.string(),
  ext: v.nullish(v.string()),
  path: v.nullish(v.string()),
  rule: v.nullish(v.string()),
  name: v.nullish(v.string()),
  note: v.nullish(v.string()),
})

/** @throws StanchError `ROWS_UNREADABLE`, `ROW_INVALID` naming the line and each fault */
export function readRows(path: string): LabelledRow[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const message = `${path} cannot be read: ${reasonOf(error)}`
    throw new StanchError('ROWS_UNREADABLE', message, { cause: error })
  }
  return text
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [parseRow(line, `${path}:${at + 1}`)]))
}

/** @param where for messages */
export function parseRow(line: string, where: string): LabelledRow {
  const parsed = v.safeParse(rowSchema, parseJson(line, where))
  if (!parsed.success) {
    const faults = parsed.issues.map(
      (issue) => `${where}: ${v.getDotPath(issue) ?? ''}: ${issue.message}`,
    )
    throw new StanchError('ROW_INVALID', faults.join('\n'))
  }
  const row = parsed.output
  return {
    id: String(row.id),
    text: row.text,
    isTrue: row.label === 'T',
    span: byteSpanOf(row.text, row.start, row.end),
    category: row.category,
    rule: row.rule ?? '',
    name: row.name ?? '',
    isLeft: /^left:(?!\s*checksum)/.test(row.note ?? ''),
    documentName: documentNameOf(row),
  }
}

function parseJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new StanchError('ROW_INVALID', `${where}: not JSON`, { cause: error })
  }
}

/** A span with one end unknown is unknown. */
function byteSpanOf(
  text: string,
  start: number | null | undefined,
  end: number | null | undefined,
): Span | undefined {
  if (typeof start !== 'number' || typeof end !== 'number') return undefined
  // Labels count code points.
  const points = Array.from(text)
  const bytesUpTo = (at: number) => bytesOfUtf8(points.slice(0, at).join('')).length
  return { start: bytesUpTo(start), end: bytesUpTo(end) }
}

function documentNameOf(row: {
  path?: string | null | undefined
  ext?: string | null | undefined
}) {
  if (row.path) return row.path
  return row.ext ? `x.${row.ext.replace(/^\./, '')}` : 'x'
}
