import { constants, createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib'
import { reasonOf } from '../../text/error.ts'
import { DamageError, truncated } from './member.ts'

/** Pieces are small at the beginning: what zlib had decoded of a piece is lost when it meets damage there. */
const firstPieceLength = 2048
const pieceLength = 16 * 1024
const firstLength = 64 * 1024

/** Size of a gzip trailer, fed on its own so that a wrong checksum does not cost the last piece. */
const trailerLength = 8

/** Longest chunk in bytes; one piece of input can expand to 1032 times its length. */
const chunkLengthMax = 1024 * 1024

/**
 * Decompresses synchronously and lazily: gzip, of several members too, or raw deflate.
 *
 * @returns how many bytes of raw deflate data there were; of gzip, all
 */
export function* inflateChunks(
  chunks: Iterable<Uint8Array>,
  format: 'gzip' | 'raw',
): Generator<Uint8Array, number, undefined> {
  const engine = idle[format].pop() ?? new SyncInflate(format)
  let consumed = 0
  try {
    for (const chunk of chunks) {
      for (const piece of piecesOf(chunk, consumed)) {
        yield* splitChunk(engine.push(piece))
        consumed += engine.consumed
        if (format === 'raw' && engine.consumed < piece.length) return consumed
      }
    }
    yield* splitChunk(engine.finish())
    return consumed
  } finally {
    if (engine.isSound && idle[format].length < idleMax) idle[format].push(engine.reset())
    else engine.close()
  }
}

/** Making an engine takes 50 µs, as much as a small entry; resetting one takes hardly anything. */
const idle: Readonly<Record<'gzip' | 'raw', SyncInflate[]>> = { gzip: [], raw: [] }
const idleMax = 4

function* piecesOf(chunk: Uint8Array, before: number): Generator<Uint8Array, void, undefined> {
  const trailer = Math.max(0, chunk.length - trailerLength)
  let at = 0
  while (at < chunk.length) {
    const length = before + at < firstLength ? firstPieceLength : pieceLength
    const end = at < trailer ? Math.min(at + length, trailer) : chunk.length
    yield chunk.subarray(at, end)
    at = end
  }
}

function* splitChunk(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < chunk.length; at += chunkLengthMax) {
    yield chunk.subarray(at, at + chunkLengthMax)
  }
}

/** Bytes that zlib decodes at a time. */
const outputLength = 64 * 1024

/** What node:zlib keeps for old users and npm's `minizlib`: one synchronous step of a stream. */
interface Steppable {
  _handle: { close(): void } | null
  _processChunk(chunk: Uint8Array, flush: number): Buffer
  reset(): void
  /** Of the last step alone. */
  readonly bytesWritten: number
}

/** A zlib stream driven by hand, since node:zlib is either whole or asynchronous. */
class SyncInflate {
  readonly #stream: (Gunzip | InflateRaw) & Steppable
  readonly #handle: { close(): void }
  /** Bytes of the last piece that belonged to the stream. */
  consumed = 0
  /** False once it has met damage. */
  isSound = true

  constructor(format: 'gzip' | 'raw') {
    const options = { chunkSize: outputLength }
    const stream = format === 'gzip' ? createGunzip(options) : createInflateRaw(options)
    this.#stream = stream as (Gunzip | InflateRaw) & Steppable
    this.#handle = this.#stream._handle!
  }

  push(piece: Uint8Array): Uint8Array {
    return this.#step(piece, constants.Z_SYNC_FLUSH)
  }

  /** Throws unless the stream was complete. */
  finish(): Uint8Array {
    return this.#step(new Uint8Array(), constants.Z_FINISH)
  }

  reset(): this {
    this.#stream.reset()
    return this
  }

  close(): void {
    this.#stream.close()
  }

  /** Each step ends with closing the handle and leaves an error listener behind; both are undone. */
  #step(piece: Uint8Array, flush: number): Uint8Array {
    const close = this.#handle.close.bind(this.#handle)
    this.#handle.close = () => {}
    try {
      const output = this.#stream._processChunk(piece, flush)
      this.consumed = this.#stream.bytesWritten
      // A short output is zlib's own buffer, which the next step overwrites.
      return output.length <= outputLength ? Uint8Array.from(output) : output
    } catch (error) {
      this.isSound = false
      const reason = reasonOf(error)
      throw new DamageError(reason === 'unexpected end of file' ? truncated : reason)
    } finally {
      this.#handle.close = close
      this.#stream._handle = this.#handle
      this.#stream.removeAllListeners('error').on('error', () => {})
    }
  }
}
