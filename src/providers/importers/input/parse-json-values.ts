import { JsonScanner } from '../../../text/json-scanner.ts'
import type { NamedValue, ValueFault } from './named-value.ts'

/** A string, number or word of the text. */
interface Leaf {
  readonly path: readonly (string | number)[]
  readonly line: number
  /** `undefined`: neither a text nor a number. */
  readonly value: Uint8Array | undefined
}

/** Objects and lists in each other. */
const depthMax = 100

/**
 * Reads values with their names from JSON: `{"name": "value"}`, nested with dots between the names, or lists of
 * `{"name" or "key": …, "value": …}`, as tools print what their stores have.
 *
 * @returns a fault comes last, and then of nothing else can be said that it is all
 */
export function* parseJsonValues(bytes: Uint8Array): Generator<NamedValue | ValueFault> {
  const leaves: Leaf[] = []
  const fault = readLeaves(bytes, leaves)
  for (const element of elementsOf(leaves)) yield* namedOf(element)
  if (fault !== undefined) yield fault
}

function readLeaves(bytes: Uint8Array, leaves: Leaf[]): ValueFault | undefined {
  const scanner = JsonScanner.of(bytes, { isStrict: true, depthMax })
  const lines = new LineCount(bytes)
  const fault = (reason: string): ValueFault => {
    const got = scanner.start < bytes.length ? 'something else' : 'the end'
    return {
      kind: 'fault',
      line: lines.at(scanner.start),
      reason: `expected ${reason}, got ${got}`,
    }
  }
  for (let token = scanner.next(); token !== 'end'; token = scanner.next()) {
    const isScalar = token === 'string' || token === 'number' || token === 'word'
    if (token === 'fault') return fault(scanner.expected)
    if (scanner.documents > 0 && token !== '}' && token !== ']') {
      return isScalar && scanner.depth === 0 && leaves.length === 0
        ? fault('an object or a list with names')
        : fault('the end')
    }
    if (!isScalar) continue
    const value = token === 'word' ? undefined : scanner.decoded()
    leaves.push({ path: scanner.path(), line: lines.at(scanner.start), value })
  }
  return scanner.documents > 0 ? undefined : fault('an object or a list')
}

/** Leaves of one object of a list come together, whatever their names are; all others by themselves. */
function* elementsOf(leaves: readonly Leaf[]): Generator<readonly Leaf[]> {
  for (let at = 0; at < leaves.length;) {
    const element = elementPathOf(leaves[at]!)
    let end = at + 1
    while (element !== undefined && end < leaves.length && elementPathOf(leaves[end]!) === element)
      end++
    yield leaves.slice(at, end)
    at = end
  }
}

/** `undefined` unless it is a member of an object that stands in a list. */
function elementPathOf({ path }: Leaf): string | undefined {
  return typeof path.at(-2) === 'number' ? JSON.stringify(path.slice(0, -1)) : undefined
}

function* namedOf(element: readonly Leaf[]): Generator<NamedValue> {
  const member = (key: string) => element.find(({ path }) => path.at(-1) === key)
  const name = member('name') ?? member('key')
  const value = member('value')
  if (elementPathOf(element[0]!) !== undefined && name?.value !== undefined && value) {
    const around = value.path.slice(0, -2)
    return yield toNamed(value, [...around, utf8.decode(name.value)])
  }
  for (const leaf of element) yield toNamed(leaf, leaf.path)
}

function toNamed({ value, line }: Leaf, path: readonly (string | number)[]): NamedValue {
  const name = path.join('.')
  if (value === undefined)
    return { kind: 'skipped', name, line, reason: 'neither a text nor a number' }
  if (value.length === 0) return { kind: 'skipped', name, line, reason: 'empty' }
  return { kind: 'value', name, line, value }
}

const utf8 = new TextDecoder()

/** Of places that are asked for one behind the other. */
class LineCount {
  readonly #bytes: Uint8Array
  #at = 0
  #line = 1

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  at(place: number): number {
    for (; this.#at < place; this.#at++) if (this.#bytes[this.#at] === 10) this.#line++
    return this.#line
  }
}
