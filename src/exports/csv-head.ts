import { textOfBytes } from '../text/wide-text.ts'
import { CsvScanner } from './csv-scanner.ts'

const separators = [',', ';', '\t', '|'] as const
/** A name of a column. */
const nameLengthMax = 80
const headBytes = 1 << 14
const lineFeed = 10
/** What a spreadsheet is told of the separator: `sep=;`. */
const separatorLine = /^(?:\xef\xbb\xbf|\ufeff)?"?sep=(.)"?\r?\n/i

/** How a table begins. */
export interface CsvHead {
  readonly separator: string
  /** Of the columns, as its first row has them. */
  readonly names: readonly string[]
  /** Rows before it. */
  readonly rowsBefore: number
}

/** Several ask about the same file. */
const known = new WeakMap<Uint8Array, CsvHead | 'none'>()

/**
 * @param head of a file
 * @returns undefined where nothing is parted as the cells of a row are
 */
export function readCsvHead(head: Uint8Array): CsvHead | undefined {
  let read = known.get(head)
  if (!read) known.set(head, (read = readHead(head.subarray(0, headBytes)) ?? 'none'))
  return read === 'none' ? undefined : read
}

function readHead(head: Uint8Array): CsvHead | undefined {
  // UTF-16 is no table of bytes.
  if (head.subarray(0, 1024).includes(0)) return undefined
  const said = separatorLine.exec(textOfBytes(head.subarray(0, 16)))
  const start = said ? head.indexOf(10) + 1 : 0
  const rows = (said ? [said[1]!] : separators).map((separator) => ({
    separator,
    names: firstRow(head.subarray(start), separator),
    rowsBefore: said ? 1 : 0,
  }))
  const [best] = rows.toSorted((left, right) => right.names.length - left.names.length)
  return best!.names.length > 1 ? best : undefined
}

/** Whether a first row has names of columns: no two are the same but where a column comes again and again. */
export function isRowOfNames({ names }: CsvHead): boolean {
  const filled = names.filter((name) => name !== '')
  const isName = (name: string) => name.length <= nameLengthMax && /^[\p{L}_#@$*]/u.test(name)
  return filled.length > 1 && filled.every((name) => isName(name) && !name.includes('\n'))
}

function firstRow(head: Uint8Array, separator: string): string[] {
  const names: string[] = []
  const scanner = new CsvScanner(separator)
  for (let from = 0; ;) {
    const end = scanner.endOfField(head, from)
    names.push(nameOf(textOfBytes(head.subarray(from, end < 0 ? head.length : end))))
    if (end < 0 || head[end] === lineFeed) return names
    from = end + 1
  }
}

function nameOf(field: string): string {
  return field.replace(/^\ufeff/, '').trim().replace(/^"([^]*)"$/, '$1').replaceAll('""', '"').trim() // prettier-ignore
}
