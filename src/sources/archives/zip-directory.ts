import { ByteReader } from './byte-reader.ts'
import { type ByteSource, sliceSource } from './byte-source.ts'
import { DamageError, truncated } from './member.ts'

/** One file as the central directory of a zip archive describes it (APPNOTE.TXT, 4.3.12). */
export interface ZipEntry {
  readonly name: Uint8Array
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedSize: number
  /** Where the local header is. */
  readonly offset: number
}

/** Where the central directory is, in bytes of the source. */
export interface DirectoryPlace {
  readonly start: number
  readonly end: number
  /** Entries; without zip64, modulo 65536. */
  readonly count: number
  readonly isZip64: boolean
  /** Bytes in front of the archive, which its offsets do not count. */
  readonly shift: number
  /** Where the end record is. */
  readonly endRecord: number
}

const endLength = 22
const commentLengthMax = 65535

/** Looks for the end record from the back. @returns undefined when there is none, so no zip or a cut one */
export function findEndOfDirectory(source: ByteSource): DirectoryPlace | undefined {
  const start = Math.max(0, source.size - endLength - commentLengthMax)
  const tail = source.read(start, source.size - start)
  const view = viewOf(tail)
  for (let at = tail.length - endLength; at >= 0; at--) {
    if (tail[at] !== 0x50 || view.getUint32(at, true) !== 0x06054b50) continue
    if (at + endLength + view.getUint16(at + 20, true) > tail.length) continue
    return placeOf(source, start + at, view, at)
  }
  return undefined
}

function placeOf(
  source: ByteSource,
  position: number,
  view: DataView,
  at: number,
): DirectoryPlace | undefined {
  const zip64 = readZip64End(source, position)
  const directoryEnd = zip64?.position ?? position
  const size = zip64?.size ?? view.getUint32(at + 12, true)
  const offset = zip64?.offset ?? view.getUint32(at + 16, true)
  const start = directoryEnd - size
  if (start < 0) return undefined
  return {
    start,
    end: directoryEnd,
    count: zip64?.count ?? view.getUint16(at + 10, true),
    isZip64: zip64 !== undefined,
    shift: start - offset,
    endRecord: position,
  }
}

function readZip64End(
  source: ByteSource,
  position: number,
): { position: number; count: number; size: number; offset: number } | undefined {
  const locator = source.read(Math.max(0, position - 20), 20)
  if (position < 20 || viewOf(locator).getUint32(0, true) !== 0x07064b50) return undefined
  const stated = bigAt(viewOf(locator), 8)
  // Bytes in front of the archive move the record; its usual place is right before the locator.
  for (const at of [stated, position - 20 - 56]) {
    const record = at >= 0 && at < source.size ? source.read(at, 56) : new Uint8Array()
    if (record.length < 56) continue
    const view = viewOf(record)
    if (view.getUint32(0, true) !== 0x06064b50) continue
    return {
      position: at,
      count: bigAt(view, 32),
      size: bigAt(view, 40),
      offset: bigAt(view, 48),
    }
  }
  return undefined
}

/** Reads the directory piece by piece. Throws {@link DamageError} where it ends too early. */
export function* readDirectory(
  source: ByteSource,
  place: DirectoryPlace,
): Generator<ZipEntry, void, undefined> {
  const reader = new ByteReader(sliceSource(source, place.start, place.end))
  let count = 0
  for (;;) {
    const head = reader.take(46)
    if (head.length === 0) break
    if (head.length < 46) throw new DamageError(truncated)
    const view = viewOf(head)
    if (view.getUint32(0, true) !== 0x02014b50) break
    const name = reader.take(view.getUint16(28, true)).slice()
    const extra = reader.take(view.getUint16(30, true)).slice()
    if (!reader.skip(view.getUint16(32, true))) throw new DamageError(truncated)
    count++
    const sizes = widenSizes(view, extra)
    yield {
      name,
      flags: view.getUint16(8, true),
      method: view.getUint16(10, true),
      crc: view.getUint32(16, true),
      packedSize: sizes.packedSize,
      offset: sizes.offset + place.shift,
    }
  }
  if ((place.isZip64 ? count : count % 65536) !== place.count) {
    throw new DamageError('damaged central directory')
  }
}

/** Sizes that do not fit into 32 bits are in the extra field 1, each only if its own field is full. */
function widenSizes(view: DataView, extra: Uint8Array): { packedSize: number; offset: number } {
  let packedSize = view.getUint32(20, true)
  let offset = view.getUint32(42, true)
  const wide = viewOf(extra)
  for (let at = 0; at + 4 <= extra.length; at += 4 + wide.getUint16(at + 2, true)) {
    if (wide.getUint16(at, true) !== 1) continue
    let field = at + 4
    const end = Math.min(extra.length, field + wide.getUint16(at + 2, true))
    const next = (value: number): number => {
      if (value !== 0xffffffff || field + 8 > end) return value
      field += 8
      return bigAt(wide, field - 8)
    }
    next(view.getUint32(24, true))
    packedSize = next(packedSize)
    offset = next(offset)
  }
  return { packedSize, offset }
}

/** 64 bits as a number; what does not fit is beyond every file's end anyway. */
export function bigAt(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true))
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
