import type { Redactor } from '../../redact/redactor.ts'
import { textOfBytes } from '../../text/wide-text.ts'
import { defaultRedactor } from '../default-redactor.ts'
import { GuardedRecords } from '../guarded-records.ts'
import { HoldWatch, holdMsDefault } from '../hold-watch.ts'

/** What pino writes to: `pino.destination()`, `process.stdout`, `pino.multistream()`, any writable stream. */
export interface LineDestination {
  write(line: string): unknown
  flush?(done?: (error?: Error) => void): unknown
  flushSync?(): void
  reopen?(file?: string | number): void
  end?(): void
  on?(event: string, listener: (...args: never[]) => void): unknown
}

export interface RedactStreamOptions {
  /** How long lines may be held back while a secret of several lines is open; 1000. */
  readonly holdMsMax?: number
}

/** By what pino knows streams that want to be told a line's level. */
const wantsLevel = Symbol.for('pino.metadata')

/** What pino tells of a line before it writes it; its object and message are not passed on, they hold secrets. */
interface LineFacts {
  readonly lastLevel: unknown
  readonly lastTime: unknown
  readonly lastLogger: unknown
}

/**
 * Redacts what pino writes, line by line and at once: `pino(redactStream(pino.destination(1)))`. Lines stay in order and
 * valid JSON; one that cannot be redacted gives way to a placeholder. What is held back is let go after `holdMsMax`, by
 * `flush`, `flushSync` (so at `fatal`), `end`, and when the process ends.
 *
 * @param destination is ended with the stream; its other methods are called through
 */
export function redactStream(
  destination: LineDestination,
  redactor: Redactor = defaultRedactor(),
  { holdMsMax = holdMsDefault }: RedactStreamOptions = {},
): RedactStream {
  return new RedactStream(destination, redactor, holdMsMax)
}

/** Made by {@link redactStream}. */
export class RedactStream {
  /** By this pino takes it for a stream. */
  readonly writable = true
  readonly [wantsLevel]: boolean
  lastLevel: unknown
  lastTime: unknown
  lastLogger: unknown
  readonly #destination: LineDestination
  readonly #records: GuardedRecords
  readonly #watch: HoldWatch
  /** Of the lines that are held back, in order. */
  readonly #facts: LineFacts[] = []
  #ended = false

  constructor(destination: LineDestination, redactor: Redactor, holdMsMax: number) {
    this.#destination = destination
    this[wantsLevel] = (destination as { [wantsLevel]?: boolean })[wantsLevel] === true
    this.#records = new GuardedRecords(redactor)
    const letGo = () => void this.#write(this.#records.cut())
    this.#watch = new HoldWatch(holdMsMax, letGo, () => {
      this.#write(this.#records.end())
      destination.flushSync?.()
    })
  }

  /** @param line with its line feed */
  write(line: string): boolean {
    const record = Buffer.from(line)
    if (this[wantsLevel]) {
      const { lastLevel, lastTime, lastLogger } = this
      this.#facts.push({ lastLevel, lastTime, lastLogger })
    }
    const out = this.#records.push(record)
    if (out.length === 1 && out[0] === record) return this.#pass(line)
    return this.#write(out)
  }

  flush(done?: (error?: Error) => void): void {
    this.#write(this.#records.cut())
    if (this.#destination.flush) this.#destination.flush(done)
    else done?.()
  }

  flushSync(): void {
    this.#write(this.#records.cut())
    this.#destination.flushSync?.()
  }

  reopen(file?: string | number): void {
    this.#destination.reopen?.(file)
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#write(this.#records.end())
    this.#destination.end?.()
  }

  /** The destination's events. */
  on(event: string, listener: (...args: never[]) => void): this {
    this.#destination.on?.(event, listener)
    return this
  }

  #write(records: readonly Uint8Array[]): boolean {
    let goesOn = true
    for (const record of records) goesOn = this.#pass(textOfBytes(record))
    this.#watch.update(this.#records.heldRecords > 0, records.length > 0)
    return goesOn
  }

  #pass(line: string): boolean {
    const facts = this.#facts.shift()
    if (facts) Object.assign(this.#destination, facts)
    return this.#destination.write(line) !== false
  }
}
