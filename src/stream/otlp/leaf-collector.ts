import { StanchError } from '../../text/error.ts'
import type { Leaf, LeafName, LeafRecord } from './export-message.ts'
import type { Message } from './schema.ts'

/** Of one request: a bound on memory. 16 bytes a text in the largest body that is taken by default; telemetry has 25 and more. */
const leavesMax = 500_000

export type LeafPlace = Omit<Leaf, 'kind' | 'name'>

/** Gathers the leaves of a request while it is read. */
export class LeafCollector {
  readonly records: LeafRecord[] = []
  #record: LeafRecord | undefined
  #writer = 0
  #leaves = 0

  /** Reads a message; what is added meanwhile belongs to it if it is a record, otherwise to the record around it. */
  enter(message: Message, read: () => void): void {
    if (message.role === 'log-scope') this.#writer++
    if (message.role === 'part' && this.#record) return read()
    const outer = this.#record
    this.#record = { leaves: [], body: undefined, writer: this.#writer }
    this.records.push(this.#record)
    read()
    this.#record = outer
  }

  /** @throws StanchError `OTLP_BODY_TOO_LARGE` */
  add(kind: Leaf['kind'], name: LeafName | undefined, place: LeafPlace): Leaf {
    if (++this.#leaves > leavesMax) throw tooManyTexts()
    const leaf: Leaf = { kind, name, ...place }
    this.#record!.leaves.push(leaf)
    return leaf
  }

  /** The body of a log record, when it is text: two bodies are none. */
  setBody(leaf: Leaf): void {
    this.#record!.body = leaf
  }
}

function tooManyTexts(): StanchError {
  return new StanchError(
    'OTLP_BODY_TOO_LARGE',
    `Expected at most ${leavesMax} texts in one request, got more: send smaller batches.`,
  )
}
