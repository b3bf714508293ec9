import { latin1Of } from '../../text/bytes.ts'
import { CommitPlan, type CommitPoint } from './commit-plan.ts'
import type { KafkaRecord, StoredRecord } from './kafka-record.ts'
import type { Slot, SlotMaker } from './slot.ts'

/** What a lane wants of a record stream; see `RecordStream`. */
export interface HeldStream {
  push(record: Uint8Array): Uint8Array[]
  cut(): Uint8Array[]
  readonly heldRecords: number
  /** Whether what comes next may depend on what was seen. */
  readonly isOpen: boolean
}

export interface LaneOptions {
  readonly start: CommitPoint
  readonly openStream: () => HeldStream
  /** Which texts a stream that is not open gives back as they are; see `Redactor.findClean`. */
  readonly findClean: (texts: readonly Uint8Array[]) => readonly boolean[]
  readonly slots: SlotMaker
  readonly by: 'partition' | 'key'
}

interface Stream {
  readonly stream: HeldStream
  /** Those held back, in order. */
  readonly waiting: Slot[]
}

/** Held back at most in all streams of a partition. Bytes. */
const heldBytesMax = 1 << 23

/**
 * The records of one partition, in order, on their way through streams that hold some back. What goes out ends where
 * nothing was held back: so whatever is committed, nothing before it is missing and nothing behind it is out, and whoever
 * reads on from there sees what was seen here. No clock, no broker.
 */
export class Lane {
  readonly #options: LaneOptions
  readonly #plan: CommitPlan
  readonly #streams = new Map<string, Stream>()
  /** Records before the start are read for what they leave open; they are out already. */
  #isReplaying: boolean
  #slots: Slot[] = []
  /** So many of them may go out. */
  #certain = 0
  #held = 0
  #heldBytes = 0

  constructor(options: LaneOptions) {
    const { start } = options
    this.#options = options
    this.#isReplaying = start.from < start.offset
    this.#plan = new CommitPlan(start)
  }

  /** Records that are not certain yet. */
  get heldRecords(): number {
    return this.#held
  }

  /** @param records the next of the partition */
  push(records: readonly StoredRecord[]): void {
    const slots = records.map((record) => this.#options.slots.make(record))
    const texts = records.map(({ value }, at) => textOf(slots[at]!, value))
    const clean = this.#options.findClean(texts.filter((text) => text !== undefined))
    let seen = 0
    for (let at = 0; at < records.length; at++) {
      const record = records[at]!
      if (this.#isReplaying && record.offset >= this.#options.start.offset) this.#endReplay()
      const text = texts[at]
      const isClean = text !== undefined && clean[seen++]!
      this.#add(record, slots[at]!, text, isClean)
      if (this.#heldBytes > heldBytesMax) this.#cutAll()
      this.#advance(record.offset + 1)
    }
  }

  /** @param offset before which there are no more records: those left were compacted or aborted, or are markers */
  passTo(offset: number): void {
    if (this.#isReplaying && offset >= this.#options.start.offset) this.#endReplay()
    this.#advance(offset)
  }

  /**
   * Gives up waiting: masks what is open, and lets go.
   *
   * @param offset behind the last record that was pushed or passed
   */
  cut(offset: number): void {
    if (this.#isReplaying) return
    this.#cutAll()
    this.#advance(offset)
  }

  /** @returns what may go out now, and what is committed with it; undefined when nothing is both certain and new */
  take(): { readonly records: readonly KafkaRecord[]; readonly point: CommitPoint } | undefined {
    const point = this.#plan.take()
    if (!point) return undefined
    const slots = this.#slots
    this.#slots = slots.splice(this.#certain)
    this.#certain = 0
    // All that are certain have values.
    return { records: slots as readonly (Slot & KafkaRecord)[], point }
  }

  #add(record: StoredRecord, slot: Slot, text: Uint8Array | undefined, isClean: boolean): void {
    if (!this.#isReplaying) this.#slots.push(slot)
    if (text === undefined) return
    const name = this.#options.by === 'key' && record.key ? latin1Of(record.key) : ''
    const known = this.#streams.get(name)
    if (isClean && !(known && isOpen(known.stream))) {
      this.#options.slots.finishClean(slot, text)
      return
    }
    const stream = this.#streamOf(name)
    stream.waiting.push(slot)
    this.#held++
    this.#heldBytes += text.length
    this.#settle(name, stream, stream.stream.push(text))
  }

  #streamOf(name: string): Stream {
    let stream = this.#streams.get(name)
    if (!stream) {
      stream = { stream: this.#options.openStream(), waiting: [] }
      this.#streams.set(name, stream)
    }
    return stream
  }

  #settle(name: string, { stream, waiting }: Stream, outputs: readonly Uint8Array[]): void {
    for (let at = 0; at < outputs.length; at++) {
      this.#options.slots.finish(waiting[at]!, outputs[at]!)
    }
    if (outputs.length === waiting.length) waiting.length = 0
    else waiting.splice(0, outputs.length)
    this.#held -= outputs.length
    if (this.#held === 0) this.#heldBytes = 0
    // At rest it is as a new one; there may be any number of keys.
    if (name !== '' && !isOpen(stream)) this.#streams.delete(name)
  }

  #cutAll(): void {
    for (const [name, stream] of this.#streams) this.#settle(name, stream, stream.stream.cut())
  }

  #endReplay(): void {
    // What was let go half-way was cut there.
    this.#cutAll()
    this.#isReplaying = false
  }

  #advance(offset: number): void {
    if (this.#isReplaying) return
    let open = false
    for (const { stream } of this.#streams.values()) open ||= isOpen(stream)
    const isHeld = this.#held > 0
    if (!isHeld) this.#certain = this.#slots.length
    this.#plan.advance(offset, { isHeld, isOpen: open })
  }
}

/** What of a value goes through a stream. */
function textOf({ value, head }: Slot, whole: Uint8Array | null): Uint8Array | undefined {
  if (value !== undefined || whole === null) return undefined
  return head ? whole.subarray(head.length) : whole
}

function isOpen(stream: HeldStream): boolean {
  return stream.heldRecords > 0 || stream.isOpen
}
