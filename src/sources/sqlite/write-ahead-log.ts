import type { ByteSource } from '../archives/byte-source.ts'
import { isPageSize, viewOf } from './database-header.ts'

const headerBytes = 32
const frameHeaderBytes = 24
/** The lowest bit says how checksums are computed. */
const magic = 0x377f0682

/**
 * Pages that were written and have not yet come into the database: https://www.sqlite.org/fileformat2.html#walformat.
 * Frames stay in the file when they are no longer of use, until they are written over.
 */
export class WriteAheadLog {
  readonly pageBytes: number
  /** Whole frames in the file, of use or not. */
  readonly frameCount: number
  /** By page, the frame that has its content. */
  readonly live: ReadonlyMap<number, number>
  /** Pages of the database after the last transaction; 0 when there is none. */
  readonly databasePages: number
  readonly #source: ByteSource
  readonly #pages: Uint32Array

  private constructor(source: ByteSource, pageBytes: number) {
    this.#source = source
    this.pageBytes = pageBytes
    const frameBytes = frameHeaderBytes + pageBytes
    this.frameCount = Math.max(0, Math.floor((source.size - headerBytes) / frameBytes))
    this.#pages = new Uint32Array(this.frameCount)
    const { live, databasePages } = this.#read()
    this.live = live
    this.databasePages = databasePages
  }

  /** @returns undefined when the file is no such log, or empty */
  static open(source: ByteSource): WriteAheadLog | undefined {
    const head = source.read(0, headerBytes)
    if (!isWriteAheadLog(head)) return undefined
    const pageBytes = viewOf(head).getUint32(8)
    return isPageSize(pageBytes) ? new WriteAheadLog(source, pageBytes) : undefined
  }

  /** The page that a frame has, by the frame's index. */
  pageOf(frame: number): number {
    return this.#pages[frame]!
  }

  image(frame: number): Uint8Array {
    const at = headerBytes + frame * (frameHeaderBytes + this.pageBytes)
    return this.#source.read(at + frameHeaderBytes, this.pageBytes)
  }

  /** Frames count from the first on, while salts and checksums fit, up to the end of a transaction. */
  #read(): { live: Map<number, number>; databasePages: number } {
    const head = this.#source.read(0, headerBytes)
    const view = viewOf(head)
    const sums = new Checksum((view.getUint32(0) & 1) === 1)
    sums.add(head.subarray(0, 24))
    let isValid = sums.fits(view.getUint32(24), view.getUint32(28))
    const live = new Map<number, number>()
    let open = new Map<number, number>()
    let databasePages = 0
    for (let frame = 0; frame < this.frameCount; frame++) {
      const at = headerBytes + frame * (frameHeaderBytes + this.pageBytes)
      const bytes = this.#source.read(at, frameHeaderBytes + (isValid ? this.pageBytes : 0))
      if (bytes.length < frameHeaderBytes) break
      const of = viewOf(bytes)
      this.#pages[frame] = of.getUint32(0)
      if (!isValid) continue
      sums.add(bytes.subarray(0, 8))
      sums.add(bytes.subarray(frameHeaderBytes))
      isValid =
        of.getUint32(0) > 0 &&
        of.getUint32(8) === view.getUint32(16) &&
        of.getUint32(12) === view.getUint32(20) &&
        sums.fits(of.getUint32(16), of.getUint32(20))
      if (!isValid) continue
      open.set(of.getUint32(0), frame)
      if (of.getUint32(4) === 0) continue
      for (const [page, index] of open) live.set(page, index)
      open = new Map()
      databasePages = of.getUint32(4)
    }
    return { live, databasePages }
  }
}

/** Whether a file begins as a write-ahead log does. */
export function isWriteAheadLog(head: Uint8Array): boolean {
  return head.length >= headerBytes && (viewOf(head).getUint32(0) & ~1) >>> 0 === magic
}

class Checksum {
  readonly #isBigEndian: boolean
  #first = 0
  #second = 0

  constructor(isBigEndian: boolean) {
    this.#isBigEndian = isBigEndian
  }

  /** @param bytes a multiple of 8 of them */
  add(bytes: Uint8Array): void {
    const view = viewOf(bytes)
    const isLittle = !this.#isBigEndian
    let first = this.#first
    let second = this.#second
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      first = (first + view.getUint32(at, isLittle) + second) | 0
      second = (second + view.getUint32(at + 4, isLittle) + first) | 0
    }
    this.#first = first
    this.#second = second
  }

  fits(first: number, second: number): boolean {
    return this.#first >>> 0 === first && this.#second >>> 0 === second
  }
}
