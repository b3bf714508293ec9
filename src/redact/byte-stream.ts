import { concatBytes, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { searchBlock } from './block-search.ts'
import { ByteQueue } from './byte-queue.ts'
import { isJsonStart } from './context.ts'
import { mayBeginKeyBlock } from './key-block.ts'
import { partLine } from './long-line.ts'
import { RecordStream } from './record-stream.ts'
import type { Redaction } from './redact-record.ts'
import { isWrappedLine } from './wrapped-line.ts'

const lineFeed = 10
const none = new Uint8Array(0)

/** Lines are searched together in blocks of at most, and where parts interrupt them of at least, so many bytes. */
const blockBytesMax = 1 << 20
const blockBytesMin = 256

/** Lines behind a changed one that are read with it. */
const linesBehind = 3

/**
 * Redacts the bytes of one source, given in chunks of any size. What comes out is what redacting the whole at once gives,
 * whatever the chunks; only {@link cut} depends on when it is called.
 *
 * Blocks of lines are searched as they are, which is fast; only lines in which something may be are redacted one by one.
 */
export class ByteStream {
  #redaction: Redaction
  readonly #records: RecordStream
  /** An unfinished line, or lines of which the next one may be a part. */
  readonly #rest = new ByteQueue()
  /** Lines still to search again, since one before them has changed. */
  #linesBehind = 0
  #blockBytes = blockBytesMax

  constructor(redaction: Redaction) {
    this.#redaction = redaction
    this.#records = new RecordStream(redaction)
  }

  /** What comes from now on is redacted in another way. */
  use(redaction: Redaction): void {
    this.#redaction = redaction
    this.#records.use(redaction)
  }

  /** Bytes that came in and are not out, nor masked. */
  get heldBytes(): number {
    return this.#rest.length + this.#records.heldBytes
  }

  /** @returns what is certain now; may be a part of the chunk itself */
  push(chunk: Uint8Array): Uint8Array {
    const parts = this.pushParts(chunk)
    const isChunk = parts.length === 1 && parts[0]!.buffer === chunk.buffer
    return isChunk ? parts[0]! : concatBytes(parts)
  }

  /**
   * As {@link push}, without a copy.
   *
   * @returns in order; parts of the chunk, and of memory that the next call writes to
   */
  pushParts(chunk: Uint8Array): readonly Uint8Array[] {
    const { recordBytesMax } = this.#redaction.policy
    this.#rest.recycle()
    const isWaiting = this.#rest.length > 0
    if (isWaiting) this.#rest.append(chunk)
    const isMore = chunk.includes(lineFeed) || this.#rest.length >= recordBytesMax
    if (isWaiting && !isMore) return []
    const text = isWaiting ? this.#rest.take() : chunk
    const out: Uint8Array[] = []
    const from = this.#takeAll(text, out)
    if (from < text.length) this.#rest.append(text.subarray(from))
    return out
  }

  /** For idle times: what of an unfinished line of text is certain whatever follows. */
  flush(): Uint8Array {
    const { bytes } = this.#rest
    if (this.#records.isOpen || bytes.length === 0) return none
    if (isJsonStart(bytes[0]) && !this.#records.isInLine) return none
    if (bytes.includes(lineFeed) || mayBeginKeyBlock(latin1Of(bytes))) return none
    return this.#letGo(lastOf(bytes, isBlank) + 1)
  }

  /** Gives up waiting: what is open is masked as far as it is known, all else is let go but for an unfinished word. */
  cut(): Uint8Array {
    const out = this.#records.cut()
    const rest = this.#rest.take()
    const lines = rest.lastIndexOf(lineFeed) + 1
    if (lines > 0) this.#redactLines(rest.subarray(0, lines), out)
    out.push(...this.#records.cut())
    this.#rest.append(rest.subarray(lines))
    // Where a key begins in a line says how its lines are to be read.
    if (!mayBeginKeyBlock(latin1Of(this.#rest.bytes))) {
      out.push(this.#letGo(lastOf(this.#rest.bytes, isBorder) + 1))
    }
    return joined(out)
  }

  end(): Uint8Array {
    const out: Uint8Array[] = []
    this.#redactLines(this.#rest.take(), out)
    out.push(...this.#records.end())
    return joined(out)
  }

  /** @returns up to where the text is taken; what is behind has to wait */
  #takeAll(text: Uint8Array, out: Uint8Array[]): number {
    const { recordBytesMax, holdBytesMax } = this.#redaction.policy
    const end = text.lastIndexOf(lineFeed) + 1
    for (let from = 0; ;) {
      const feed = from < end ? text.indexOf(lineFeed, from) : text.length
      if (feed - from >= recordBytesMax) from += this.#takePart(text.subarray(from, feed), out)
      else if (from >= end) return from
      else if (this.#records.isOpen || this.#records.isInTable)
        from = this.#redactLine(text, from, feed + 1, out)
      else {
        const blockTo = blockEnd(text, from, end, this.#blockBytes)
        const to = this.#takeBlock(text, from, blockTo, out)
        this.#adaptBlock(to - from)
        if (to === from && blockTo === end && end - from <= holdBytesMax) return from
        from = to === from ? this.#redactLine(text, from, feed + 1, out) : to
      }
    }
  }

  /** A block that a part of something interrupts is searched again from there: where parts are many, blocks are short. */
  #adaptBlock(takenBytes: number): void {
    this.#blockBytes = this.#records.isOpen
      ? Math.max(blockBytesMin, 2 * takenBytes)
      : Math.min(blockBytesMax, 4 * this.#blockBytes)
  }

  /** The first part of a line that is too long. */
  #takePart(line: Uint8Array, out: Uint8Array[]): number {
    out.push(...this.#records.cut())
    const unit = line.subarray(0, this.#redaction.policy.recordBytesMax)
    const { output, taken } = partLine(this.#redaction, unit, this.#records.context)
    out.push(output)
    this.#records.pass(output)
    return taken
  }

  /** @returns where it ends; lines at its end that the next one may belong to are left */
  #takeBlock(text: Uint8Array, from: number, to: number, out: Uint8Array[]): number {
    const end = wrappedStart(text, from, to)
    if (end === from) return from
    const block = text.subarray(from, end)
    // What is searched now is read with the lines before it as they left.
    if (!this.#records.isInLine) this.#linesBehind = 0
    const { context, lineEnds } = this.#records
    const found = searchBlock(this.#redaction, block, context, lineEnds)
    const spans = found === 'all' ? [{ start: 0, end: block.length }] : found
    return from + this.#redactSpans(block, spans, out)
  }

  /** Redacts the lines of spans, and passes all others; stops where what comes depends on an open secret. */
  #redactSpans(block: Uint8Array, spans: readonly Span[], out: Uint8Array[]): number {
    let at = 0
    for (const span of [...spans, { start: block.length, end: block.length }]) {
      while (at < block.length && this.#linesBehind > 0 && !this.#records.isOpen) {
        at = this.#takeLinesBehind(block, at, out)
      }
      if (this.#records.isOpen) return at
      if (span.end <= at) continue
      const line =
        span.start === block.length ? span.start : block.lastIndexOf(lineFeed, span.start - 1) + 1
      const start = Math.max(at, span.start === 0 ? 0 : wrappedStart(block, at, Math.max(at, line)))
      if (start > at) this.#pass(block.subarray(at, start), out)
      at = start
      while (at < span.end) {
        at = this.#redactLine(block, at, block.indexOf(lineFeed, at) + 1, out)
        // Of a line that was named not all was looked at.
        this.#linesBehind = linesBehind
        if (this.#records.isOpen && at >= span.end) return at
      }
    }
    return at
  }

  /** Searches lines behind a changed one again, as a block. Lines of JSON stand for themselves, and part the others from it. */
  #takeLinesBehind(block: Uint8Array, from: number, out: Uint8Array[]): number {
    const left = this.#linesBehind
    const to = this.#records.isInLine ? from : linesEnd(block, from, left)
    this.#linesBehind = 0
    if (to === from && !this.#records.isInLine) return from
    const end = to === from ? from : this.#takeBlock(block, from, to, out)
    if (end === from) {
      this.#linesBehind = left
      return this.#redactLine(block, from, block.indexOf(lineFeed, from) + 1, out)
    }
    const isLast = end === to && isJsonStart(block[to])
    const after = isLast ? 0 : left - countLines(block, from, end)
    this.#linesBehind = Math.max(this.#linesBehind, after)
    return end
  }

  #pass(text: Uint8Array, out: Uint8Array[]): void {
    out.push(text)
    this.#records.pass(text)
  }

  #redactLines(lines: Uint8Array, out: Uint8Array[]): void {
    for (let from = 0; from < lines.length;) {
      const feed = lines.indexOf(lineFeed, from)
      from = this.#redactLine(lines, from, feed < 0 ? lines.length : feed + 1, out)
    }
  }

  #redactLine(text: Uint8Array, from: number, to: number, out: Uint8Array[]): number {
    const line = text.subarray(from, to)
    const before = out.length
    const wasOpen = this.#records.isOpen
    out.push(...this.#records.push(line.slice()))
    const isSame = out.length === before + 1 && !wasOpen && areEqual(out[before]!, line)
    if (!isSame) this.#linesBehind = linesBehind
    else if (this.#linesBehind > 0)
      this.#linesBehind = isJsonStart(line[0]) ? 0 : this.#linesBehind - 1
    return to
  }

  /** Redacts the first bytes of an unfinished line; what follows is read with them. */
  #letGo(length: number): Uint8Array {
    if (length <= 0) return none
    const rest = this.#rest.take()
    this.#rest.append(rest.subarray(length))
    this.#linesBehind = linesBehind
    return this.#records.pushPart(rest.slice(0, length))
  }
}

function blockEnd(text: Uint8Array, from: number, end: number, bytes: number): number {
  if (end - from <= bytes) return end
  const last = text.lastIndexOf(lineFeed, from + bytes - 1) + 1
  return last > from ? last : text.indexOf(lineFeed, from) + 1
}

/** Where so many lines end that are none of JSON. */
function linesEnd(text: Uint8Array, from: number, lines: number): number {
  let to = from
  for (let line = 0; line < lines && to < text.length && !isJsonStart(text[to]); line++) {
    to = text.indexOf(lineFeed, to) + 1
  }
  return to
}

function countLines(text: Uint8Array, from: number, end: number): number {
  let lines = 0
  for (let at = from; at < end; at = text.indexOf(lineFeed, at) + 1) lines++
  return lines
}

/** Where the wrapped lines at the end of `[from, to)` begin; `to` when its last line is none. */
function wrappedStart(text: Uint8Array, from: number, to: number): number {
  let start = to
  while (start > from) {
    const line = Math.max(from, start < 2 ? 0 : text.lastIndexOf(lineFeed, start - 2) + 1)
    if (!isWrappedLine(text, line, start)) break
    start = line
  }
  return start
}

function lastOf(bytes: Uint8Array, isIn: (byte: number) => boolean): number {
  let at = bytes.length - 1
  while (at >= 0 && !isIn(bytes[at]!)) at--
  return at
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9
}

/** What ends a word of JSON as well. */
function isBorder(byte: number): boolean {
  return isBlank(byte) || byte === 0x2c || byte === 0x7b || byte === 0x7d || byte === 0x5b
}

function areEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0]! : concatBytes(parts)
}
