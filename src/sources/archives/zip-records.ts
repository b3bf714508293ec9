import { concatBytes } from '../../text/bytes.ts'
import type { ByteSource } from './byte-source.ts'
import type { Output } from './rewrite.ts'
import { bigAt, viewOf, type DirectoryPlace } from './zip-directory.ts'

/** An entry of a central directory as it stands there, and what of it may change (APPNOTE.TXT, 4.3.12). */
export interface ZipRecord {
  /** The record as it is read. */
  readonly head: Uint8Array
  readonly name: Uint8Array
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedSize: number
  readonly size: number
  /** Of the local header, in bytes of the file. */
  readonly offset: number
}

const recordSignature = 0x02014b50
const full = 0xffffffff
const zip64Id = 1

/** @returns undefined when the directory is damaged */
export function readRecords(source: ByteSource, place: DirectoryPlace): ZipRecord[] | undefined {
  const bytes = source.read(place.start, place.end - place.start)
  const records: ZipRecord[] = []
  let at = 0
  for (; at + 46 <= bytes.length;) {
    const view = viewOf(bytes.subarray(at))
    if (view.getUint32(0, true) !== recordSignature) break
    const nameEnd = 46 + view.getUint16(28, true)
    const extraEnd = nameEnd + view.getUint16(30, true)
    const length = extraEnd + view.getUint16(32, true)
    if (at + length > bytes.length) return undefined
    const head = bytes.subarray(at, at + length)
    const wide = wideReader(head.subarray(nameEnd, extraEnd))
    const size = wide(view.getUint32(24, true))
    const packedSize = wide(view.getUint32(20, true))
    records.push({
      head,
      name: head.subarray(46, nameEnd),
      flags: view.getUint16(8, true),
      method: view.getUint16(10, true),
      crc: view.getUint32(16, true),
      packedSize,
      size,
      offset: wide(view.getUint32(42, true)) + place.shift,
    })
    at += length
  }
  const isWhole = (place.isZip64 ? records.length : records.length % 65536) === place.count
  return isWhole ? records : undefined
}

/** Gives what does not fit into 32 bits, in its order. */
function wideReader(extra: Uint8Array): (value: number) => number {
  const field = extraFields(extra).find(({ id }) => id === zip64Id)?.bytes
  let at = 4
  return (value) => {
    if (value !== full || !field || at + 8 > field.length) return value
    at += 8
    return bigAt(viewOf(field), at - 8)
  }
}

/** With their heads. */
function extraFields(extra: Uint8Array): { id: number; bytes: Uint8Array }[] {
  const fields: { id: number; bytes: Uint8Array }[] = []
  const view = viewOf(extra)
  for (let at = 0; at + 4 <= extra.length;) {
    const end = Math.min(extra.length, at + 4 + view.getUint16(at + 2, true))
    fields.push({ id: view.getUint16(at, true), bytes: extra.subarray(at, end) })
    at = end
  }
  return fields
}

/** Bytes behind an entry that say again how long it is; a signature may come first, and sizes may be wide. */
export function descriptorLength(
  source: ByteSource,
  position: number,
  { flags, crc, packedSize, size }: ZipRecord,
): number {
  if (!(flags & 8)) return 0
  const view = viewOf(source.read(position, 24))
  for (const start of [4, 0]) {
    if (view.byteLength < start + 12 || view.getUint32(start, true) !== crc) continue
    if (start === 4 && view.getUint32(0, true) !== 0x08074b50) continue
    const isNarrow =
      view.getUint32(start + 4, true) === packedSize && view.getUint32(start + 8, true) === size
    return isNarrow ? start + 12 : start + 20
  }
  return 0
}

/** @param head a local header as it stands, its name and extra fields included */
export function localHeader(head: Uint8Array, record: ZipRecord): Uint8Array {
  const nameLength = viewOf(head).getUint16(26, true)
  const isWide = record.size >= full || record.packedSize >= full
  const sizes = isWide ? [record.size, record.packedSize] : []
  const extra = withZip64(head.subarray(30 + nameLength), sizes)
  const changed = concatBytes([head.subarray(0, 30 + nameLength), extra])
  const view = viewOf(changed)
  view.setUint16(6, record.flags, true)
  view.setUint16(8, record.method, true)
  view.setUint32(14, record.crc, true)
  view.setUint32(18, isWide ? full : record.packedSize, true)
  view.setUint32(22, isWide ? full : record.size, true)
  view.setUint16(28, extra.length, true)
  return changed
}

function withZip64(extra: Uint8Array, sizes: readonly number[]): Uint8Array {
  const others = extraFields(extra)
    .filter(({ id }) => id !== zip64Id)
    .map(({ bytes }) => bytes)
  if (sizes.length === 0) return concatBytes(others)
  const field = new DataView(new ArrayBuffer(4 + 8 * sizes.length))
  field.setUint16(0, zip64Id, true)
  field.setUint16(2, 8 * sizes.length, true)
  sizes.forEach((size, at) => field.setBigUint64(4 + 8 * at, BigInt(size), true))
  return concatBytes([new Uint8Array(field.buffer), ...others])
}

/** What the directory says of an entry as it is now; one that did not move stays byte for byte. */
function directoryRecord(record: ZipRecord, shift: number): Uint8Array {
  const { head } = record
  const before = viewOf(head)
  const nameEnd = 46 + before.getUint16(28, true)
  const extraEnd = nameEnd + before.getUint16(30, true)
  const offset = record.offset - shift
  const wide = [record.size, record.packedSize, offset].filter((value) => value >= full)
  const extra = withZip64(head.subarray(nameEnd, extraEnd), wide)
  const changed = concatBytes([head.subarray(0, nameEnd), extra, head.subarray(extraEnd)])
  const view = viewOf(changed)
  view.setUint16(8, record.flags, true)
  view.setUint16(10, record.method, true)
  view.setUint32(16, record.crc, true)
  view.setUint32(20, Math.min(full, record.packedSize), true)
  view.setUint32(24, Math.min(full, record.size), true)
  view.setUint16(30, extra.length, true)
  view.setUint32(42, Math.min(full, offset), true)
  return changed
}

/** Writes the directory, and what stands behind it in the archive, with the places that are right now. */
export function writeDirectory(
  output: Output,
  source: ByteSource,
  place: DirectoryPlace,
  records: readonly ZipRecord[],
): void {
  const start = output.position
  for (const record of records) output.write(directoryRecord(record, place.shift))
  const end = output.position
  const size = end - start
  const offset = start - place.shift
  const isWide = place.isZip64 || records.length >= 0xffff || size >= full || offset >= full
  if (isWide) {
    output.write(wideEnd(source, place, records.length, size, offset))
    const locator = new DataView(new ArrayBuffer(20))
    locator.setUint32(0, 0x07064b50, true)
    locator.setBigUint64(8, BigInt(end - place.shift), true)
    locator.setUint32(16, 1, true)
    output.write(new Uint8Array(locator.buffer))
  }
  const tail = Uint8Array.from(source.read(place.endRecord, source.size - place.endRecord))
  const view = viewOf(tail)
  view.setUint32(12, Math.min(full, size), true)
  view.setUint32(16, Math.min(full, offset), true)
  output.write(tail)
}

/** The zip64 end record: that of the archive, or a new one. */
function wideEnd(
  source: ByteSource,
  place: DirectoryPlace,
  count: number,
  size: number,
  offset: number,
): Uint8Array {
  const record = new Uint8Array(56)
  if (place.isZip64) record.set(source.read(place.end, 56))
  const view = viewOf(record)
  if (!place.isZip64) {
    view.setUint32(0, 0x06064b50, true)
    view.setUint16(12, 45, true)
    view.setUint16(14, 45, true)
  }
  view.setBigUint64(4, 44n, true)
  view.setBigUint64(24, BigInt(count), true)
  view.setBigUint64(32, BigInt(count), true)
  view.setBigUint64(40, BigInt(size), true)
  view.setBigUint64(48, BigInt(offset), true)
  return record
}
