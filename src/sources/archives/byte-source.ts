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
