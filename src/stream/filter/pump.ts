import type { Writable } from 'node:stream'
import type { ByteStream } from '../../redact/byte-stream.ts'
import { HeldAge } from './held-age.ts'
import { PartBuffer } from './part-buffer.ts'

/** What is needed of a stream. */
export type Pumped = Pick<ByteStream, 'pushParts' | 'flush' | 'cut' | 'end' | 'heldBytes'>

export interface PumpOptions {
  /** Without input for so long, what is certain of an unfinished line is let go. Undefined: at the end. */
  readonly idleMs: number | undefined
  /** Nothing is held back longer; what is open is masked then. Undefined: until the end. */
  readonly holdMs: number | undefined
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
 * Redacts a stream from end to end. Waits until what came of a chunk is written, so that its memory can be used again; lets
 * go of what is held back by the clock. The input's end lets go of all.
 *
 * @param input chunks are not looked at any more when the next one is asked for
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
  const buffer = new PartBuffer()
  try {
    for await (const chunk of input) {
      const start = performance.now()
      clock.take(chunk.length)
      const bytes = buffer.join(stream.pushParts(chunk))
      const durationMs = performance.now() - start
      if (bytes.length > 0) await clock.halt(() => write(output, bytes))
      clock.restart()
      onChunk?.({ input: chunk, outputBytes: bytes.length, durationMs })
    }
  } finally {
    clock.stop()
  }
  const last = stream.end()
  if (last.length > 0) await write(output, last)
}

/** @throws what the output throws, or since it was closed */
function write(output: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

/** Lets go of what a stream holds back when nothing comes. */
class HoldClock {
  readonly #stream: Pumped
  readonly #options: Pick<PumpOptions, 'idleMs' | 'holdMs'>
  readonly #write: (bytes: Uint8Array) => void
  /** How long the writer was waited for: what is held back waited for the writer, not for input. */
  #haltedMs = 0
  readonly #age = new HeldAge(() => performance.now() - this.#haltedMs)
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

  /** Time stands still until an action is over. */
  async halt(action: () => Promise<void>): Promise<void> {
    this.stop()
    const start = performance.now()
    await action()
    this.#haltedMs += performance.now() - start
  }

  /** After every chunk: the idle time begins anew, the time of what is held goes on. */
  restart(): void {
    this.stop()
    const heldMs = this.#age.heldMs(this.#stream.heldBytes)
    if (heldMs === undefined) return
    const { idleMs, holdMs } = this.#options
    if (idleMs !== undefined)
      this.#idle = setTimeout(() => this.#letGo(this.#stream.flush()), idleMs)
    if (holdMs !== undefined)
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
