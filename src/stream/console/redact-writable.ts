import type { Writable } from 'node:stream'
import type { Redactor } from '../../redact/redactor.ts'
import { concatBytes } from '../../text/bytes.ts'
import { StanchError } from '../../text/error.ts'
import { defaultRedactor } from '../default-redactor.ts'
import { GuardedBytes } from '../guarded-bytes.ts'
import { HoldWatch, holdMsDefault } from '../hold-watch.ts'

export interface RedactWritableOptions {
  /** After so long without a write, what is certain of an unfinished line comes out: prompts, progress. 50. */
  readonly idleMs?: number
  /** How long text may be held back while a secret may be open; 1000. */
  readonly holdMsMax?: number
}

/**
 * Redacts from now on all that is written to a stream, whoever writes it: its `write` and `end` are replaced. Encodings,
 * callbacks, errors and back-pressure are as before. What is held back comes out with a later write, by a timer that
 * keeps no program running, at `end`, or when the process exits.
 *
 * @throws StanchError `STREAM_OF_OBJECTS`
 */
export function redactWritable(
  stream: Writable,
  redactor: Redactor = defaultRedactor(),
  options: RedactWritableOptions = {},
): RedactedWritable {
  if (stream.writableObjectMode) {
    throw new StanchError(
      'STREAM_OF_OBJECTS',
      'Expected a stream of bytes or strings, got one in object mode: redact where objects have become text.',
    )
  }
  return new RedactedWritable(stream, redactor, options)
}

type Done = (error?: Error | null) => void
type Write = (bytes: Uint8Array, done?: Done) => boolean

/** A stream whose writes are redacted; made by {@link redactWritable}. */
export class RedactedWritable {
  readonly #stream: Writable
  readonly #bytes: GuardedBytes
  readonly #watch: HoldWatch
  readonly #idleMs: number
  /** The stream's own, bound to it. */
  readonly #write: Write
  readonly #end: (done?: Done) => Writable
  readonly #undo: () => void
  #idle: NodeJS.Timeout | undefined
  #isOff = false

  constructor(
    stream: Writable,
    redactor: Redactor,
    { idleMs = 50, holdMsMax = holdMsDefault }: RedactWritableOptions,
  ) {
    this.#stream = stream
    this.#bytes = new GuardedBytes(redactor)
    this.#idleMs = idleMs
    this.#watch = new HoldWatch(
      holdMsMax,
      () => this.flush(),
      () => this.finish(),
    )
    this.#write = stream.write.bind(stream)
    this.#end = stream.end.bind(stream)
    this.#undo = replaceMethods(stream, {
      // What is no text is refused by the stream itself.
      write: (...typed: unknown[]) =>
        isText(typed[0]) ? this.#onWrite(argumentsOf(typed)) : this.#write(...(typed as [never])),
      end: (...typed: unknown[]) => this.#onEnd(argumentsOf(typed)),
    })
  }

  /** Writes what is held back, masked as far as it is known, but for a word that has no end yet. */
  flush(): void {
    this.#pass(this.#bytes.cut())
  }

  /** Writes all that is held back: what is written from now on is another text. */
  finish(): void {
    this.#pass(this.#bytes.end())
  }

  /** Writes all that is held back, and gives the stream its own methods back. */
  restore(): void {
    if (this.#isOff) return
    this.#isOff = true
    clearTimeout(this.#idle)
    this.finish()
    this.#undo()
  }

  #onWrite({ bytes, done }: Arguments): boolean {
    if (this.#isOff) return this.#write(bytes, done)
    clearTimeout(this.#idle)
    const goesOn = this.#pass(this.#bytes.push(bytes), done)
    if (this.#bytes.heldBytes > 0) this.#idle = setTimeout(this.#onIdle, this.#idleMs).unref()
    return goesOn
  }

  #onEnd({ bytes, done }: Arguments): Writable {
    if (this.#isOff) this.#write(bytes)
    else this.#pass(concatBytes([this.#bytes.push(bytes), this.#bytes.end()]))
    return this.#end(done)
  }

  readonly #onIdle = () => this.#pass(this.#bytes.flush())

  /** Writes also when nothing came out, if somebody is to be told in turn. */
  #pass(out: Uint8Array, done?: Done): boolean {
    this.#watch.update(this.#bytes.heldBytes > 0, out.length > 0)
    const isWritten = done !== undefined || (out.length > 0 && this.#stream.writable)
    return isWritten ? this.#write(out, done) : !this.#stream.writableNeedDrain
  }
}

interface Arguments {
  readonly bytes: Uint8Array
  readonly done: Done | undefined
}

function isText(chunk: unknown): chunk is string | ArrayBufferView {
  return typeof chunk === 'string' || ArrayBuffer.isView(chunk)
}

/** `(chunk?, encoding?, done?)`, each of which may be left out. @throws TypeError for an unknown encoding */
function argumentsOf(typed: readonly unknown[]): Arguments {
  const [chunk, encoding = 'utf8'] = typed
  const done = typed.find((argument) => typeof argument === 'function') as Done | undefined
  if (!isText(chunk)) return { bytes: new Uint8Array(0), done }
  if (typeof chunk !== 'string') {
    return { bytes: new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength), done }
  }
  const name = typeof encoding === 'string' ? encoding : 'utf8'
  return { bytes: Buffer.from(chunk, name as BufferEncoding), done }
}

/** @returns what puts back the methods that were there, if nobody has replaced them since */
function replaceMethods(stream: Writable, methods: Record<'write' | 'end', unknown>): () => void {
  const names = ['write', 'end'] as const
  const own = names.map((name) => Object.getOwnPropertyDescriptor(stream, name))
  Object.assign(stream, methods)
  return () => {
    names.forEach((name, at) => {
      if (stream[name] !== methods[name]) return
      if (own[at]) Object.defineProperty(stream, name, own[at])
      else Reflect.deleteProperty(stream, name)
    })
  }
}
