import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvScanner, passRows } from '../../src/exports/csv-scanner.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'

interface Row {
  readonly start: number
  /** Behind its line feed. */
  readonly end: number
  readonly hasPairs: boolean
}

/** Rows that end, field by field. */
function rowsOf(bytes: Uint8Array): Row[] {
  const scanner = new CsvScanner(',')
  const rows: Row[] = []
  let [start, hasPairs] = [0, false]
  for (let at = 0; ;) {
    const end = scanner.endOfField(bytes, at)
    if (end < 0) return rows
    if (scanner.hasPairs) hasPairs = true
    at = end + 1
    if (bytes[end] !== 10) continue
    rows.push({ start, end: at, hasPairs })
    start = at
    hasPairs = false
  }
}

const texts = fc
  .array(fc.constantFrom('a', ',', '"', '\n', '""', '",', '\n"', '"\r\n'), { maxLength: 30 })
  .map((parts) => parts.join(''))

test('rows are passed by as far as their fields, read one by one, are shown by their bytes', () => {
  fc.assert(
    fc.property(texts, fc.nat(60), (text, limit) => {
      const bytes = bytesOfLatin1(`x\n${text}`)
      const to = Math.min(limit + 2, bytes.length)
      const rows = rowsOf(bytes).filter(({ start }) => start > 0)
      const stop = rows.findIndex(({ end, hasPairs }) => hasPairs || end > to)
      const passed = stop < 0 ? rows : rows.slice(0, stop)
      const { count, end } = passRows(bytes, 2, to, ',')
      expect({ count, end }).toEqual({ count: passed.length, end: passed.at(-1)?.end ?? 2 })
    }),
    { numRuns: 2000 },
  )
})

test('a field may be cut anywhere', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = bytesOfLatin1(text)
      const scanner = new CsvScanner(',')
      const ends: number[] = []
      for (let at = 0; at < bytes.length; at++) {
        if (scanner.endOfField(bytes.subarray(at, at + 1), 0) >= 0 && bytes[at] === 10) ends.push(at + 1)
      }
      expect(ends).toEqual(rowsOf(bytes).map(({ end }) => end))
    }),
    { numRuns: 500 },
  )
}) // prettier-ignore
