import type { ByteStream } from '../redact/byte-stream.ts'
import type { Redactor } from '../redact/redactor.ts'
import { concatBytes } from '../text/bytes.ts'
import { withhold } from './withhold.ts'

const lineFeed = 10
const nothing = new Uint8Array(0)

/** A stream of bytes that never throws: where redacting fails placeholders come out, and never the text. */
export class GuardedBytes {
  readonly #redactor: Redactor
  #stream: ByteStream
  /** A line's beginning was withheld: its rest is, too. */
  #skips = false

  constructor(redactor: Redactor) {
    this.#redactor = redactor
    this.#stream = redactor.openBytes()
  }

  get heldBytes(): number {
    return this.#stream.heldBytes
  }

  push(chunk: Uint8Array): Uint8Array {
    const text = this.#skips ? this.#behindLine(chunk) : chunk
    return text.length === 0 ? nothing : this.#guard(text, (stream) => stream.push(text))
  }

  flush(): Uint8Array {
    return this.#guard(nothing, (stream) => stream.flush())
  }

  cut(): Uint8Array {
    return this.#guard(nothing, (stream) => stream.cut())
  }

  end(): Uint8Array {
    return this.#guard(nothing, (stream) => stream.end())
  }

  #guard(text: Uint8Array, run: (stream: ByteStream) => Uint8Array): Uint8Array {
    const held = this.#stream.heldBytes
    try {
      return run(this.#stream)
    } catch {
      this.#stream = this.#redactor.openBytes()
      this.#skips = text.length > 0 ? text.at(-1) !== lineFeed : held > 0
      // What was held is lost with the stream; only its length is known.
      return withhold(concatBytes([new Uint8Array(held), text]), this.#redactor.policy)
    }
  }

  #behindLine(chunk: Uint8Array): Uint8Array {
    const end = chunk.indexOf(lineFeed)
    if (end < 0) return nothing
    this.#skips = false
    return chunk.subarray(end + 1)
  }
}
