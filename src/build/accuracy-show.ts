import { bytesOfUtf8, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { isReported, type ScoredRow } from './accuracy-score.ts'

export const showChoices = ['misses', 'false-alarms'] as const
export type ShowChoice = (typeof showChoices)[number]

export interface ShowOptions {
  readonly what: ShowChoice
  readonly countMax: number
  /** Values in clear. The samples are public; still not the default. */
  readonly reveal: boolean
}

/** Characters of the line before a value that are shown with it. */
const contextLength = 60

/** Rows that were misjudged, each as a head line and the place it stands at. */
export function showRows(rows: readonly ScoredRow[], options: ShowOptions): string {
  const wanted = rows.filter((one) =>
    options.what === 'misses'
      ? one.row.isTrue && !isReported(one)
      : !one.row.isTrue && isReported(one),
  )
  const shown = wanted.slice(0, options.countMax).map((one) => showRow(one, options.reveal))
  const head = `${options.what}: ${shown.length} of ${wanted.length}`
  return [head, ...shown].join('\n')
}

function showRow({ row, counted, others }: ScoredRow, reveal: boolean): string {
  const rules = new Set((row.isTrue ? others : counted).map(({ rule }) => rule))
  const elsewhere = row.isTrue && rules.size > 0 ? 'elsewhere or too long: ' : ''
  const head = [row.id, row.category, row.name, row.documentName, elsewhere + [...rules].join(', ')]
  const span = row.isTrue ? row.span : counted[0]!.span
  return `  ${head.filter((part) => part !== '').join(' · ')}\n    ${showPlace(row.text, span, reveal)}`
}

function showPlace(text: string, span: Span | undefined, reveal: boolean): string {
  if (!span) return reveal ? oneLine(text) : `place unknown, ${text.length} characters`
  const bytes = bytesOfUtf8(text)
  const value = utf8Of(bytes, span.start, span.end)
  const before = utf8Of(bytes, 0, span.start).split('\n').at(-1)!.slice(-contextLength)
  const behind = utf8Of(bytes, span.end, bytes.length)
    .split('\n')[0]!
    .slice(0, contextLength / 3)
  if (reveal) return oneLine(before + value + behind)
  return oneLine(nameBefore(before) + describeValue(value))
}

/** `gh… (40: a-z A-Z 0-9 _)`: two characters at most, and never over a quarter; then length and classes. */
export function describeValue(value: string): string {
  const classes: readonly (readonly [string, RegExp])[] = [
    ['a-z', /[a-z]/],
    ['A-Z', /[A-Z]/],
    ['0-9', /[0-9]/],
    ['blank', /\s/],
    ['other', /[^a-zA-Z0-9\s]/],
  ]
  const present = classes.filter(([, pattern]) => pattern.test(value)).map(([name]) => name)
  const start = value.slice(0, Math.min(2, value.length >> 2))
  return `${start}… (${value.length}: ${present.join(' ')})`
}

/** The name the value is assigned to; a name that looks like a value goes too. */
function nameBefore(text: string): string {
  const [name = ''] = /[\w$.-]{1,40}["'`\]]*\s*[:=(<>,@]*\s*["'`]?$/.exec(text) ?? []
  return name.replace(/^(?=.*\d)[\w$.-]{16,}/, describeValue)
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}

function utf8Of(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(latin1Of(bytes, start, end), 'latin1').toString('utf8')
}
