import { isJsonScalar, isNumberStart, markLength, scalarBytes, skipPlain } from './json-lexis.ts'
import { JsonPathStack } from './json-path-stack.ts'
import { buildOptions, type JsonScannerOptions } from './json-scanner-options.ts'
import { JsonStringRun } from './json-string-run.ts'
import { ReadToken } from './read-token.ts'
import { expectedTexts, expecting, type JsonToken } from './json-token.ts'

/**
 * Reads JSON in UTF-8 token by token, from chunks of any size, without recursion, and without making anything for a
 * token: its offsets, path and text are told when asked for, until the next call. One JSON text or many, with or without
 * white space between (JSONL). A key may be there twice. Memory: two chunks and two pieces, and 40 bytes a level.
 *
 *     const scanner = new JsonScanner()
 *     for (const chunk of chunks) {
 *       scanner.push(chunk)
 *       for (let token = scanner.next(); token !== 'wait'; token = scanner.next()) {
 *         if (token === 'string') found(scanner.start, scanner.end, scanner.path(), scanner.text())
 *         if (token === 'fault') scanner.skipLine() // or stop
 *       }
 *     }
 *     scanner.finish() // and the same loop once more, until 'end'
 *
 * For values at known paths there is `JsonSelector`.
 */
export class JsonScanner extends ReadToken {
  /** JSON texts that are over. */
  documents = 0
  /** Of a `key` or `string`: it does not continue an earlier piece. */
  isFirst = true
  /** Of a `key` or `string`: it ends here. Of one that a fault cuts off no piece does. */
  isLast = true
  /** What would have been right at a `fault`. */
  expected = ''
  readonly #options: JsonScannerOptions
  readonly #path = new JsonPathStack()
  /** All before is read; of a string that is begun, up to the piece that is next. */
  #at = 0
  /** Where to go on in a scalar that is begun, if it is behind {@link #at}. */
  #resumeAt = 0
  readonly #run: JsonStringRun
  #isInString = false
  #isFinal = false
  #isSkipping = false
  #expects: number = expecting.value

  /** @param base offset of the first byte that will be pushed */
  constructor(options: Partial<JsonScannerOptions> = {}, base = 0) {
    super()
    this.window.base = base
    this.#options = buildOptions(options)
    this.#run = new JsonStringRun(this.#options.isStrict)
  }

  /** Of an input that is there as a whole: no string comes in pieces. */
  static of(bytes: Uint8Array, options: Partial<JsonScannerOptions> = {}): JsonScanner {
    const scanner = new JsonScanner({ pieceBytesMax: bytes.length, ...options })
    scanner.push(bytes)
    scanner.finish()
    return scanner
  }

  /** @param chunk what follows what was pushed before; not to be altered until the next one is pushed */
  push(chunk: Uint8Array): void {
    const from = this.#at
    if (this.window.hasRoom(from, chunk)) return this.window.append(chunk)
    this.#path.keep(this.window.bytes)
    this.window.move(from, chunk)
    this.#at = 0
    this.from -= from
    this.to -= from
    this.#resumeAt -= from
    this.#run.at -= from
  }

  /** Nothing follows. */
  finish(): void {
    this.#isFinal = true
  }

  /** Objects and lists that are open. */
  get depth(): number {
    return this.#path.depth
  }

  /** Keys, and places in lists from 0, from the outside in, up to that of the value or key. */
  path(): (string | number)[] {
    return this.#path.steps(this.window.bytes)
  }

  /** Ends the object or list that has just been opened, of which nothing was read. */
  skipTo(end: number): void {
    this.#at = end - this.window.base
    this.from = this.#at
    this.to = this.#at
    this.#path.close()
    this.#finishValue()
  }

  /** The same where it ends in a chunk that is not pushed, but begins at `base`. */
  skipInto(chunk: Uint8Array, base: number, end: number): void {
    this.#path.keep(this.window.bytes)
    this.window.replace(chunk, base)
    this.#resumeAt = 0
    this.skipTo(end)
  }

  /** Goes on behind the next line feed, where a JSON text may begin: after a fault. */
  skipLine(): void {
    this.expected = ''
    this.#isInString = false
    this.#path.depth = 0
    this.#expects = expecting.value
    this.#isSkipping = true
  }

  next(): JsonToken {
    if (this.#isInString) return this.#readString()
    if (this.expected !== '') return this.#fail(this.expected)
    if (this.#isSkipping) this.#skipToLine()
    const { bytes, length } = this.window
    for (let at = this.#at; at < length; at++) {
      const byte = bytes[at]!
      if (byte === 0x22) {
        this.#at = at
        return this.#beginString()
      }
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue
      if (byte === 0x2c && this.#expects >= expecting.commaOfList) {
        this.#expects = this.#expects === expecting.commaOfList ? expecting.value : expecting.key
      } else if (byte === 0x3a && this.#expects === expecting.colon) {
        this.#expects = expecting.value
      } else {
        this.#at = at
        return this.#readToken(byte)
      }
    }
    this.#at = length
    if (!this.#isFinal) return 'wait'
    if (this.#path.depth > 0) return this.#fail()
    this.#take(length)
    return 'end'
  }

  #skipToLine(): void {
    const { bytes, length } = this.window
    const feed = bytes.subarray(this.#at, length).indexOf(0x0a)
    this.#at = feed < 0 ? length : this.#at + feed + 1
    this.#isSkipping = feed < 0
  }

  #readToken(byte: number): JsonToken {
    if (byte === 0x7b) return this.#open('{', expecting.keyOrClose)
    if (byte === 0x7d) return this.#close('}', expecting.keyOrClose, expecting.commaOfObject)
    if (byte === 0x5b) return this.#open('[', expecting.valueOrClose)
    if (byte === 0x5d) return this.#close(']', expecting.valueOrClose, expecting.commaOfList)
    return this.#readScalar()
  }

  #open(bracket: '{' | '[', next: number): JsonToken {
    if (this.#expects > expecting.valueOrClose) return this.#fail()
    if (this.#path.depth >= this.#options.depthMax)
      return this.#fail(`at most ${this.#options.depthMax} objects and lists in each other`)
    this.#path.begin()
    this.#path.open(bracket === '[')
    this.#expects = next
    this.#take(this.#at + 1)
    return bracket
  }

  #close(bracket: '}' | ']', first: number, later: number): JsonToken {
    if (this.#expects !== first && this.#expects !== later) return this.#fail()
    this.#path.close()
    this.#take(this.#at + 1)
    this.#finishValue()
    return bracket
  }

  #readScalar(): JsonToken {
    if (this.#expects > expecting.valueOrClose) return this.#fail()
    const { bytes, length } = this.window
    const start = this.#at
    let end = Math.max(this.#resumeAt, start)
    while (end < length && scalarBytes[bytes[end]!] === 1) end++
    if (end === length && !this.#isFinal && end - start <= this.#options.pieceBytesMax) {
      this.#resumeAt = end
      return 'wait'
    }
    if (end === start) return this.#skipMark()
    if (end - start > this.#options.pieceBytesMax) return this.#fail()
    if (this.#options.isStrict && !isJsonScalar(bytes, start, end)) return this.#fail()
    this.#path.begin()
    this.#take(end)
    this.#finishValue()
    return isNumberStart(bytes[start]!) ? 'number' : 'word'
  }

  #beginString(): JsonToken {
    const isKey = this.#expects > expecting.valueOrClose
    if (this.#expects > expecting.keyOrClose) return this.#fail()
    if (!isKey) this.#path.begin()
    const { bytes, length } = this.window
    const start = ++this.#at
    const end = skipPlain(bytes, start, length)
    this.isLast = true
    if (end < length && bytes[end] === 0x22 && end - start <= this.#options.pieceBytesMax)
      return this.#takeShort(end, isKey)
    this.#run.begin(end)
    this.#isInString = true
    return this.#readString()
  }

  /** A string that is there as a whole, without escapes: most are so. */
  #takeShort(end: number, isKey: boolean): JsonToken {
    const start = this.#at
    this.isFirst = true
    this.hasEscapes = false
    this.from = start
    this.to = end
    this.#at = end + 1
    if (isKey) {
      this.#path.setKey(start, end)
      this.#expects = expecting.colon
      return 'key'
    }
    this.#finishValue()
    return 'string'
  }

  #readString(): JsonToken {
    const { bytes, length } = this.window
    const run = this.#run
    const outcome = run.read(bytes, length, this.#at + this.#options.pieceBytesMax)
    if (outcome === 'end') return this.#endString(run.at)
    if (outcome === 'piece') return this.#takeString(run.at, run.at, false)
    return outcome === 'more' && !this.#isFinal ? 'wait' : this.#cutString(run.at)
  }

  #endString(end: number): JsonToken {
    const token = this.#takeString(end, end + 1, true)
    this.#isInString = false
    if (token === 'key') this.#expects = expecting.colon
    else this.#finishValue()
    return token
  }

  /** What is there of a string comes first, the fault then. */
  #cutString(end: number): JsonToken {
    this.#isInString = false
    this.expected = this.#run.expected
    return end === this.#at ? this.#fail(this.expected) : this.#takeString(end, end, false)
  }

  #takeString(end: number, next: number, isLast: boolean): 'key' | 'string' {
    this.isFirst = this.isLast
    this.isLast = isLast
    this.hasEscapes = this.#run.hasEscapes
    this.from = this.#at
    this.to = end
    this.#at = next
    if (this.#expects <= expecting.valueOrClose) return 'string'
    if (this.isFirst) this.#path.setKey(this.from, end)
    return 'key'
  }

  #take(end: number): void {
    this.from = this.#at
    this.to = end
    this.#at = end
    this.hasEscapes = false
  }

  #finishValue(): void {
    const { depth, isInList } = this.#path
    if (depth === 0) this.documents++
    this.#expects =
      depth === 0 ? expecting.value : isInList ? expecting.commaOfList : expecting.commaOfObject
  }

  /** Nothing that is JSON, but at the start a byte order mark may stand. */
  #skipMark(): JsonToken {
    const { bytes, base, length } = this.window
    const mark = this.#options.isStrict || base + this.#at > 0 ? 0 : markLength(bytes, length)
    if (mark < 0 && !this.#isFinal) return 'wait'
    if (mark <= 0) return this.#fail()
    this.#at = mark
    return this.next()
  }

  #fail(expected = expectedTexts[this.#expects]!): JsonToken {
    this.expected = expected
    this.from = this.#at
    this.to = this.#at
    return 'fault'
  }
}
