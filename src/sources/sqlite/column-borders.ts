import { varintAt, varintLength } from './varint.ts'

const freeBlockHeadBytes = 4
/** Of a column's type. */
const typeBytesMax = 9
/** In a page; bytes that happen to look like heads would give any number. */
const bordersMax = 256

/**
 * Where in a page, as far as can be told, one column of a deleted record ends and the next one begins: nothing parts the
 * texts there, so that a secret at the start of a value would be read as the end of the column before. Of what was made a
 * free block the first four bytes are lost, and with them the length of the record, maybe of its head:
 * https://www.sqlite.org/fileformat2.html#freeblock
 *
 * @param columnCounts of all tables
 * @returns ascending; some may be none
 */
export function columnBorders(page: Uint8Array, columnCounts: ReadonlySet<number>): number[] {
  const borders = new Set<number>()
  const add = (border: number) => {
    if (borders.size < bordersMax && isInText(page, border)) borders.add(border)
  }
  for (let at = 1; at + 2 < page.length; at++) {
    const blockBytes = freeBlockBytes(page, at - freeBlockHeadBytes)
    const headBytes = page[at - 1]! - 1
    for (const count of columnCounts) {
      if (blockBytes === 0 && (headBytes < count || headBytes > count * typeBytesMax)) continue
      const head = readHead(page, at, count)
      if (head && headBytes === head.bytes) forward(at + head.bytes, head.lengths, add)
      if (blockBytes === 0) continue
      if (head) forward(at + head.bytes, head.lengths, add)
      const shorter = readHead(page, at, count - 1)
      const end = at - freeBlockHeadBytes + blockBytes
      if (shorter) backward(end, shorter.lengths, add)
    }
  }
  return [...borders].toSorted((left, right) => left - right)
}

interface Head {
  readonly bytes: number
  readonly lengths: readonly number[]
}

/** The types of so many columns: https://www.sqlite.org/fileformat2.html#record_format */
function readHead(page: Uint8Array, start: number, count: number): Head | undefined {
  const lengths: number[] = []
  let at = start
  for (let column = 0; column < count; column++) {
    const serial = varintAt(page, at)
    if (!(serial < 2 ** 31) || serial === 10 || serial === 11) return undefined
    lengths.push(serial < 12 ? [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][serial]! : (serial - 12) >> 1)
    at += varintLength(page, at)
  }
  return { bytes: at - start, lengths }
}

function forward(start: number, lengths: readonly number[], add: (border: number) => void): void {
  let at = start
  for (const length of lengths) {
    add(at)
    at += length
  }
  add(at)
}

function backward(end: number, lengths: readonly number[], add: (border: number) => void): void {
  let at = end
  add(at)
  for (const length of lengths.toReversed()) add((at -= length))
}

/** @returns 0 when there is no head of a free block */
function freeBlockBytes(page: Uint8Array, at: number): number {
  if (at < 0) return 0
  const [first, second] = [page[at]!, page[at + 1]!]
  const [third, fourth] = [page[at + 2]!, page[at + 3]!]
  // In a text each four bytes could be one.
  if (first >= 0x20 && second >= 0x20 && third >= 0x20 && fourth >= 0x20) return 0
  const next = (first << 8) | second
  const bytes = (third << 8) | fourth
  const isBlock = bytes > freeBlockHeadBytes && at + bytes <= page.length
  return isBlock && (next === 0 || (next > at && next < page.length)) ? bytes : 0
}

/** Two texts meet there. Of UTF-16 every second byte is mostly 0. */
function isInText(page: Uint8Array, border: number): boolean {
  return isText(page, border - 2) && isText(page, border)
}

function isText(page: Uint8Array, at: number): boolean {
  return page[at]! >= 0x20 || page[at + 1]! >= 0x20
}
