import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { exportFormats } from '../../src/exports/formats/formats.ts'

/** What a test has counted of an export of some format. */
export interface TableRow {
  readonly format: string
  /** What kind of export. */
  readonly title: string
  readonly files: number
  /** Files that were taken for the format by their content. */
  readonly told: number
  /** Secrets, each in a field of its own. */
  readonly planted: number
  readonly found: number
  /** Places in which one was masked: copies, and pieces of what the format cuts, count once each. */
  readonly places: number
  /** What is found in the redacted copy. */
  readonly foundAgain: number
  /** The reader, not ours, that opened the redacted copy. */
  readonly openedBy: string
}

export const tablePath = join(import.meta.dirname, 'README.md')

const update = process.env['STANCH_TABLE'] === 'update'

const prose = `# What is checked of each format of exports

Written by the tests themselves, never by hand: each row is what one test counts, and the test fails when it counts something else.
A secret of its own is planted in every field that can hold text, whole or cut as the format cuts texts. All must be found with who
said it, where and when (test/exports/check-format.ts); the redacted copy must be byte for byte what it was but for a token where
each secret began, be opened by a reader that is not ours, scan clean, and not change when it is redacted again; and all that again with
white space anywhere, characters escaped at random, and in chunks of any size (check-redacted.ts).

To write it anew: \`STANCH_TABLE=update npx vitest run --config test/vitest.config.ts --no-file-parallelism test/exports test/scan/export\`.

`

const head = [
  '| format | export | files, told by content | planted | found | places masked | opened by | found again |',
  '| --- | --- | ---: | ---: | ---: | ---: | --- | ---: |',
]

/**
 * Compares what was counted with the table that is checked in.
 *
 * @throws where it has no such row; with `STANCH_TABLE=update` it is written
 */
export function expectRow(row: TableRow): void {
  if (update) writeTable([...readTable().filter((known) => !isSameExport(known, row)), row])
  expect(readTable().find((known) => isSameExport(known, row))).toEqual(row)
}

export function readTable(): TableRow[] {
  if (!existsSync(tablePath)) return []
  const lines = readFileSync(tablePath, 'utf8').split('\n')
  return lines
    .filter((line) => line.startsWith('| ') && !head.includes(line) && !line.includes('**'))
    .map(parseRow)
}

/** The whole document, for rows in any order. */
export function printTable(rows: readonly TableRow[]): string {
  const sorted = rows.toSorted(
    (left, right) =>
      exportFormats.indexOf(left.format) - exportFormats.indexOf(right.format) ||
      (left.title < right.title ? -1 : 1),
  )
  const lines = [...head, ...sorted.map(printRow), printRow(totalOf(rows), '**')]
  return `${prose}${lines.join('\n')}\n`
}

function writeTable(rows: readonly TableRow[]): void {
  writeFileSync(tablePath, printTable(rows))
}

function isSameExport(left: TableRow, right: TableRow): boolean {
  return left.format === right.format && left.title === right.title
}

function printRow(row: TableRow, bold: unknown = ''): string {
  const mark = bold === '**' ? bold : ''
  const { format, title, told, files, planted, found, places, openedBy, foundAgain } = row
  const cells = [format, title, `${told} of ${files}`, planted, found, places, openedBy, foundAgain]
  return `| ${cells.map((cell) => (cell === '' ? '' : `${mark}${cell}${mark}`)).join(' | ')} |`
}

function parseRow(line: string): TableRow {
  const cells = line.split('|').map((cell) => cell.trim())
  const [, format, title, files, planted, found, places, openedBy, foundAgain] = cells as [string, string, string, string, string, string, string, string, string] // prettier-ignore
  const [told, all] = files.split(' of ').map(Number) as [number, number]
  const numbers = { planted: Number(planted), found: Number(found), places: Number(places) }
  return { format, title, files: all, told, ...numbers, openedBy, foundAgain: Number(foundAgain) }
}

function totalOf(rows: readonly TableRow[]): TableRow {
  const sum = (key: 'files' | 'told' | 'planted' | 'found' | 'places' | 'foundAgain') =>
    rows.reduce((all, row) => all + row[key], 0)
  const formats = new Set(rows.map(({ format }) => format)).size
  return {
    format: `${formats} formats`,
    title: `${rows.length} exports`,
    files: sum('files'),
    told: sum('told'),
    planted: sum('planted'),
    found: sum('found'),
    places: sum('places'),
    openedBy: '',
    foundAgain: sum('foundAgain'),
  }
}
