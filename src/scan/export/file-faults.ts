import { countOf } from '../../report/format-quantity.ts'

/** What is wrong in one file, told as one: what is not what it was taken for can have a fault in each line. */
export class FileFaults {
  #first: string | undefined
  #others = 0

  add(reason: string): void {
    if (this.#first === undefined) this.#first = reason
    else this.#others++
  }

  /** @returns nothing, or one reason */
  told(): readonly string[] {
    if (this.#first === undefined) return []
    const more = this.#others === 0 ? '' : ` (and ${countOf(this.#others, 'fault')} more)`
    return [this.#first + more]
  }
}
