import { placeholderFor } from '../../redact/placeholder-record.ts'
import type { Redactor } from '../../redact/redactor.ts'
import { bytesOfLatin1, bytesOfUtf8, concatBytes, latin1Of } from '../../text/bytes.ts'
import { fingerprintOf } from '../../text/fingerprint.ts'
import { embeddedTexts } from './embedded-texts.ts'
import { isSame } from './is-same.ts'
import type { KafkaHeader } from './kafka-record.ts'
import { schemaFrameOf } from './schema-frame.ts'

/** Names and values that come again and again are looked at once. */
const cacheEntriesMax = 4096
const cacheBytesMax = 256

/** The header that says why a value is a placeholder. */
export const withheldHeader = 'stanch-withheld'

/** Redacts what stands alone: keys, headers, and values that may not be edited. */
export class FieldRedactor {
  readonly #redactor: Redactor
  readonly #clean = new Set<string>()

  constructor(redactor: Redactor) {
    this.#redactor = redactor
  }

  /** @returns the key itself when nothing is in it; the same for the same key, so that compaction still finds it */
  key(key: Uint8Array): Uint8Array {
    const frame = schemaFrameOf(key)
    if (!frame) return this.#alone(key)
    if (frame.isJson) {
      const payload = key.subarray(frame.headBytes)
      const redacted = this.#alone(payload)
      return redacted === payload ? key : concatBytes([key.subarray(0, frame.headBytes), redacted])
    }
    if (this.isClean(key, frame.headBytes)) return key
    const fingerprint = fingerprintOf(key, this.#redactor.policy.keys[0]!)
    return bytesOfUtf8(`[stanch-withheld key ${fingerprint}]`)
  }

  /** @returns the header itself when nothing is in it */
  header(header: KafkaHeader): KafkaHeader {
    const { key, value } = header
    // The name says what the value is, as in HTTP.
    const name = concatBytes([key, bytesOfLatin1(': ')])
    const line = value === null ? key : concatBytes([name, value])
    const redacted = this.#alone(line)
    if (redacted === line) return header
    if (value !== null && isSame(redacted.subarray(0, name.length), name)) {
      return { key, value: redacted.slice(name.length) }
    }
    return { key: bytesOfLatin1(withheldHeader), value: bytesOfLatin1('header') }
  }

  /**
   * Whether nothing is in bytes that cannot be edited.
   *
   * @param start of what may be Avro or Protobuf
   */
  isClean(bytes: Uint8Array, start = 0): boolean {
    return this.#alone(bytes) === bytes && this.hasCleanTexts(bytes.subarray(start))
  }

  /** Whether nothing is in the texts of what may be Avro or Protobuf. */
  hasCleanTexts(bytes: Uint8Array): boolean {
    const texts = embeddedTexts(bytes)
    return texts !== undefined && this.#alone(texts) === texts
  }

  /** What stands for a value that is not let through; it may go to quarantine. */
  placeholder(value: Uint8Array, reason: 'binary' | 'too-large' | 'dropped'): Uint8Array {
    const result =
      reason === 'dropped'
        ? ({ kind: 'dropped', masked: [] } as const)
        : ({ kind: 'withheld', reason } as const)
    return bytesOfLatin1(placeholderFor(value, result, this.#redactor.policy))
  }

  #alone(bytes: Uint8Array): Uint8Array {
    if (bytes.length === 0) return bytes
    const entry = bytes.length <= cacheBytesMax ? latin1Of(bytes) : undefined
    if (entry !== undefined && this.#clean.has(entry)) return bytes
    const stream = this.#redactor.openRecords()
    const redacted = concatBytes([...stream.push(bytes), ...stream.end()])
    if (!isSame(redacted, bytes)) return redacted
    if (entry !== undefined) this.#remember(entry)
    return bytes
  }

  #remember(entry: string): void {
    if (this.#clean.size >= cacheEntriesMax) this.#clean.clear()
    this.#clean.add(entry)
  }
}
