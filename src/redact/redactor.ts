import type { Engine } from '../engine/engine.ts'
import { StanchError } from '../text/error.ts'
import { bytesOfText, textOfBytes } from '../text/wide-text.ts'
import { ByteStream } from './byte-stream.ts'
import { findCleanRecords } from './clean-records.ts'
import { policyDefaults, recordBytesLeast, type RedactionPolicy } from './policy.ts'
import { RecordStream } from './record-stream.ts'
import type { Redaction } from './redact-record.ts'
import { TokenReader } from './token.ts'

/** What may be left out is as {@link policyDefaults} has it. */
export type RedactorOptions = Pick<RedactionPolicy, 'keys'> & Partial<RedactionPolicy>

/** Rules, keys and policy, for any number of sources. One thread; sources share nothing but these. */
export class Redactor {
  readonly policy: RedactionPolicy
  readonly #redaction: Redaction

  /**
   * @param isRule whether a rule of this name exists
   * @throws StanchError `REDACT_NO_KEY`, `REDACT_RECORD_LIMIT`
   */
  constructor(engine: Engine, isRule: (id: string) => boolean, options: RedactorOptions) {
    const policy = { ...policyDefaults, ...options }
    if (policy.keys.length === 0) {
      throw new StanchError(
        'REDACT_NO_KEY',
        'A redactor needs a key to make tokens with; none was given.',
      )
    }
    if (policy.recordBytesMax < recordBytesLeast) {
      throw new StanchError(
        'REDACT_RECORD_LIMIT',
        `Records of up to ${policy.recordBytesMax} bytes are too short a limit: at least ${recordBytesLeast} are needed.`,
      )
    }
    this.policy = policy
    this.#redaction = { engine, policy, tokens: new TokenReader(policy.keys, isRule) }
  }

  /** A source of bytes: lines, or binary. */
  openBytes(): ByteStream {
    return new ByteStream(this.#redaction)
  }

  /** Lets a stream that another redactor opened go on under these rules and keys; nothing of it is lost. */
  takeOver(stream: ByteStream): void {
    stream.use(this.#redaction)
  }

  /** A source of records that have borders of their own. */
  openRecords(): RecordStream {
    return new RecordStream(this.#redaction)
  }

  /**
   * Many records at once that stand for themselves; not where they are read on.
   *
   * @returns by record: whether a record stream that is not open would give it back unchanged, and be as it was
   */
  findClean(records: readonly Uint8Array[]): readonly boolean[] {
    const { readsOn, format } = this.policy
    if (readsOn || format === 'csv') return records.map(() => false)
    return findCleanRecords(this.#redaction, records)
  }

  /** Redacts a whole text. */
  redact(text: Uint8Array): Uint8Array {
    const stream = this.openBytes()
    const head = stream.push(text)
    const tail = stream.end()
    if (tail.length === 0) return head
    const whole = new Uint8Array(head.length + tail.length)
    whole.set(head)
    whole.set(tail, head.length)
    return whole
  }
  /** Redacts a whole text; what is no character, a half of a surrogate pair, stays as well. */
  redactText(text: string): string {
    const bytes = bytesOfText(text)
    const redacted = this.redact(bytes)
    return isSame(bytes, redacted) ? text : textOfBytes(redacted)
  }
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}
