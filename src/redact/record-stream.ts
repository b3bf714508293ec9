import { bytesOfLatin1, concatBytes, latin1Of } from '../text/bytes.ts'
import { CsvTable } from './csv-table.ts'
import { contextBytesMax, isJsonStart, OutputTail } from './context.ts'
import type { Derive } from './find-masks.ts'
import { applyToRecords, maskPieces } from './join-pieces.ts'
import { strangersMax, type KeyBlockReader } from './key-block.ts'
import { LineEnds } from './line-ends.ts'
import { maskBlock, maskPart, openRun, partRules } from './mask-open.ts'
import { openGroup, type Join, type OpenGroup } from './open-group.ts'
import { placeholderFor } from './placeholder-record.ts'
import { redactRecord, type RedactedRecord, type Redaction } from './redact-record.ts'
import { viewWithout } from './view.ts'

const none = new Uint8Array(0)
const lineFeed = 10

/** Masks of joined records can make new ones. */
const joinRoundsMax = 4
/** Streams of which the last words are remembered. */
const streamsMax = 256
/**
 * Redacts the records of one source, in their order. A record comes out changed or as it was, one for one; while a
 * secret of several records is open, its records and those behind them are held back.
 */
export class RecordStream {
  #redaction: Redaction
  readonly #tail: OutputTail
  /** What is out of the line that the next bytes go on with; only a stream of bytes parts lines. */
  #lead: Uint8Array = none
  #group: OpenGroup | undefined
  /** Of records in Docker's form. */
  readonly lineEnds = new LineEnds()
  readonly #streamContexts = new Map<string, Uint8Array>()
  /** A block of which the first lines are out. */
  #cutBlock: { readonly reader: KeyBlockReader; strangers: number } | undefined

  /** The table that the records are rows of; `unknown` before the first one. */
  #table: CsvTable | 'unknown' | undefined

  constructor(redaction: Redaction) {
    this.#redaction = redaction
    this.#tail = new OutputTail(redaction.tokens)
    const { format, readsOn } = redaction.policy
    const mayBeTable = format === 'csv' || (format === undefined && readsOn)
    this.#table = mayBeTable ? 'unknown' : undefined
  }

  /** Whether what a record means depends on the columns that it stands in. */
  get isInTable(): boolean {
    return this.#table !== undefined
  }

  /** What comes from now on is redacted in another way. */
  use(redaction: Redaction): void {
    this.#redaction = redaction
    this.#tail.use(redaction.tokens)
  }

  /** Records that are held back: what came in is not yet all out. */
  get heldRecords(): number {
    return this.#group?.records.length ?? 0
  }

  get heldBytes(): number {
    return this.#group?.bytes ?? 0
  }

  /** Whether what comes next may depend on more than its own text and {@link context}. */
  get isOpen(): boolean {
    return this.#group !== undefined || this.#cutBlock !== undefined
  }

  /** Whether a part of a line is out, and its end is not. */
  get isInLine(): boolean {
    return this.#lead.length > 0
  }

  /** Redacted text that the next record is read with. */
  get context(): Uint8Array {
    return this.#redaction.policy.readsOn ? this.#tail.context() : none
  }

  /** @returns what is certain now, in order: records that were held back, then this one */
  push(record: Uint8Array): Uint8Array[] {
    const out: Uint8Array[] = []
    this.#take(record, out)
    if (this.heldBytes > this.#redaction.policy.holdBytesMax) out.push(...this.cut())
    return out
  }

  /** Text that is out already: lines in which nothing is, or a part of one. */
  pass(text: Uint8Array): void {
    this.#noteOutput(text)
    this.#lead = unfinishedLine(this.#lead, text)
  }

  /** A part of a line that is longer than a record may be, or was waited for too long; nothing of it is held back. */
  pushPart(part: Uint8Array): Uint8Array {
    if (this.#redaction.policy.format !== 'csv') this.#table = undefined
    const lead = this.#lead
    const output = this.#redactAlone(part, this.context)
    this.#lead = unfinishedLine(lead, output)
    return output
  }

  /** Gives up waiting: what is open is masked as far as it is known, and held records are let go. */
  cut(): Uint8Array[] {
    const group = this.#group
    if (!group) return []
    this.#redaction.policy.onCut?.()
    this.#group = undefined
    if (!group.unended || !this.lineEnds.carry(group.unended)) return this.#resolve(group, true)
    return [...this.#takeAnew(group), ...this.cut()]
  }

  end(): Uint8Array[] {
    const group = this.#group
    this.#group = undefined
    this.#cutBlock = undefined
    return group ? this.#resolve(group, false) : []
  }

  #take(record: Uint8Array, out: Uint8Array[]): void {
    const group = this.#group
    if (group) {
      const standing = group.add(record)
      if (standing === 'open') return
      this.#group = undefined
      if (standing === 'unended') {
        out.push(...this.#takeAnew(group))
        return
      }
      this.lineEnds.reset()
      out.push(...this.#resolve(group, false))
      if (standing === 'closed') return
    }
    // A line of a block that was cut looks like wrapped text, too.
    const rest = this.#maskCutBlock(record)
    if (rest === record) this.#group = openGroup(record, this.lineEnds, latin1Of(this.#lead))
    if (this.#group === undefined) out.push(this.#redact(rest))
    else this.#cutBlock = undefined
  }

  #takeAnew({ records }: OpenGroup): Uint8Array[] {
    const out: Uint8Array[] = []
    for (const record of records) this.#take(record, out)
    return out
  }

  #resolve(group: OpenGroup, isCut: boolean): Uint8Array[] {
    let { records } = group
    for (let round = 0; round < joinRoundsMax; round++) {
      const joins = group.joins(records)
      const next = joins.reduce((now, join) => this.#maskJoin(now, join), records)
      if (next === records) break
      records = next
    }
    const reader = group.unfinishedBlock
    if (reader) {
      records = maskBlock(this.#redaction, records, reader.head)
      if (isCut) this.#cutBlock = { reader, strangers: 0 }
    }
    const joins = group.joins(records)
    for (const join of joins) this.#remember(records, join)
    if (isCut) records = joins.reduce((now, join) => openRun(this.#redaction, now, join), records)
    return records.map((record) => this.#redact(record))
  }

  #maskJoin(records: readonly Uint8Array[], join: Join): readonly Uint8Array[] {
    const context = this.#streamContexts.get(join.stream ?? '') ?? none
    const masks = maskPieces(this.#redaction, records, { ...join, context })
    for (const masked of masks.masked) this.#redaction.policy.onMasked?.(masked)
    return masks.edits.size === 0 ? records : applyToRecords(records, masks)
  }

  /** Keeps a stream's last words: a name that its next record has the value of. */
  #remember(records: readonly Uint8Array[], { stream, pieces }: Join): void {
    if (stream === undefined || !this.#redaction.policy.readsOn) return
    const text = concatBytes([
      this.#streamContexts.get(stream) ?? none,
      ...pieces.map(({ record, span }) => records[record]!.subarray(span.start, span.end)),
    ])
    const hidden = viewWithout(text, this.#redaction.tokens.find(latin1Of(text))).bytes
    this.#streamContexts.delete(stream)
    this.#streamContexts.set(stream, hidden.slice(Math.max(0, hidden.length - contextBytesMax)))
    const [oldest] = this.#streamContexts.keys()
    if (this.#streamContexts.size > streamsMax) this.#streamContexts.delete(oldest!)
  }

  /** Lines of a block whose first lines are out already. */
  #maskCutBlock(record: Uint8Array): Uint8Array {
    const block = this.#cutBlock
    if (!block) return record
    const line = block.reader.read(latin1Of(record))
    const isOver = line ? line.kind === 'end' : ++block.strangers > strangersMax(block.reader.head)
    if (isOver) this.#cutBlock = undefined
    const isKey = line?.kind === 'body' || line?.kind === 'tail'
    return isKey ? maskPart(this.#redaction, record, line.span, partRules.key) : record
  }

  #redact(record: Uint8Array): Uint8Array {
    const isRead = this.#redaction.policy.readsOn && !(isJsonStart(record[0]) && !this.isInLine)
    const context = isRead ? this.#tail.context() : none
    const table = this.#table
    if (!table) return this.#redactAlone(record, context)
    const line = latin1Of(record)
    if (table === 'unknown') {
      this.#table = CsvTable.open(line, this.#redaction.policy.format === 'csv')
      return this.#redactAlone(record, context)
    }
    const output = this.#redactAlone(record, context, (text) => table.derivedOf(text))
    if (!table.pass(line)) this.#table = undefined
    return output
  }

  #redactAlone(record: Uint8Array, context: Uint8Array, derive?: Derive): Uint8Array {
    const { policy } = this.#redaction
    const result = this.#tryRedact(record, context, derive)
    if (result.kind !== 'withheld') for (const masked of result.masked) policy.onMasked?.(masked)
    const output =
      result.kind === 'kept' ? result.bytes : bytesOfLatin1(placeholderFor(record, result, policy))
    this.#lead = none
    this.#noteOutput(output)
    return output
  }

  #noteOutput(output: Uint8Array): void {
    if (this.#redaction.policy.readsOn) this.#tail.add(output)
  }

  /** Fails closed: whatever goes wrong, the record does not come through. */
  #tryRedact(record: Uint8Array, context: Uint8Array, derive?: Derive): RedactedRecord {
    try {
      return redactRecord(this.#redaction, record, context, derive)
    } catch {
      return { kind: 'withheld', reason: 'error' }
    }
  }
}

/** What is out of a line: the end of it, at most {@link contextBytesMax} bytes. */
function unfinishedLine(lead: Uint8Array, output: Uint8Array): Uint8Array {
  const line = output.subarray(output.lastIndexOf(lineFeed) + 1)
  const joined = line.length < output.length ? line : concatBytes([lead, line])
  return joined.slice(Math.max(0, joined.length - contextBytesMax))
}
