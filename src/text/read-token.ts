import { latin1Of } from './bytes.ts'
import { ChunkWindow } from './chunk-window.ts'
import { isSame } from './json-lexis.ts'
import { decodeJsonString } from './json-string.ts'
import type { TextCache } from './text-cache.ts'
import { textOfBytes } from './wide-text.ts'

/** The token that a `JsonScanner` has read last: where it stands and what it says. */
export class ReadToken {
  /** Of a key or string: there may be escapes in it. */
  hasEscapes = false
  protected readonly window = new ChunkWindow()
  /** In the window. */
  protected from = 0
  protected to = 0

  /** Of the token, in bytes of the whole input; of a key or string between the quotes. Of a fault where it is. */
  get start(): number {
    return this.window.base + this.from
  }

  get end(): number {
    return this.window.base + this.to
  }

  /** The chunk that was pushed last, or a copy of what is there of it and before. */
  get there(): Uint8Array {
    return this.window.there
  }

  /** Of the last token, in {@link there}. */
  get startThere(): number {
    return this.from
  }

  /** Whether {@link there} is a copy, and another one with the next chunk. */
  get isCopy(): boolean {
    return this.window.isCopy
  }

  /** Another one whenever {@link there} is. */
  get versionThere(): number {
    return this.window.version
  }

  /** Of the token, as it stands: a view, to be copied if it is needed after the next call. */
  bytes(): Uint8Array {
    return this.window.bytes.subarray(this.from, this.to)
  }

  /** What a key or string says, in UTF-8; see {@link decodeJsonString}. Maybe a view, as {@link bytes} is. */
  decoded(): Uint8Array {
    return this.hasEscapes ? decodeJsonString(this.bytes()) : this.bytes()
  }

  /** What a key or string says, one character per byte; of one without escapes the string that the cache has. */
  latin1(cache: TextCache): string {
    if (this.hasEscapes) return latin1Of(this.decoded())
    return cache.textOf(this.window.bytes, this.from, this.to)
  }

  /** Copies the token, as it stands, to `target` from `at` on. */
  copyTo(target: Uint8Array, at: number): void {
    const { bytes } = this.window
    for (let from = this.from, to = at; from < this.to; from++) target[to++] = bytes[from]!
  }

  /** What a key or string says, or a number or word as it stands. */
  text(): string {
    return textOfBytes(this.decoded())
  }

  /** Whether this is what a key or string says; nothing is made unless it has escapes. */
  says(text: Uint8Array): boolean {
    if (!this.hasEscapes) return isSame(this.window.bytes, this.from, this.to, text)
    const decoded = this.decoded()
    return isSame(decoded, 0, decoded.length, text)
  }
}
