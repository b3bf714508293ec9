import { concatBytes, latin1Of } from '../../text/bytes.ts'
import { viewOf } from './database-header.ts'
import { pageUses, type DatabasePages } from './database-pages.ts'
import { readTreePage, type TreePage } from './tree-page.ts'

/** What is left in a file of rows that are no more. */
export interface Remains {
  /** In which of both files it is. */
  readonly isInLog: boolean
  /** `free page 12`. */
  readonly place: string
  readonly bytes: Uint8Array
  /** Two parts of a text meet there that stand on two pages; what stands in one of them is told with that page. */
  readonly seam?: number
}

/** Text on each side of a seam: more than any secret has. */
const beforeSeamBytes = 4096
const behindSeamBytes = 16384
/** Fewer letters are no secret. */
const letterCountMin = 8

/** An older or a forgotten page. */
interface Image {
  readonly isInLog: boolean
  readonly place: string
  readonly bytes: Uint8Array
  /** Where pages it refers to are looked for first; Infinity of those in the database itself. */
  readonly frame: number
}

/**
 * What is left of deleted and of changed rows: on free pages, in the gaps of pages in use, and in older versions of
 * pages in the write-ahead log and below it. What such a page shares with its present version is left out.
 *
 * @param pages after all trees have been read: what they do not use is free
 */
export class RemainsReader {
  readonly #pages: DatabasePages
  readonly #framesOf = new Map<number, number[]>()

  constructor(pages: DatabasePages) {
    this.#pages = pages
    for (let frame = 0; frame < (pages.log?.frameCount ?? 0); frame++) {
      const page = pages.log!.pageOf(frame)
      const frames = this.#framesOf.get(page)
      if (frames) frames.push(frame)
      else this.#framesOf.set(page, [frame])
    }
  }

  *read(): Generator<Remains, void, undefined> {
    for (const image of this.#images()) {
      if (!hasText(image.bytes)) continue
      const { isInLog, place, bytes } = image
      yield { isInLog, place, bytes }
      yield* this.#seams(image)
    }
  }

  *#images(): Generator<Image, void, undefined> {
    const pages = this.#pages
    const { log, uses } = pages
    for (let page = 1; page <= pages.count; page++) {
      if (uses[page] === pageUses.overflow) continue
      const image = pages.read(page)
      const isFree = uses[page] === pageUses.none
      const place = isFree ? `free page ${page}` : `page ${page}, free space`
      const bytes = isFree ? image : this.#gapsOf(image, page)
      yield { isInLog: log?.live.has(page) ?? false, place, bytes, frame: Infinity }
    }
    for (const page of log?.live.keys() ?? []) {
      if (page > pages.fileCount) continue
      const bytes = this.#unlike(pages.readFile(page), page)
      yield { isInLog: false, place: `page ${page}, older`, bytes, frame: Infinity }
    }
    for (let frame = 0; frame < (log?.frameCount ?? 0); frame++) {
      const page = log!.pageOf(frame)
      if (log!.live.get(page) === frame) continue
      const bytes = this.#unlike(log!.image(frame), page)
      yield { isInLog: true, place: `frame ${frame + 1}, page ${page}`, bytes, frame }
    }
  }

  #treePage(image: Uint8Array, page: number): TreePage | undefined {
    return readTreePage(image, page, this.#pages.header.usableBytes)
  }

  /** All that no cell takes. */
  #gapsOf(image: Uint8Array, page: number): Uint8Array {
    const gaps = image.slice()
    const tree = this.#treePage(image, page)
    gaps.fill(0, 0, tree?.headBytes ?? 0)
    for (const { start, end } of tree?.cells ?? []) gaps.fill(0, start, end)
    return gaps
  }

  /** All of an older version of a page that it does not have any more. */
  #unlike(older: Uint8Array, page: number): Uint8Array {
    if (page > this.#pages.count) return older
    const present = this.#pages.read(page)
    if (latin1Of(older) === latin1Of(present)) return new Uint8Array()
    const cells = this.#treePage(present, page)?.cells ?? []
    const kept = new Set(cells.map(({ start, end }) => latin1Of(present, start, end)))
    const unlike = older.slice()
    for (const { start, end } of this.#treePage(older, page)?.cells ?? []) {
      if (kept.has(latin1Of(older, start, end))) unlike.fill(0, start, end)
    }
    return unlike
  }

  /** A record goes on on the page whose number stands behind its first part, and an overflow page on that in front. */
  *#seams(image: Image): Generator<Remains, void, undefined> {
    const { bytes, isInLog, place } = image
    const { usableBytes } = this.#pages.header
    if (bytes.length < usableBytes) return
    const view = viewOf(bytes)
    yield* seamAt(usableBytes, view.getUint32(0), this.#continued(view.getUint32(0), image))
    for (let at = 4; at + 4 <= usableBytes; at++) {
      // Most pages of most databases are below 2^24.
      const page = view.getUint32(at)
      if (isText(bytes, at - 2)) yield* seamAt(at, page, this.#continued(page, image))
    }

    function* seamAt(end: number, page: number, continued: Iterable<Uint8Array>) {
      for (const next of continued) {
        if (page === 0 || !isText(next, 0)) continue
        const before = bytes.slice(Math.max(0, end - beforeSeamBytes), end)
        const seam = before.length
        yield { isInLog, place, bytes: concatBytes([before, next]), seam }
      }
    }
  }

  /** What a forgotten page, and those it refers to, may have held. */
  *#continued(page: number, { frame }: Image): Generator<Uint8Array, void, undefined> {
    const pages = this.#pages
    if (!pages.isPage(page)) return
    const frames = this.#framesOf.get(page) ?? []
    if (pages.uses[page] === pageUses.none) yield this.#chainOf(page, () => pages.read(page), frame)
    else if (pages.log?.live.has(page) && page <= pages.fileCount)
      yield this.#chainOf(page, () => pages.readFile(page), frame)
    const near = frames.toSorted((left, right) => distance(left, frame) - distance(right, frame))
    for (const other of near.slice(0, 2))
      yield this.#chainOf(page, () => pages.log!.image(other), other)
  }

  #chainOf(first: number, read: () => Uint8Array, frame: number): Uint8Array {
    const { usableBytes } = this.#pages.header
    const parts: Uint8Array[] = []
    let image = read()
    for (let length = 0, page = first; length < behindSeamBytes && image.length >= usableBytes;) {
      parts.push(image.subarray(4, usableBytes))
      length += usableBytes - 4
      const next = viewOf(image).getUint32(0)
      if (next === page || !this.#pages.isPage(next)) break
      page = next
      const [near] = (this.#framesOf.get(next) ?? []).toSorted(
        (left, right) => distance(left, frame) - distance(right, frame),
      )
      image =
        frame === Infinity || near === undefined
          ? this.#pages.read(next)
          : this.#pages.log!.image(near)
    }
    return concatBytes(parts).subarray(0, behindSeamBytes)
  }
}

function distance(left: number, right: number): number {
  return right === Infinity ? -left : Math.abs(left - right)
}

/** In two bytes, since of UTF-16 one is often 0. */
function isText(bytes: Uint8Array, at: number): boolean {
  return bytes[at]! >= 0x20 || bytes[at + 1]! >= 0x20
}

function hasText(bytes: Uint8Array): boolean {
  let count = 0
  for (const byte of bytes)
    if (byte >= 0x20 && byte !== 0x7f && ++count >= letterCountMin) return true
  return false
}
