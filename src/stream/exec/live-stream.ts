import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { ByteStream } from '../../redact/byte-stream.ts'
import { HoldClock } from './hold-clock.ts'

/** For how long output may be waited for. */
export interface LiveTimes {
  /** Silence after which what is certain of an unfinished line is shown, so that prompts appear. */
  readonly idleMs: number
  /** After which what is still open is masked as far as it is known, and all else let go. */
  readonly holdMs: number
}

/**
 * Redacts what a running program writes, as it writes it. Reads no further while its reader is behind; when its reader
 * is gone, so is the program's, which learns of it as in any pipeline.
 */
export class LiveStream {
  readonly #stream: ByteStream
  readonly #output: Writable
  readonly #times: LiveTimes
  readonly #clock: HoldClock
  #idle: NodeJS.Timeout | undefined
  #hold: NodeJS.Timeout | undefined

  constructor(stream: ByteStream, output: Writable, times: LiveTimes) {
    this.#stream = stream
    this.#output = output
    this.#times = times
    this.#clock = new HoldClock(() => performance.now())
  }

  /** Passes on all of it. Resolves once the input has ended and the last byte is written, or the reader is gone. */
  async run(input: Readable): Promise<void> {
    let isGone = false
    const onGone = () => {
      isGone = true
      input.destroy()
    }
    this.#output.on('error', onGone)
    try {
      for await (const chunk of input as AsyncIterable<Uint8Array>) await this.#take(chunk)
      this.#stop()
      await this.#write(this.#stream.end())
    } catch (error) {
      // What nobody reads ends like anything else.
      if (!isGone) throw error
    } finally {
      this.#stop()
      this.#output.off('error', onGone)
      input.destroy()
    }
  }

  async #take(chunk: Uint8Array): Promise<void> {
    this.#stop()
    this.#clock.take(chunk.length)
    const bytes = this.#stream.push(chunk)
    this.#wait()
    await this.#write(bytes)
  }

  /** Starts the clocks of what is held now. */
  #wait(): void {
    this.#stop()
    const { holdMs, idleMs } = this.#times
    const heldMs = this.#clock.heldMs(this.#stream.heldBytes)
    if (heldMs === undefined) return
    this.#idle = setTimeout(() => this.#flush(), idleMs)
    this.#hold = setTimeout(() => this.#cut(), Math.max(0, holdMs - heldMs))
  }

  /** The other clock goes on: what is still held is about as old. */
  #flush(): void {
    this.#writeLater(this.#stream.flush())
  }

  #cut(): void {
    this.#writeLater(this.#stream.cut())
    this.#clock.restart()
    this.#wait()
  }

  /** In order with all other writing; a reader that is gone is noticed by {@link run}. */
  #writeLater(bytes: Uint8Array): void {
    if (bytes.length > 0 && !this.#output.destroyed) this.#output.write(bytes)
  }

  #stop(): void {
    clearTimeout(this.#idle)
    clearTimeout(this.#hold)
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || this.#output.destroyed) return
    if (!this.#output.write(bytes)) await once(this.#output, 'drain')
  }
}
