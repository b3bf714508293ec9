import { Socket, type ConnectOpts, type SocketConstructorOpts } from 'node:net'

/** As much as a pipe holds: a read that gives less has left nothing. */
const readBytes = 1 << 16
/** What a fast writer sends meanwhile is given in one chunk of at most so many bytes. */
const chunkBytes = 1 << 18

/**
 * Reads a pipe or a socket into memory that is used again and again: with memory of its own for each chunk a process grows
 * by hundreds of megabytes before anybody collects it. A chunk is valid until the next one is asked for.
 *
 * What does not fill a pipe is given at once; a writer that does is read on for a turn of the event loop.
 */
export class PipeReader implements AsyncIterable<Uint8Array> {
  readonly #socket: Socket
  /** One is filled; of the other the chunk may be that is being looked at. */
  #filling = new Uint8Array(chunkBytes)
  #other = new Uint8Array(chunkBytes)
  /** What has come of it and is not given yet. */
  #from = 0
  #to = 0
  /** The end of a buffer that is full; nothing is read until it is asked for. */
  #full: Uint8Array | undefined
  #isOver = false
  #error: Error | undefined
  #wake = () => undefined as void

  /** @param file number of an open file, which is closed at the end */
  constructor(file: number) {
    const onread = {
      buffer: () => this.#filling.subarray(this.#to, Math.min(this.#to + readBytes, chunkBytes)),
      callback: (length: number) => this.#take(length),
    }
    const options: SocketConstructorOpts & ConnectOpts = {
      fd: file,
      readable: true,
      writable: false,
      onread,
    }
    this.#socket = new Socket(options)
    this.#socket.on('error', (error) => this.#end(error))
    this.#socket.on('end', () => this.#end())
    this.#socket.on('close', () => this.#end())
  }

  /** @throws Error when it cannot be read */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (!this.#hasMore && !this.#isOver) {
        const woken = new Promise<void>((resolve) => (this.#wake = resolve))
        this.#socket.resume()
        await woken
      }
      if (this.#error) throw this.#error
      if (this.#hasMore) yield this.#give()
      else if (this.#isOver) return
    }
  }

  /** Nothing more is read. */
  destroy(): void {
    this.#socket.destroy()
  }

  get #hasMore(): boolean {
    return this.#full !== undefined || this.#to > this.#from
  }

  #give(): Uint8Array {
    const full = this.#full
    this.#full = undefined
    if (full) return full
    const chunk = this.#filling.subarray(this.#from, this.#to)
    this.#from = this.#to
    return chunk
  }

  /** @returns whether reading goes on */
  #take(length: number): boolean {
    this.#to += length
    if (this.#to < chunkBytes) {
      if (length < readBytes) this.#wake()
      else setImmediate(() => this.#wake())
      return true
    }
    this.#full = this.#filling.subarray(this.#from)
    const free = this.#other
    this.#other = this.#filling
    this.#filling = free
    this.#from = 0
    this.#to = 0
    this.#wake()
    return false
  }

  #end(error?: Error): void {
    this.#error ??= error
    this.#isOver = true
    this.#wake()
  }
}
