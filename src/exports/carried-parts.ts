import type { AttributionKey } from './attribution.ts'
import type { Carry } from './layout.ts'
import type { OpenScope } from './open-scope.ts'

/** Of one {@link Carry}, so many groups of records are remembered. */
const groupsMax = 1024

type Known = Map<AttributionKey, string>

/** Completes what records say of themselves by what earlier ones said for them. */
export class CarriedParts {
  readonly #carries: readonly { readonly carry: Carry; readonly groups: Map<string, Known> }[]

  constructor(carries: readonly Carry[]) {
    this.#carries = carries.map((carry) => ({ carry, groups: new Map<string, Known>() }))
  }

  /** @param record that is over, in the order of the file */
  complete(record: OpenScope): void {
    for (const { carry, groups } of this.#carries) {
      const said = record.attribution()
      const group = JSON.stringify(carry.by.map((key) => said[key] ?? ''))
      const known = groups.get(group) ?? new Map<AttributionKey, string>()
      for (const key of carry.keys) {
        const text = said[key]
        if (text !== undefined) known.set(key, text)
        else if (known.has(key)) record.note(key, Infinity, known.get(key)!)
      }
      if (known.size === 0) continue
      // The one that was said last is the last to go.
      groups.delete(group)
      groups.set(group, known)
      if (groups.size > groupsMax) groups.delete(groups.keys().next().value!)
    }
  }
}
