import { bytesOfLatin1 } from '../../text/bytes.ts'
import type { Field } from './schema.ts'

/** Longest name of a field. */
const nameBytesMax = 40

/** Finds fields by the bytes of their names: no string is made for each property that is read. */
export class FieldNames {
  readonly #byHash = new Map<number, { readonly name: Uint8Array; readonly field: Field }[]>()

  add(name: string, field: Field): void {
    const entry = { name: bytesOfLatin1(name), field }
    const hash = hashOf(entry.name, 0, entry.name.length)
    this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), entry])
  }

  /** @param bytes of which those from `from` to `to` are the name */
  find(bytes: Uint8Array, from: number, to: number): Field | undefined {
    if (to - from > nameBytesMax) return undefined
    const entries = this.#byHash.get(hashOf(bytes, from, to))
    return entries?.find(({ name }) => isAt(name, bytes, from, to))?.field
  }
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0
  return hash
}

function isAt(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false
  for (let at = 0; at < name.length; at++) if (name[at] !== bytes[from + at]) return false
  return true
}
