import { Decompress } from 'fzstd'
import { concatBytes } from '../../text/bytes.ts'
import { reasonOf } from '../../text/error.ts'
import { ByteReader } from './byte-reader.ts'
import { DamageError, truncated } from './member.ts'

/**
 * 64 MiB, enough for `zstd --ultra -21`. fzstd 0.1.1 silently decodes wrong bytes where a match lies 96 MiB
 * back (https://github.com/101arrowz/fzstd/pull/22).
 */
const windowBytesMax = 2 ** 26

/**
 * fzstd moves the whole window for every block, so many tiny blocks under a large window would take hours.
 * Bytes it may move: this, and per byte of output what full blocks under the largest window need.
 */
const movedBytesFree = 2 ** 32
const movedBytesPerByte = 2048

/** Shortest input that fzstd decodes at once; shorter ones it keeps until the next. */
const pushLengthMin = 18

/**
 * Decompresses zstd frames (RFC 8878) block by block, synchronously and lazily; chunks are at most 2 MiB.
 * Skippable frames are passed over. Content checksums are not verified: fzstd does not.
 */
export function* unzstdChunks(
  chunks: Iterable<Uint8Array>,
): Generator<Uint8Array, void, undefined> {
  const reader = new ByteReader(chunks)
  try {
    while (reader.peek(1).length > 0) {
      const magic = viewOf(takeAll(reader, 4)).getUint32(0, true)
      if (magic >>> 4 === 0x184d2a5) {
        if (!reader.skip(viewOf(takeAll(reader, 4)).getUint32(0, true))) fail(truncated)
      } else if (magic === 0xfd2fb528) {
        yield* readFrame(reader)
      } else {
        fail('invalid zstd frame')
      }
    }
  } finally {
    reader.close()
  }
}

function* readFrame(reader: ByteReader): Generator<Uint8Array, void, undefined> {
  const header = takeHeader(reader)
  let output: Uint8Array[] = []
  const decoder = new Decompress((chunk) => void output.push(chunk))
  let waiting = [header.bytes]
  let moved = 0
  let expanded = 0
  for (let isLast = false; !isLast;) {
    const head = takeAll(reader, 3)
    const word = head[0]! | (head[1]! << 8) | (head[2]! << 16)
    isLast = (word & 1) === 1
    const length = ((word >> 1) & 3) === 1 ? 1 : word >>> 3
    waiting.push(head, takeAll(reader, length))
    if (isLast && header.hasChecksum) waiting.push(takeAll(reader, 4))
    const bytes = concatBytes(waiting)
    waiting = [bytes]
    if (!isLast && bytes.length < pushLengthMin) continue
    waiting = []
    try {
      decoder.push(bytes, isLast)
    } catch (error) {
      fail(reasonOf(error))
    }
    for (const chunk of output) {
      expanded += chunk.length
      yield chunk
    }
    output = []
    moved += header.windowBytes
    if (moved > movedBytesFree + expanded * movedBytesPerByte) fail('too many tiny zstd blocks')
  }
}

interface FrameHeader {
  /** With the magic number. */
  readonly bytes: Uint8Array
  readonly windowBytes: number
  readonly hasChecksum: boolean
}

/** RFC 8878, 3.1.1.1; the magic number has been taken. */
function takeHeader(reader: ByteReader): FrameHeader {
  const descriptor = takeAll(reader, 1)[0]!
  const isSingleSegment = (descriptor & 32) !== 0
  const dictionaryLength = [0, 1, 2, 4][descriptor & 3]!
  const sizeCode = descriptor >>> 6
  const sizeLength = sizeCode === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeCode
  const rest = takeAll(reader, (isSingleSegment ? 0 : 1) + dictionaryLength + sizeLength)
  const windowBytes = isSingleSegment
    ? numberOf(rest.subarray(dictionaryLength)) + (sizeCode === 1 ? 256 : 0)
    : 2 ** (10 + (rest[0]! >> 3)) * (1 + (rest[0]! & 7) / 8)
  if (windowBytes > windowBytesMax) fail('needs a zstd window of more than 64 MiB')
  if (
    numberOf(rest.subarray(rest.length - sizeLength - dictionaryLength, rest.length - sizeLength))
  ) {
    fail('needs a zstd dictionary')
  }
  const magic = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, descriptor)
  return {
    bytes: concatBytes([magic, rest]),
    windowBytes,
    hasChecksum: (descriptor & 4) !== 0,
  }
}

/** Little-endian, of any length. */
function numberOf(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}

function takeAll(reader: ByteReader, length: number): Uint8Array {
  const bytes = reader.take(length)
  return bytes.length === length ? bytes : fail(truncated)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

function fail(reason: string): never {
  throw new DamageError(reason)
}
