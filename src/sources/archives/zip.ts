import { crc32 } from 'node:zlib'
import { labelOfBytes } from '../walk-label.ts'
import { type ByteSource, chunksOfSource, sliceSource } from './byte-source.ts'
import { inflateChunks } from './inflate.ts'
import { DamageError, type Member, truncated } from './member.ts'
import { unzstdChunks } from './unzstd.ts'
import { findEndOfDirectory, readDirectory, viewOf, type ZipEntry } from './zip-directory.ts'

/** Packed bytes of a directory that a writer took for an empty file. */
const nothingDeflated = 2

/** Methods that can be read. */
export const stored = 0
export const deflated = 8
export const zstandard = 93

/** What decoding an entry needs to know. */
type Packing = Pick<ZipEntry, 'flags' | 'method' | 'packedSize'> & {
  /** Where the packed bytes begin. */
  readonly start: number
  /** Undefined when it stands behind the data only. */
  readonly crc: number | undefined
}

/**
 * Reads a zip archive by its central directory; without one (the archive is cut off) by the headers in
 * front of the entries, and then throws {@link DamageError} at the end.
 */
export function* zipMembers(source: ByteSource): Generator<Member, void, undefined> {
  const place = findEndOfDirectory(source)
  if (place === undefined) {
    yield* recoverMembers(source)
    throw new DamageError(`${truncated}: no central directory`)
  }
  for (const entry of readDirectory(source, place)) {
    const name = labelOfBytes(entry.name)
    const start = findData(source, entry.offset)
    if (start === undefined) yield { kind: 'problem', name, reason: 'no entry where one should be' }
    else yield* readMember(source, name, { ...entry, start })
  }
}

/** @returns where the bytes behind a local header begin; its names may be longer than the directory's */
export function findData(source: ByteSource, offset: number): number | undefined {
  const head = offset < 0 ? new Uint8Array() : source.read(offset, 30)
  if (head.length < 30 || viewOf(head).getUint32(0, true) !== 0x04034b50) return undefined
  return offset + 30 + viewOf(head).getUint16(26, true) + viewOf(head).getUint16(28, true)
}

/** @param ended is told how many packed bytes there were, once they are decoded */
function* readMember(
  source: ByteSource,
  name: string,
  packing: Packing,
  ended: (packedSize: number) => void = () => {},
): Generator<Member, void, undefined> {
  const { method, start, packedSize } = packing
  if (name.endsWith('/') && packedSize <= nothingDeflated) return
  if (packing.flags & 1) {
    yield { kind: 'skipped', name, reason: 'encrypted' }
  } else if (method !== stored && method !== deflated && method !== zstandard) {
    yield { kind: 'skipped', name, reason: `compression method ${method}` }
  } else {
    const slice = sliceSource(source, start, start + packedSize)
    yield {
      kind: 'file',
      name,
      packed: method !== stored,
      open: () => readContent(slice, packing, ended),
      range: () => (method === stored ? slice : undefined),
    }
  }
}

/** What an entry holds; throws {@link DamageError} at its end when that is not what was packed. */
export function contentOfEntry(source: ByteSource, packing: Packing): Iterable<Uint8Array> {
  const { start, packedSize } = packing
  return readContent(sliceSource(source, start, start + packedSize), packing, () => {})
}

function* readContent(
  slice: ByteSource,
  packing: Packing,
  ended: (packedSize: number) => void,
): Generator<Uint8Array, void, undefined> {
  let crc = 0
  const chunks = unpack(slice, packing.method)
  for (let step = chunks.next(); ; step = chunks.next()) {
    if (step.done) {
      ended(step.value ?? slice.size)
      break
    }
    crc = crc32(step.value, crc)
    yield step.value
  }
  if (packing.crc === undefined) return
  if (crc !== packing.crc) {
    const isCut = slice.size < packing.packedSize
    throw new DamageError(isCut ? truncated : 'checksum does not match')
  }
}

function unpack(
  slice: ByteSource,
  method: number,
): Generator<Uint8Array, number | void, undefined> {
  const chunks = chunksOfSource(slice)
  if (method === stored) return chunks
  return method === deflated ? inflateChunks(chunks, 'raw') : unzstdChunks(chunks)
}

/** Goes from one local header to the next. Where the packed size stands only behind it, decoding tells. */
function* recoverMembers(source: ByteSource): Generator<Member, void, undefined> {
  let next = findLocalHeader(source, 0)
  while (next !== undefined) {
    const offset = next
    const head = viewOf(source.read(offset, 30))
    const start = findData(source, offset)
    if (head.byteLength < 30 || start === undefined) return
    const flags = head.getUint16(6, true)
    const isOpen = isSizeElsewhere(head)
    const packedSize = isOpen ? source.size - start : head.getUint32(18, true)
    let end = isOpen ? start : start + packedSize
    const name = source.read(offset + 30, head.getUint16(26, true))
    const method = head.getUint16(8, true)
    if (isOpen && method === stored) {
      end = findLocalHeader(source, start) ?? source.size
    }
    const size = isOpen && method === stored ? end - start : packedSize
    const crc = isOpen ? undefined : head.getUint32(14, true)
    const packing = { flags, method, packedSize: size, start, crc }
    yield* readMember(source, labelOfBytes(name), packing, (length) => {
      if (isOpen) end = start + length
    })
    next = findLocalHeader(source, end)
  }
}

/** Behind the data, or in an extra field for sizes of 64 bits: decoding tells as well. */
export function isSizeElsewhere(localHead: DataView): boolean {
  const packedSize = localHead.getUint32(18, true)
  return packedSize === 0xffffffff || ((localHead.getUint16(6, true) & 8) !== 0 && packedSize === 0)
}

const localHeader = Buffer.from('PK\x03\x04', 'latin1')

export function findLocalHeader(source: ByteSource, from: number): number | undefined {
  for (let position = from; position < source.size; position += searchLength - 3) {
    const window = source.read(position, searchLength)
    const at = Buffer.from(window.buffer, window.byteOffset, window.length).indexOf(localHeader)
    if (at >= 0) return position + at
    if (window.length < searchLength) return undefined
  }
  return undefined
}

const searchLength = 256 * 1024
