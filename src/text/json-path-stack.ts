import { decodeJsonString } from './json-string.ts'
import { textOfBytes } from './wide-text.ts'

/** The objects and lists around a place in JSON; nothing is made until a path is asked for. */
export class JsonPathStack {
  depth = 0
  readonly #lists: boolean[] = []
  /** Of lists: values begun so far. */
  readonly #counts: number[] = []
  /** Of objects, the key that was read last, in the bytes that are there; -1 before the first one. */
  readonly #keyStarts: number[] = []
  readonly #keyEnds: number[] = []
  /** What keys say, if that was asked for. */
  readonly #texts: (string | undefined)[] = []
  /** Copies of keys. */
  readonly #kept: (Uint8Array | undefined)[] = []
  /** Levels from here on have no copies. */
  #keptTo = 0

  get isInList(): boolean {
    return this.depth > 0 && this.#lists[this.depth - 1]!
  }

  open(isList: boolean): void {
    const level = this.depth++
    this.#lists[level] = isList
    this.#counts[level] = 0
    this.#keyStarts[level] = -1
    if (level < this.#keptTo) this.#keptTo = level
  }

  close(): void {
    this.depth--
  }

  /** A value begins. */
  begin(): void {
    if (this.depth > 0) this.#counts[this.depth - 1]!++
  }

  setKey(start: number, end: number): void {
    const level = this.depth - 1
    this.#keyStarts[level] = start
    this.#keyEnds[level] = end
    this.#texts[level] = undefined
    if (level < this.#keptTo) this.#keptTo = level
  }

  /** Copies the keys, since other bytes will be there. */
  keep(bytes: Uint8Array): void {
    for (let level = Math.min(this.#keptTo, this.depth); level < this.depth; level++) {
      const start = this.#keyStarts[level]!
      this.#kept[level] = start < 0 ? undefined : bytes.slice(start, this.#keyEnds[level])
    }
    this.#keptTo = this.depth
  }

  /** @param bytes that are there */
  steps(bytes: Uint8Array): (string | number)[] {
    const steps: (string | number)[] = []
    for (let level = 0; level < this.depth; level++) {
      if (this.#lists[level]) {
        if (this.#counts[level]! > 0) steps.push(this.#counts[level]! - 1)
      } else if (this.#keyStarts[level]! >= 0) {
        steps.push((this.#texts[level] ??= textOf(this.#keyAt(level, bytes))))
      }
    }
    return steps
  }

  #keyAt(level: number, bytes: Uint8Array): Uint8Array {
    if (level < this.#keptTo) return this.#kept[level]!
    return bytes.subarray(this.#keyStarts[level], this.#keyEnds[level])
  }
}

function textOf(key: Uint8Array): string {
  return textOfBytes(decodeJsonString(key))
}
