import type { Carried } from './layout.ts'
import type { OpenScope } from './open-scope.ts'

/** What is known of so many ids; the oldest is forgotten first. */
const idsMax = 8192
/** So many scopes wait for what may stand behind them. */
const waitingMax = 4096

/** Tells scopes what others of the same file have said, see {@link Carried}. */
export class CarriedParts {
  readonly #carried: readonly Carried[]
  /** By what is carried, in its order. */
  readonly #lasting: (string | undefined)[]
  #byId: readonly Map<string, string>[]
  /** They have an id of which nothing is known yet: in an object its parts stand in any order. */
  #waiting: OpenScope[] = []

  constructor(carried: readonly Carried[] = []) {
    this.#carried = carried
    this.#lasting = carried.map(() => undefined)
    this.#byId = carried.map(() => new Map<string, string>())
  }

  /** For what is read later, but stands here. */
  fork(): CarriedParts {
    const fork = new CarriedParts(this.#carried)
    this.#lasting.forEach((said, at) => (fork.#lasting[at] = said))
    fork.#byId = this.#byId
    return fork
  }

  /** A scope is over, those in it are already. */
  close(scope: OpenScope): void {
    if (this.#carried.length === 0) return
    this.#learn(scope)
    if (this.#tellById(scope)) this.#waiting.push(scope)
    if (scope.parent && this.#waiting.length < waitingMax) return
    if (!scope.parent) this.#tellLasting(scope)
    for (const waiting of this.#waiting) this.#tellById(waiting)
    this.#waiting = []
  }

  #learn(scope: OpenScope): void {
    this.#carried.forEach(({ key, from = key, when, by }, at) => {
      const said = scope.own(from)
      if (said === undefined || (when && !when[1].test(scope.own(when[0]) ?? ''))) return
      if (by === undefined) this.#lasting[at] = said
      else remember(this.#byId[at]!, scope.own(by), said)
    })
  }

  /** @returns whether something may still be said */
  #tellById(scope: OpenScope): boolean {
    let isUnknown = false
    this.#carried.forEach(({ key, by }, at) => {
      if (by === undefined || scope.own(key) !== undefined) return
      const id = scope.own(by)
      const said = id === undefined ? undefined : this.#byId[at]!.get(id)
      if (said !== undefined) scope.note(key, lastRank, said)
      else isUnknown ||= id !== undefined
    })
    return isUnknown
  }

  #tellLasting(scope: OpenScope): void {
    this.#carried.forEach(({ key, by }, at) => {
      const said = this.#lasting[at]
      if (by === undefined && said !== undefined) scope.note(key, lastRank, said)
    })
  }
}

/** What a scope says itself is preferred. */
const lastRank = Infinity

function remember(known: Map<string, string>, id: string | undefined, said: string): void {
  if (id === undefined || known.get(id) === said) return
  known.delete(id)
  known.set(id, said)
  if (known.size > idsMax) known.delete(known.keys().next().value!)
}
