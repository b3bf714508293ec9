import { isZeroId, type ObjectId } from '../git/object-id.ts'
import { fieldOf, isObject } from '../text/field-of.ts'
import { StanchError } from '../text/error.ts'

/**
 * An event as GitHub wrote it: hostile in every text. Each reader checks the form of what it takes, and its error names the
 * field, never what stands there.
 */
export class Payload {
  readonly #event: string
  readonly #root: unknown

  /** @throws StanchError `ACTION_EVENT` when it is no object */
  constructor(event: string, root: unknown) {
    this.#event = event
    this.#root = root
    if (!isObject(root)) throw this.fault('', 'an object')
  }

  has(path: string): boolean {
    const value = this.#at(path)
    return value !== undefined && value !== null
  }

  /** 40 hex digits, or 64 where the repository uses SHA-256; never zeros. */
  commit(path: string): ObjectId {
    const id = this.commitOrZeros(path)
    if (id === undefined) throw this.fault(path, 'a full commit id')
    return id
  }

  /** @returns `undefined` for zeros: there is no commit */
  commitOrZeros(path: string): ObjectId | undefined {
    const id = this.#at(path)
    if (typeof id !== 'string' || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id))
      throw this.fault(path, 'a full commit id')
    return isZeroId(id) ? undefined : id
  }

  /** From 1. */
  number(path: string): number {
    const value = this.#at(path)
    if (!Number.isSafeInteger(value) || (value as number) < 1)
      throw this.fault(path, 'a whole number from 1')
    return value as number
  }

  count(path: string): number | undefined {
    const value = this.#at(path)
    return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined
  }

  flag(path: string): boolean | undefined {
    const value = this.#at(path)
    return typeof value === 'boolean' ? value : undefined
  }

  /** Any text; one that is not there or `null` is none. */
  text(path: string): string | undefined {
    const value = this.#at(path)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string') throw this.fault(path, 'a text')
    return value
  }

  /** A short text of this form, or none: what is not needed to find the change. */
  formed(path: string, form: RegExp): string | undefined {
    const value = this.#at(path)
    return typeof value === 'string' && value.length <= 256 && form.test(value) ? value : undefined
  }

  /** As git allows it: https://git-scm.com/docs/git-check-ref-format */
  reference(path: string): string {
    const value = this.#at(path)
    if (typeof value !== 'string' || !/^refs\/[^/]+\/./.test(value) || !isReferenceName(value))
      throw this.fault(path, 'the full name of a reference')
    return value
  }

  fault(path: string, expected: string): StanchError {
    const where = path === '' ? '' : ` in ${path}`
    return new StanchError(
      'ACTION_EVENT',
      `Event ${shownEvent(this.#event)}: expected ${expected}${where} of GITHUB_EVENT_PATH, got something else. Nothing was scanned.\n` +
        'Do not change the file of the event; if GitHub wrote it so, report it.',
    )
  }

  #at(path: string): unknown {
    return path === '' ? this.#root : fieldOf(this.#root, ...path.split('.'))
  }
}

/** Names of events are short words; whatever else somebody put there is not repeated. */
export function shownEvent(event: string): string {
  return /^\w{1,60}$/.test(event) ? event : 'of another name'
}

export function isReferenceName(name: string): boolean {
  if (name.length > 1024 || /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/.test(name)) return false
  return name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
}
