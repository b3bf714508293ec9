import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { ByteStream } from '../../redact/byte-stream.ts'
import { HeldAge } from './held-age.ts'

/** What is needed of a stream. */
export type Pumped = Pick<ByteStream, 'push' | 'flush' | 'cut' | 'end' | 'heldBytes'>

export interface PumpOptions {
  /** Without input for so long, what is certain of an unfinished line is let go. */
  readonly idleMs: number
  /** Nothing is held back longer; what is open is masked then. */
  readonly holdMs: number
  /** Told of each chunk, after what became of it was written. */
  readonly onChunk?: (chunk: PumpedChunk) => void
}

export interface PumpedChunk {
  readonly input: Uint8Array
  readonly outputBytes: number
  readonly durationMs: number
}

export const pumpDefaults = { idleMs: 20, holdMs: 1000 } as const satisfies PumpOptions

/**
 * Redacts a stream from end to end. Waits when the writer is slow; lets go of what is held back by the clock. The input's
 * end lets go of all.
 *
 * @param output is left open
 * @throws what the input or the output throws; nothing that is held back is written then
 */
export async function pump(
  input: AsyncIterable<Uint8Array>,
  output: Writable,
  stream: Pumped,
  { idleMs, holdMs, onChunk }: PumpOptions,
): Promise<void> {
  const clock = new HoldClock(stream, { idleMs, holdMs }, (bytes) => output.write(bytes))
  try {
    for await (const chunk of input) {
      const start = performance.now()
      clock.take(chunk.length)
      const bytes = stream.push(chunk)
      const isRoom = bytes.length === 0 || output.write(bytes)
      clock.restart()
      onChunk?.({ input: chunk, outputBytes: bytes.length, durationMs: performance.now() - start })
      if (!isRoom) await drained(output)
    }
  } finally {
    clock.stop()
  }
  const last = stream.end()
  if (last.length > 0 && !output.write(last)) await drained(output)
}

async function drained(output: Writable): Promise<void> {
  // A writer that is gone never drains.
  if (output.destroyed) throw output.errored ?? new Error('the output was closed')
  await once(output, 'drain')
}

/** Lets go of what a stream holds back when nothing comes. */
class HoldClock {
  readonly #stream: Pumped
  readonly #options: Pick<PumpOptions, 'idleMs' | 'holdMs'>
  readonly #write: (bytes: Uint8Array) => void
  readonly #age = new HeldAge(() => performance.now())
  #idle: NodeJS.Timeout | undefined
  #hold: NodeJS.Timeout | undefined

  constructor(
    stream: Pumped,
    options: Pick<PumpOptions, 'idleMs' | 'holdMs'>,
    write: (bytes: Uint8Array) => void,
  ) {
    this.#stream = stream
    this.#options = options
    this.#write = write
  }

  /** So many bytes are about to be pushed. */
  take(length: number): void {
    this.#age.take(length)
  }

  /** After every chunk: the idle time begins anew, the time of what is held goes on. */
  restart(): void {
    this.stop()
    const heldMs = this.#age.heldMs(this.#stream.heldBytes)
    if (heldMs === undefined) return
    const { idleMs, holdMs } = this.#options
    this.#idle = setTimeout(() => this.#letGo(this.#stream.flush()), idleMs)
    this.#hold = setTimeout(() => this.#expire(), Math.max(0, holdMs - heldMs))
  }

  stop(): void {
    clearTimeout(this.#idle)
    clearTimeout(this.#hold)
  }

  #expire(): void {
    this.#letGo(this.#stream.cut())
    this.#age.restart()
    this.restart()
  }

  #letGo(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#write(bytes)
  }
}
