import { latin1Of } from '../text/bytes.ts'
import { markLength, scalarBytes } from '../text/json-lexis.ts'
import { decodeJsonString } from '../text/json-string.ts'
import { TextCache } from '../text/text-cache.ts'
import { expecting } from '../text/json-token.ts'
import type { PathState } from './path-matcher.ts'
import { endOfString, skipTree } from './skip-tree.ts'

/** What is to be done at the places of a text. */
export interface SignVisitor<Value> {
  /** @param text of a string, number or word that is not long; undefined for an object, a list, or a longer one */
  readonly onPlace: (state: PathState<Value>, text: () => string | undefined) => void
  /** Whether nothing at or below a place matters. */
  readonly isOver: (state: PathState<Value>) => boolean
  /** Whether the rest is like what was seen: asked behind each element of an outermost list. */
  readonly isEnough: (elements: number) => boolean
}

/** A longer string is no sign. */
export const signBytesMax = 256

const lineFeed = 0x0a
const quote = 0x22

const noText = () => undefined

/**
 * Goes over JSON that is all there, or cut off at its end, as `JsonScanner` does, and passes by what does not matter: of
 * most files most of their bytes. After a fault it goes on in the next line.
 */
export class SignWalker<Value> {
  readonly #keys = new TextCache()
  readonly #states: PathState<Value>[] = []
  readonly #lists: boolean[] = []
  #bytes: Uint8Array = new Uint8Array(0)
  #at = 0
  #expects: number = expecting.value
  #member: PathState<Value>
  /** Of an outermost list, those that are over. */
  #elements = 0
  #isEnough = false

  readonly #root: PathState<Value>

  constructor(root: PathState<Value>) {
    this.#root = root
    this.#member = root
  }

  /** @returns false when something was met that is no JSON */
  walk(bytes: Uint8Array, visitor: SignVisitor<Value>): boolean {
    let isSound = true
    this.#bytes = bytes
    this.#at = Math.max(0, markLength(bytes, bytes.length))
    this.#reset()
    while (this.#at < bytes.length && !this.#isEnough) {
      const byte = bytes[this.#at]!
      if (byte === 0x20 || byte === lineFeed || byte === 0x0d || byte === 0x09) this.#at++
      else if (!this.#take(byte, visitor)) {
        isSound = false
        const feed = bytes.indexOf(lineFeed, this.#at)
        if (feed < 0) break
        this.#at = feed + 1
        this.#reset()
      }
    }
    return isSound
  }

  #reset(): void {
    this.#elements = 0
    this.#isEnough = false
    this.#states.length = 0
    this.#lists.length = 0
    this.#expects = expecting.value
  }

  /** @returns false where something else was expected */
  #take(byte: number, visitor: SignVisitor<Value>): boolean {
    const expects = this.#expects
    switch (byte) {
      case quote:
        return expects <= expecting.keyOrClose && this.#takeString(visitor)
      case 0x2c:
        this.#expects = expects === expecting.commaOfList ? expecting.value : expecting.key
        this.#at++
        return expects >= expecting.commaOfList
      case 0x3a:
        this.#expects = expecting.value
        this.#at++
        return expects === expecting.colon
      case 0x7b:
      case 0x5b:
        return expects <= expecting.valueOrClose && this.#open(byte === 0x5b, visitor)
      case 0x7d:
        return (
          (expects === expecting.keyOrClose || expects === expecting.commaOfObject) &&
          this.#close(visitor)
        )
      case 0x5d:
        return (
          (expects === expecting.valueOrClose || expects === expecting.commaOfList) &&
          this.#close(visitor)
        )
      default:
        return expects <= expecting.valueOrClose && this.#takeScalar(visitor)
    }
  }

  #takeString(visitor: SignVisitor<Value>): boolean {
    const bytes = this.#bytes
    const start = this.#at + 1
    const end = endOfString(bytes, start)
    const isCut = bytes[end] !== quote
    this.#at = end + (isCut ? 0 : 1)
    // What is not there yet is not read.
    if (end === bytes.length) return true
    if (this.#expects > expecting.valueOrClose) {
      this.#member = this.#states.at(-1)!.member(this.#textOf(start, end))
      this.#expects = expecting.colon
    } else {
      this.#tell(visitor, start, end)
      this.#finishValue()
    }
    return !isCut
  }

  #takeScalar(visitor: SignVisitor<Value>): boolean {
    const bytes = this.#bytes
    const start = this.#at
    let end = start
    while (end < bytes.length && scalarBytes[bytes[end]!] === 1) end++
    if (end === start) return false
    this.#at = end
    if (end === bytes.length) return true
    this.#tell(visitor, start, end)
    this.#finishValue()
    return true
  }

  #tell(visitor: SignVisitor<Value>, start: number, end: number): void {
    const state = this.#here
    if (state.values.length === 0) return
    visitor.onPlace(state, end - start <= signBytesMax ? () => this.#textOf(start, end) : noText)
  }

  #open(isList: boolean, visitor: SignVisitor<Value>): boolean {
    const state = this.#here
    visitor.onPlace(state, noText)
    this.#at++
    if (visitor.isOver(state)) {
      const { at, isFault } = skipTree(this.#bytes, this.#at)
      this.#at = at
      this.#finishTree(visitor)
      return !isFault
    }
    this.#states.push(state)
    this.#lists.push(isList)
    this.#expects = isList ? expecting.valueOrClose : expecting.keyOrClose
    return true
  }

  #close(visitor: SignVisitor<Value>): boolean {
    this.#at++
    this.#states.pop()
    this.#lists.pop()
    this.#finishTree(visitor)
    return true
  }

  #finishTree(visitor: SignVisitor<Value>): void {
    this.#finishValue()
    if (this.#lists.length === 0) this.#elements = 0
    else if (this.#lists.length === 1 && this.#lists[0])
      this.#isEnough = visitor.isEnough(++this.#elements)
  }

  #finishValue(): void {
    const isInList = this.#lists.at(-1)
    this.#expects =
      isInList === undefined
        ? expecting.value
        : isInList
          ? expecting.commaOfList
          : expecting.commaOfObject
  }

  get #here(): PathState<Value> {
    const state = this.#states.at(-1)
    if (!state) return this.#root
    return this.#lists.at(-1) ? state.element : this.#member
  }

  #textOf(start: number, end: number): string {
    const text = this.#keys.textOf(this.#bytes, start, end)
    return text.includes('\\') ? latin1Of(decodeJsonString(this.#bytes.subarray(start, end))) : text
  }
}
