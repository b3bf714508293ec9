import type { RecordStream } from '../redact/record-stream.ts'
import type { Redactor } from '../redact/redactor.ts'
import { withhold } from './withhold.ts'

const unknown = new Uint8Array(1)

/**
 * A stream of lines that never throws, and gives one record for each: where redacting fails a placeholder comes out,
 * and never the text.
 */
export class GuardedRecords {
  readonly #redactor: Redactor
  #stream: RecordStream

  constructor(redactor: Redactor) {
    this.#redactor = redactor
    this.#stream = redactor.openRecords()
  }

  get heldRecords(): number {
    return this.#stream.heldRecords
  }

  push(record: Uint8Array): Uint8Array[] {
    return this.#guard([record], (stream) => stream.push(record))
  }

  cut(): Uint8Array[] {
    return this.#guard([], (stream) => stream.cut())
  }

  end(): Uint8Array[] {
    return this.#guard([], (stream) => stream.end())
  }

  #guard(records: Uint8Array[], run: (stream: RecordStream) => Uint8Array[]): Uint8Array[] {
    const held = this.#stream.heldRecords
    try {
      return run(this.#stream)
    } catch {
      this.#stream = this.#redactor.openRecords()
      // What was held is lost with the stream.
      const lost = [...Array.from({ length: held }, () => unknown), ...records]
      return lost.map((record) => withhold(record, this.#redactor.policy))
    }
  }
}
