import { inflateSync } from 'node:zlib'
import { bytesOfLatin1, concatBytes } from '../../text/bytes.ts'
import { isBinary } from './embedded-texts.ts'
import { withheldHeader, type FieldRedactor } from './field-redactor.ts'
import { noHeaders, type KafkaHeader, type StoredRecord } from './kafka-record.ts'
import type { LaneObserver, LanePolicy } from './lane-policy.ts'
import { schemaFrameOf, type SchemaFrame } from './schema-frame.ts'

/** A record that came in, until it may go out. */
export interface Slot {
  readonly key: Uint8Array | null
  headers: readonly KafkaHeader[]
  readonly timestamp: bigint
  /** Undefined until a stream says what it is. */
  value: Uint8Array | null | undefined
  /** What stands before a payload of JSON under a schema. */
  head: Uint8Array | undefined
  /** Instead of what the stream says. */
  placeholder: Uint8Array | undefined
}

/** Decides of all of a record but of text, which goes through a stream. */
export class SlotMaker {
  readonly #fields: FieldRedactor
  readonly #policy: LanePolicy
  readonly #observer: LaneObserver

  constructor(fields: FieldRedactor, policy: LanePolicy, observer: LaneObserver) {
    this.#fields = fields
    this.#policy = policy
    this.#observer = observer
  }

  make(record: StoredRecord): Slot {
    const { timestamp, value } = record
    const key = record.key === null ? null : this.#fields.key(record.key)
    const hasSecret = key !== record.key
    if (hasSecret) this.#observer.onKeySecret()
    // One shape of object for all: there are as many as records.
    const slot: Slot = {
      key: this.#policy.keys === 'say' ? record.key : key,
      headers: this.#headersOf(record),
      timestamp,
      value,
      head: undefined,
      placeholder: undefined,
    }
    if (value === null || value.length === 0) return slot
    const isDropped = hasSecret && this.#policy.keys === 'drop'
    if (isDropped) slot.placeholder = this.#fields.placeholder(value, 'dropped')
    const frame = schemaFrameOf(value)
    if (!frame || frame.isJson) {
      if (frame) slot.head = value.slice(0, frame.headBytes)
      slot.value = undefined
    } else if (slot.placeholder) {
      slot.value = slot.placeholder
    } else if (!this.#mayPass(value, frame)) {
      this.#withhold(slot, value)
    }
    return slot
  }

  /** @param output what its stream made of the value; it may be Avro or Protobuf, though nothing says so */
  finish(slot: Slot, output: Uint8Array): void {
    if (slot.head || !isBinary(output) || this.#fields.hasCleanTexts(output)) {
      this.finishClean(slot, output)
    } else this.#withhold(slot, output)
  }

  /** @param output a line of text, or what is certain anyway */
  finishClean(slot: Slot, output: Uint8Array): void {
    if (slot.placeholder) slot.value = slot.placeholder
    else slot.value = slot.head ? concatBytes([slot.head, output]) : output
  }

  #withhold(slot: Slot, value: Uint8Array): void {
    slot.headers = [...slot.headers, withheldFor('binary')]
    slot.value = this.#fields.placeholder(value, 'binary')
  }

  #headersOf({ headers }: StoredRecord): readonly KafkaHeader[] {
    if (headers.length === 0) return noHeaders
    return headers.map((header) => {
      const redacted = this.#fields.header(header)
      if (redacted !== header) this.#observer.onHeaderSecret()
      return redacted
    })
  }

  #mayPass(value: Uint8Array, { headBytes, isDeflated }: SchemaFrame): boolean {
    if (this.#policy.schemaRegistered === 'withhold') return false
    if (!this.#fields.isClean(value, headBytes)) return false
    if (!isDeflated) return true
    const payload = inflate(value.subarray(headBytes))
    return payload !== undefined && this.#fields.isClean(payload)
  }
}

/** The header of a record whose value is a placeholder. */
export function withheldFor(reason: string): KafkaHeader {
  return { key: bytesOfLatin1(withheldHeader), value: bytesOfLatin1(reason) }
}

const payloadBytesMax = 1 << 26

/** @returns undefined when it is no zlib stream, or a bomb */
function inflate(payload: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(payload, { maxOutputLength: payloadBytesMax })
  } catch {
    return undefined
  }
}
