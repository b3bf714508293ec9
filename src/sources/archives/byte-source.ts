import { readSync } from 'node:fs'

/** Bytes that can be read at any position. */
export interface ByteSource {
  readonly size: number
  /** Shorter than asked only at the end, which may come before `size` when a file shrinks meanwhile. */
  read(position: number, length: number): Uint8Array
}

/** Bytes that are read at once, so also the size of most chunks. */
const readLength = 256 * 1024

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (position, length) => bytes.subarray(position, position + length),
  }
}

/** @param descriptor of a regular file; stays the caller's, who closes it after the last read */
export function fileSource(descriptor: number, size: number): ByteSource {
  return { size, read }

  function read(position: number, length: number): Uint8Array {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - position)))
    let filled = 0
    while (filled < buffer.length) {
      const got = readSync(descriptor, buffer, filled, buffer.length - filled, position + filled)
      if (got === 0) break
      filled += got
    }
    return buffer.subarray(0, filled)
  }
}

/** Blocks that are held, and bytes of each: small reads near each other, as of the pages of a database, are one. */
const blocksMax = 16
const blockBytes = 64 * 1024

/** The same bytes, read in blocks of which the last ones are held. What is read is a view that stays as it is. */
export function blockSource(source: ByteSource): ByteSource {
  const blocks = new Map<number, Uint8Array>()
  return { size: source.size, read }

  function read(position: number, length: number): Uint8Array {
    const index = Math.floor(position / blockBytes)
    const start = position - index * blockBytes
    if (start + length > blockBytes) return source.read(position, length)
    return blockAt(index).subarray(start, start + length)
  }

  function blockAt(index: number): Uint8Array {
    let block = blocks.get(index)
    if (!block) {
      const { buffer, byteOffset, length } = source.read(index * blockBytes, blockBytes)
      // Parts of a Buffer are dearer.
      block = new Uint8Array(buffer, byteOffset, length)
      const [oldest] = blocks.keys()
      if (blocks.size === blocksMax && oldest !== undefined) blocks.delete(oldest)
      blocks.set(index, block)
    }
    return block
  }
}

/** The part `[start, end)` of a source, cut off at the source's end. */
export function sliceSource(source: ByteSource, start: number, end: number): ByteSource {
  const size = Math.max(0, Math.min(end, source.size) - start)
  return {
    size,
    read: (position, length) => source.read(start + position, Math.min(length, size - position)),
  }
}

export function* chunksOfSource(source: ByteSource): Generator<Uint8Array, void, undefined> {
  for (let position = 0; position < source.size;) {
    const chunk = source.read(position, readLength)
    if (chunk.length === 0) return
    yield chunk
    position += chunk.length
  }
}
