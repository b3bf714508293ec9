import { Transform, type TransformCallback } from 'node:stream'
import { readRules } from '../../scan/read-rules.ts'
import { createRedactor, type CreateRedactorOptions } from '../../scan/create-redactor.ts'
import type { Redactor } from '../../redact/redactor.ts'
import { GuardedBytes } from '../guarded-bytes.ts'
import { HoldWatch, holdMsDefault } from '../hold-watch.ts'

/** Options of the transport: plain data, since they go to its thread. */
export interface TransportOptions extends Omit<
  CreateRedactorOptions,
  'rules' | 'env' | 'onMasked' | 'onWithheld' | 'onNote'
> {
  /** A file, or the number of a descriptor; 1. Not used where another target follows in a `pipeline`. */
  readonly destination?: string | number
  /** Makes the file's directories. */
  readonly mkdir?: boolean
  /** False replaces the file; true by default. */
  readonly append?: boolean
  /** How long lines may be held back while a secret of several lines is open; 1000. */
  readonly holdMsMax?: number
  /** As under `rules` in `stanch.yaml`. */
  readonly rules?: Parameters<typeof readRules>[0]
}

/** What pino adds to the options. */
interface OptionsOfPino extends TransportOptions {
  readonly pinoWillSendConfig?: unknown
  readonly levels?: unknown
  readonly $context?: unknown
}

/**
 * The transport of pino, in whose thread it runs: `pino({ transport: { target: 'stanch/pino', options } })`, or the first
 * target of a `pipeline`. What cannot be redacted gives way to a placeholder.
 *
 * @throws StanchError as `createRedactor` and `readRules`
 */
export async function openTransport({
  pinoWillSendConfig: _config,
  levels: _levels,
  $context: _context,
  destination = 1,
  mkdir = false,
  append = true,
  holdMsMax = holdMsDefault,
  rules,
  ...options
}: OptionsOfPino = {}): Promise<Transform> {
  const { pino } = await import('pino')
  const redactor = createRedactor({ ...options, rules: rules && (await readRules(rules)) })
  const open = () => pino.destination({ dest: destination, mkdir, append, sync: false })
  return new RedactTransport(redactor, open, holdMsMax)
}

/** `pino.destination()`, of which no more is used. */
interface Destination {
  write(text: string): boolean
  flushSync(): void
  end(): void
  once(event: 'ready' | 'drain' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** Redacts what is written to it. Nobody reads from it, then it writes to a destination of its own. */
class RedactTransport extends Transform {
  readonly #bytes: GuardedBytes
  readonly #open: () => Destination
  readonly #watch: HoldWatch
  #destination: Destination | undefined
  #isReady = false
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  constructor(redactor: Redactor, open: () => Destination, holdMsMax: number) {
    super()
    this.#bytes = new GuardedBytes(redactor)
    this.#open = open
    const letGo = () => this.#pass(this.#bytes.cut(), () => undefined)
    // The thread is ended by the program's, with the stream.
    this.#watch = new HoldWatch(holdMsMax, letGo, () => undefined)
  }

  override _transform(chunk: Uint8Array, _encoding: string, done: TransformCallback): void {
    this.#pass(this.#bytes.push(chunk), done)
  }

  override _flush(done: TransformCallback): void {
    this.#pass(this.#bytes.end(), () => {
      const destination = this.#destination
      if (!destination) return done()
      destination.once('close', () => done())
      destination.end()
    })
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#watch.update(false, false)
    done(error)
  }

  /** For `logger.flush()`: when it is done, all is written. */
  flush(done: (error?: Error) => void): void {
    this.#pass(this.#bytes.cut(), () => {
      const destination = this.#destination
      const write = () => {
        destination?.flushSync()
        done()
      }
      if (destination && !this.#isReady) destination.once('ready', write)
      else write()
    })
  }

  #pass(bytes: Uint8Array, done: () => void): void {
    this.#watch.update(this.#bytes.heldBytes > 0, bytes.length > 0)
    if (this.readableFlowing === null) this.#openDestination()
    if (!this.#destination) {
      this.push(bytes)
      return done()
    }
    const text = this.#decoder.decode(bytes, { stream: true })
    if (text === '' || this.#destination.write(text)) done()
    else this.#destination.once('drain', done)
  }

  #openDestination(): void {
    this.#destination = this.#open()
    this.#destination.once('ready', () => (this.#isReady = true))
    this.#destination.on('error', (error) => this.destroy(error))
    this.resume()
  }
}
