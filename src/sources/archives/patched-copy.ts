import { chunksOfSource, sliceSource, type ByteSource } from './byte-source.ts'
import type { Output } from './rewrite.ts'

/** A copy of a file with some runs replaced, that is only begun when there is one. */
export class PatchedCopy {
  readonly #source: ByteSource
  readonly #open: () => Output
  #output: Output | undefined
  /** What stands before is written, once there is an output. */
  #copiedTo = 0

  constructor(source: ByteSource, open: () => Output) {
    this.#source = source
    this.#open = open
  }

  /** Bytes that what is copied next stands further back in the copy. */
  get shift(): number {
    return this.#output ? this.#output.position - this.#copiedTo : 0
  }

  get isBegun(): boolean {
    return this.#output !== undefined
  }

  /**
   * Copies up to a run, and goes on behind it.
   *
   * @returns where to write what takes its place
   */
  replace(start: number, end: number): Output {
    this.#output ??= this.#open()
    this.#copy(start)
    this.#copiedTo = end
    return this.#output
  }

  /** @returns whether anything was replaced, and the copy is whole */
  finish(): boolean {
    if (!this.#output) return false
    this.#copy(this.#source.size)
    return true
  }

  #copy(end: number): void {
    copySource(sliceSource(this.#source, this.#copiedTo, end), this.#output!)
    this.#copiedTo = Math.max(end, this.#copiedTo)
  }
}

export function copySource(source: ByteSource, output: Output): void {
  for (const chunk of chunksOfSource(source)) output.write(chunk)
}
