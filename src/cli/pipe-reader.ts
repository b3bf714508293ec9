import { Socket, type ConnectOpts, type SocketConstructorOpts } from 'node:net'

/** As much as a pipe holds. */
const readBytes = 1 << 16

/**
 * Reads a pipe or a socket into memory that is used again and again: with memory of its own for each chunk a process grows
 * by hundreds of megabytes before anybody collects it. A chunk is valid until the next one is asked for.
 */
export class PipeReader implements AsyncIterable<Uint8Array> {
  readonly #socket: Socket
  #chunk: Uint8Array | undefined
  #isOver = false
  #error: Error | undefined
  #wake = () => undefined as void

  /** @param file number of an open file, which is closed at the end */
  constructor(file: number) {
    const onread = {
      buffer: new Uint8Array(readBytes),
      callback: (length: number, buffer: Uint8Array) => {
        this.#chunk = buffer.subarray(0, length)
        this.#wake()
        // What comes next waits until it is asked for.
        return false
      },
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
      if (!this.#chunk && !this.#isOver) {
        const woken = new Promise<void>((resolve) => (this.#wake = resolve))
        this.#socket.resume()
        await woken
      }
      if (this.#error) throw this.#error
      const chunk = this.#chunk
      if (!chunk) return
      this.#chunk = undefined
      yield chunk
    }
  }

  /** Nothing more is read. */
  destroy(): void {
    this.#socket.destroy()
  }

  #end(error?: Error): void {
    this.#error ??= error
    this.#isOver = true
    this.#wake()
  }
}
