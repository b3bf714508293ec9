import { concatBytes } from '../../text/bytes.ts'
import { viewOf } from './database-header.ts'
import type { PayloadReader } from './payload-reader.ts'
import { varintAt, varintLength } from './varint.ts'

/** Where a value stands in its record: https://www.sqlite.org/fileformat2.html#record_format */
export interface ColumnValue {
  readonly type: 'null' | 'integer' | 'real' | 'text' | 'blob'
  readonly start: number
  readonly end: number
  /** Of an integer of up to 48 bits. */
  readonly integer?: number
}

/** More columns no database can have. */
const headBytesMax = 1 << 20

/** @returns undefined when the record's head is damaged */
export function readColumns(payload: PayloadReader): ColumnValue[] | undefined {
  const first = payload.take(1)
  if (first.length === 0) return undefined
  const rest = first[0]! < 0x80 ? new Uint8Array() : payload.take(8)
  const lead = concatBytes([first, rest])
  const length = varintAt(lead, 0)
  if (!(length >= lead.length - rest.length && length <= headBytesMax)) return undefined
  const head = concatBytes([lead, payload.take(Math.max(0, length - lead.length))])
  if (head.length < length) return undefined
  const columns: ColumnValue[] = []
  let start = length
  for (let at = varintLength(head, 0); at < length; at += varintLength(head, at)) {
    const column = columnOf(varintAt(head, at), start)
    if (!column) return undefined
    columns.push(column)
    start = column.end
  }
  return columns
}

const integerBytes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0]

function columnOf(serial: number, start: number): ColumnValue | undefined {
  if (serial >= 12) {
    const bytes = Math.floor((serial - 12) / 2)
    return { type: serial % 2 === 0 ? 'blob' : 'text', start, end: start + bytes }
  }
  const bytes = integerBytes[serial]
  if (bytes === undefined) return undefined
  if (serial === 0) return { type: 'null', start, end: start }
  const type = serial === 7 ? 'real' : 'integer'
  const isConstant = serial === 8 || serial === 9
  return { type, start, end: start + bytes, ...(isConstant && { integer: serial - 8 }) }
}

/** Of an integer's bytes, of which there are up to 6. */
export function integerOf(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0
  let value = viewOf(bytes).getInt8(0)
  for (const byte of bytes.subarray(1)) value = value * 256 + byte
  return value
}
