import { concatBytes } from '../../text/bytes.ts'
import { viewOf } from './database-header.ts'
import { pageUses, type DatabasePages } from './database-pages.ts'
import type { TreeCell } from './tree-page.ts'

/** What is behind the end of a record on its last overflow page: older content. */
export interface Slack {
  readonly page: number
  readonly bytes: Uint8Array
}

/**
 * Reads a record from its start on, over its overflow pages, one of which is held at a time; notes what they are used
 * for. Where a page is missing it ends.
 */
export class PayloadReader {
  readonly #pages: DatabasePages
  readonly #payloadBytes: number
  /** All before is read. */
  #at = 0
  /** Read from its page, but not yet asked for. */
  #part: Uint8Array
  /** Offset behind {@link #part}. */
  #partEnd: number
  #next: number
  #slack: Slack | undefined
  /** A page is missing, or used twice. */
  isDamaged = false

  constructor(pages: DatabasePages, image: Uint8Array, cell: TreeCell) {
    this.#pages = pages
    this.#payloadBytes = cell.payloadBytes
    this.#part = image.subarray(cell.localStart, cell.localStart + cell.localBytes)
    this.#partEnd = cell.localBytes
    this.#next = cell.overflow
  }

  /** Parts of what comes up to an offset. */
  *chunksTo(offset: number): Generator<Uint8Array, void, undefined> {
    const end = Math.min(offset, this.#payloadBytes)
    while (this.#at < end) {
      if (this.#part.length === 0 && !this.#turn()) return
      const part = this.#part.subarray(0, end - this.#at)
      this.#part = this.#part.subarray(part.length)
      this.#at += part.length
      yield part
    }
  }

  /** Shorter only where the record is damaged. */
  take(length: number): Uint8Array {
    const parts = [...this.chunksTo(this.#at + length)]
    return parts.length === 1 ? parts[0]! : concatBytes(parts)
  }

  /** No-op where more is read already. */
  skipTo(offset: number): void {
    for (const _ of this.chunksTo(offset)) continue
  }

  /** Reads to the end. */
  finish(): Slack | undefined {
    this.skipTo(Infinity)
    return this.#slack
  }

  #turn(): boolean {
    const pages = this.#pages
    const page = this.#next
    if (!pages.isPage(page) || pages.uses[page] !== pageUses.none) return this.#fail()
    pages.uses[page] = pageUses.overflow
    const { usableBytes } = pages.header
    const image = pages.read(page)
    if (image.length < usableBytes) return this.#fail()
    const rest = this.#payloadBytes - this.#partEnd
    const end = Math.min(usableBytes, 4 + rest)
    this.#next = viewOf(image).getUint32(0)
    this.#part = image.subarray(4, end)
    this.#partEnd += end - 4
    if (end < usableBytes) this.#slack = { page, bytes: image.subarray(end, usableBytes) }
    return true
  }

  #fail(): false {
    this.isDamaged = true
    return false
  }
}
