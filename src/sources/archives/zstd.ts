import * as zlib from 'node:zlib'
import { concatBytes } from '../../text/bytes.ts'
import { gather } from './gather.ts'

/** Each is a frame of its own, as `pzstd` writes them: memory stays small, and every decoder takes it. */
const frameBytes = 1 << 22

/** From Node 22.15 on. */
const compress = (zlib as { zstdCompressSync?: (bytes: Uint8Array) => Uint8Array }).zstdCompressSync

/** Whether {@link zstdChunks} makes anything smaller here. */
export const canCompressZstd = compress !== undefined

/** Packs synchronously and lazily into zstd frames (RFC 8878); where Node cannot compress, as they are. */
export function* zstdChunks(chunks: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let isEmpty = true
  for (const part of gather(chunks, frameBytes)) {
    isEmpty = false
    yield compress ? compress(part) : rawFrame(part)
  }
  if (isEmpty) yield rawFrame(new Uint8Array(0))
}

/** Most that a block may hold. */
const blockBytesMax = 1 << 17
const magic = [0x28, 0xb5, 0x2f, 0xfd]
/** Content size of 4 bytes, one segment, no checksum: 3.1.1.1.1. */
const descriptor = 0xa0

function rawFrame(content: Uint8Array): Uint8Array {
  const size = content.length
  const parts: Uint8Array[] = [
    Uint8Array.of(...magic, descriptor, size, size >>> 8, size >>> 16, size >>> 24),
  ]
  for (let at = 0; at === 0 || at < size; at += blockBytesMax) {
    const block = content.subarray(at, at + blockBytesMax)
    const isLast = at + blockBytesMax >= size
    const head = (block.length << 3) | (isLast ? 1 : 0)
    parts.push(Uint8Array.of(head, head >>> 8, head >>> 16), block)
  }
  return concatBytes(parts)
}
