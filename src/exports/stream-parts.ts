import type { AttributionKey } from './attribution.ts'
import type { StreamCarry } from './layout.ts'
import type { OpenScope } from './open-scope.ts'

/** Of one {@link StreamCarry}, so many streams are remembered. */
const streamsMax = 4096

type Known = Map<AttributionKey, string>

/** Completes what records say of themselves by what earlier ones of their stream said for them. */
export class StreamParts {
  readonly #carries: readonly {
    readonly carry: StreamCarry
    readonly streams: Map<string, Known>
  }[]

  constructor(carries: readonly StreamCarry[]) {
    this.#carries = carries.map((carry) => ({ carry, streams: new Map<string, Known>() }))
  }

  /** @param record that is over, in the order of the file */
  complete(record: OpenScope): void {
    for (const { carry, streams } of this.#carries) {
      const { keys, by, when, saidBy } = carry
      if (by.some((key) => !record.mayKnow(key))) continue
      const said = record.attribution()
      const looks = (part: StreamCarry['when']) => !part || part[1].test(said[part[0]] ?? '')
      if (by.some((key) => said[key] === undefined) || !looks(when)) continue
      const stream = JSON.stringify(by.map((key) => said[key]))
      const known = streams.get(stream) ?? new Map<AttributionKey, string>()
      for (const key of keys) {
        const text = said[key]
        if (text !== undefined) {
          if (looks(saidBy)) known.set(key, text)
        } else if (known.has(key)) record.note(key, Infinity, known.get(key)!)
      }
      if (known.size === 0) continue
      // The one that was said last is the last to go.
      streams.delete(stream)
      streams.set(stream, known)
      if (streams.size > streamsMax) streams.delete(streams.keys().next().value!)
    }
  }
}
