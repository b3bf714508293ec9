import { bytesOfId } from './object-id.ts'
import { findObject, isFirstCopy, type ObjectCatalogue } from './object-catalogue.ts'
import { noObject } from './object-memory.ts'
import type { ObjectVisitor } from './object-visitor.ts'

/** Commits and tags as numbers, from one thread. A number from the catalogue's `count` on is a missing object. */
export interface HistoryPart {
  /** For each commit: object, tree, time in seconds, number of parents, parents. */
  readonly commits: Float64Array
  /** For each tag: object, target. */
  readonly tags: Float64Array
  /** Names of missing objects, in the order of their numbers. */
  readonly missing: readonly Uint8Array[]
  readonly problems: readonly ObjectProblem[]
}

export interface ObjectProblem {
  readonly object: number
  readonly reason: string
}

/** Gives numbers to objects that are named but not there. */
export class MissingObjects {
  readonly names: Uint8Array[] = []
  readonly #numbers = new Map<string, number>()
  readonly #first: number

  /** @param first number of the first one */
  constructor(first: number) {
    this.#first = first
  }

  numberOf(name: Uint8Array): number {
    const key = Buffer.from(name.buffer, name.byteOffset, name.length).toString('latin1')
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.#first + this.names.length
      this.names.push(name.slice())
      this.#numbers.set(key, number)
    }
    return number
  }
}

/** Reads commits and tags for what they point to; their texts go to `onText`. */
export class HistoryPass implements ObjectVisitor<void> {
  readonly #catalogue: ObjectCatalogue
  readonly #onText: (object: number, bytes: Uint8Array) => void
  readonly #missing: MissingObjects
  readonly #commits: number[] = []
  readonly #tags: number[] = []
  readonly #problems: ObjectProblem[] = []

  constructor(catalogue: ObjectCatalogue, onText: (object: number, bytes: Uint8Array) => void) {
    this.#catalogue = catalogue
    this.#onText = onText
    this.#missing = new MissingObjects(catalogue.count)
  }

  visit(object: number, bytes: Uint8Array): void {
    if (!isFirstCopy(this.#catalogue, object)) return
    this.#onText(object, bytes)
    const fault = startsWith(bytes, 'object ')
      ? this.#readTag(object, bytes)
      : this.#readCommit(object, bytes)
    if (fault !== undefined) this.damaged(object, fault)
  }

  damaged(object: number, reason: string): void {
    this.#problems.push({ object, reason })
  }

  result(): HistoryPart {
    return {
      commits: Float64Array.from(this.#commits),
      tags: Float64Array.from(this.#tags),
      missing: this.#missing.names,
      problems: this.#problems,
    }
  }

  #readCommit(object: number, bytes: Uint8Array): string | undefined {
    const digits = this.#catalogue.hashBytes * 2
    if (!startsWith(bytes, 'tree ')) return 'malformed: neither a commit with a tree nor a tag'
    const tree = this.#numberOf(bytes, 5, digits)
    if (tree === noObject) return 'malformed: the name of its tree is none'
    let at = 5 + digits + 1
    const parents: number[] = []
    while (startsWith(bytes, 'parent ', at)) {
      const parent = this.#numberOf(bytes, at + 7, digits)
      if (parent === noObject) return 'malformed: the name of a parent is none'
      parents.push(parent)
      at += 7 + digits + 1
    }
    this.#commits.push(object, tree, timeOf(bytes, at), parents.length, ...parents)
    return undefined
  }

  #readTag(object: number, bytes: Uint8Array): string | undefined {
    const target = this.#numberOf(bytes, 7, this.#catalogue.hashBytes * 2)
    if (target === noObject) return 'malformed: the name of what it tags is none'
    this.#tags.push(object, target)
    return undefined
  }

  #numberOf(bytes: Uint8Array, at: number, digits: number): number {
    const id = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(digits, bytes.length - at))
    const text = id.toString('latin1')
    if (text.length !== digits || !/^[0-9a-f]+$/.test(text) || bytes[at + digits] !== 10) {
      return noObject
    }
    const name = bytesOfId(text)
    const found = findObject(this.#catalogue, name)
    return found === noObject ? this.#missing.numberOf(name) : found
  }
}

function startsWith(bytes: Uint8Array, text: string, from = 0): boolean {
  for (let at = 0; at < text.length; at++) {
    if (bytes[from + at] !== text.charCodeAt(at)) return false
  }
  return true
}

/** Seconds of the committer line, 0 where there is none. */
function timeOf(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== 10) {
    const end = bytes.indexOf(10, at)
    const lineEnd = end < 0 ? bytes.length : end
    if (startsWith(bytes, 'committer ', at)) {
      const mail = bytes.lastIndexOf(0x3e, lineEnd)
      let seconds = 0
      for (let digit = mail + 2; digit < lineEnd; digit++) {
        const value = bytes[digit]! - 48
        if (value < 0 || value > 9) break
        seconds = seconds * 10 + value
      }
      return Math.min(seconds, Number.MAX_SAFE_INTEGER)
    }
    at = lineEnd + 1
  }
  return 0
}
