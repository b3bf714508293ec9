import { concatBytes } from '../../text/bytes.ts'
import { columnBorders } from './column-borders.ts'
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
  /** Two parts of a text meet there, or two texts do; what does not touch it is told elsewhere. */
  readonly seam?: number
}

/** Text on each side of a seam: more than any secret has. */
const beforeSeamBytes = 4096
const behindSeamBytes = 16384
/** Fewer letters are no secret. */
const letterCountMin = 8
/** Older versions of a page that are tried as what a record goes on with. */
const framesMax = 3
/** A line feed, in UTF-16 as well. */
const parting = Uint8Array.of(10, 0)

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
 */
export class RemainsReader {
  readonly #pages: DatabasePages
  readonly #framesOf = new Map<number, number[]>()

  readonly #columnCounts: ReadonlySet<number>

  /**
   * @param pages after all trees have been read: what they do not use is free
   * @param columnCounts of all tables
   */
  constructor(pages: DatabasePages, columnCounts: ReadonlySet<number>) {
    this.#pages = pages
    this.#columnCounts = columnCounts
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
      const told = new Set<string>()
      for (const parts of [this.#seams(image), this.#borders(image)]) {
        for (const remains of parts) {
          const id = idOf(remains.bytes)
          if (!told.has(id)) yield remains
          told.add(id)
        }
      }
    }
  }

  *#images(): Generator<Image, void, undefined> {
    const pages = this.#pages
    const { log, uses } = pages
    for (let page = 1; page <= pages.count; page++) {
      if (uses[page] === pageUses.overflow) continue
      const image = pages.read(page)
      const isFree = uses[page] === pageUses.none
      const place = isFree
        ? `${pages.fileCount === 0 ? '' : 'free '}page ${page}`
        : `page ${page}, free space`
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
    const gaps = Uint8Array.from(image)
    const tree = this.#treePage(image, page)
    gaps.fill(0, 0, tree?.headBytes ?? 0)
    for (const { start, end } of tree?.cells ?? []) gaps.fill(0, start, end)
    return gaps
  }

  /** All of an older version of a page that it does not have any more. */
  #unlike(older: Uint8Array, page: number): Uint8Array {
    if (page > this.#pages.count) return older
    const present = this.#pages.read(page)
    if (Buffer.compare(older, present) === 0) return new Uint8Array()
    const cells = this.#treePage(present, page)?.cells ?? []
    const kept = new Set(cells.map(({ start, end }) => idOf(present.subarray(start, end))))
    const unlike = Uint8Array.from(older)
    for (const { start, end } of this.#treePage(older, page)?.cells ?? []) {
      if (kept.has(idOf(older.subarray(start, end)))) unlike.fill(0, start, end)
    }
    return unlike
  }

  /** A record goes on on the page whose number stands behind its first part, and an overflow page on that in front. */
  *#seams(image: Image): Generator<Remains, void, undefined> {
    const { bytes, isInLog, place } = image
    const { usableBytes } = this.#pages.header
    if (bytes.length < usableBytes) return
    const view = viewOf(bytes)
    yield* seamAt(usableBytes, this.#continued(view.getUint32(0), image))
    const { count } = this.#pages
    let page = view.getUint32(3)
    for (let at = 4; at + 4 <= usableBytes; at++) {
      page = ((page << 8) | bytes[at + 3]!) >>> 0
      if (page > 0 && page <= count && isText(bytes, at - 2))
        yield* seamAt(at, this.#continued(page, image))
    }

    function* seamAt(end: number, continued: Iterable<Uint8Array>) {
      for (const next of continued) {
        if (!isText(next, 0)) continue
        const before = bytes.slice(Math.max(0, end - beforeSeamBytes), end)
        const seam = before.length
        yield { isInLog, place, bytes: concatBytes([before, next]), seam }
      }
    }
  }

  /** A column is taken for itself, in front of and behind its border. */
  *#borders({ bytes, isInLog, place }: Image): Generator<Remains, void, undefined> {
    for (const border of columnBorders(bytes, this.#columnCounts)) {
      const before = bytes.slice(Math.max(0, border - beforeSeamBytes), border)
      const behind = bytes.subarray(border, border + behindSeamBytes)
      const parted = concatBytes([before, parting, behind])
      yield { isInLog, place, bytes: parted, seam: before.length }
    }
  }

  /** What a forgotten page, and those it refers to, may have held. */
  *#continued(page: number, { frame }: Image): Generator<Uint8Array, void, undefined> {
    const pages = this.#pages
    const { log, uses } = pages
    if (page === 0 || !pages.isPage(page)) return
    const live = log?.live.get(page)
    if (uses[page] === pageUses.none) yield this.#chainOf(page, (next) => pages.read(next))
    if (live !== undefined && page <= pages.fileCount)
      yield this.#chainOf(page, (next) => pages.readFile(next))
    const others = (this.#framesOf.get(page) ?? []).filter((other) => other !== live)
    for (const other of nearest(others, frame).slice(0, framesMax)) {
      yield this.#chainOf(page, (next) => this.#imageNear(next, other))
    }
  }

  #imageNear(page: number, frame: number): Uint8Array {
    const [near] = nearest(this.#framesOf.get(page) ?? [], frame)
    return near === undefined ? this.#pages.readFile(page) : this.#pages.log!.image(near)
  }

  /** So many bytes of what a page and those behind it hold. */
  #chainOf(first: number, read: (page: number) => Uint8Array): Uint8Array {
    const { usableBytes } = this.#pages.header
    const parts: Uint8Array[] = []
    let length = 0
    for (let page = first; length < behindSeamBytes && this.#pages.isPage(page);) {
      const image = read(page)
      if (image.length < usableBytes) break
      parts.push(image.subarray(4, usableBytes))
      length += usableBytes - 4
      page = viewOf(image).getUint32(0)
    }
    return concatBytes(parts).subarray(0, behindSeamBytes)
  }
}

/** @param frame Infinity: the last ones */
function nearest(frames: readonly number[], frame: number): number[] {
  return frames.toSorted((left, right) => distance(left, frame) - distance(right, frame))
}

function distance(left: number, right: number): number {
  return right === Infinity ? -left : Math.abs(left - right)
}

/** Of long ones it is several times as fast as to make them of their codes. */
function idOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

/** In two bytes, since of UTF-16 one is often 0. */
function isText(bytes: Uint8Array, at: number): boolean {
  return bytes[at]! >= 0x20 || bytes[at + 1]! >= 0x20
}

function hasText(bytes: Uint8Array): boolean {
  let count = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte >= 0x20 && byte !== 0x7f && ++count >= letterCountMin) return true
  }
  return false
}
