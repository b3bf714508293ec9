import type { Candidate } from '../../engine/candidate.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Attribution } from '../../exports/attribution.ts'
import { bytesOfUtf8 } from '../../text/bytes.ts'

const document = { kind: 'text', fileName: '-', path: '-' } as const
/** The same names come again with every finding: so many are remembered. */
const namesMax = 4096

/** Names of channels, files and people can hold a secret: `*` is shown instead. */
export class NameMask {
  readonly #engine: Engine
  readonly #isWanted: (candidate: Candidate) => boolean
  readonly #holds = new Map<string, boolean>()

  constructor(engine: Engine, isWanted: (candidate: Candidate) => boolean) {
    this.#engine = engine
    this.#isWanted = isWanted
  }

  /** `*` stands for the whole of a name. */
  attribution(attribution: Attribution): Attribution {
    const shown = Object.entries(attribution).map(([key, name]) => [
      key,
      this.#holdsSecret(name) ? '*' : name,
    ])
    return Object.fromEntries(shown) as Attribution
  }

  /** `*` stands for the parts that hold one, or for the whole path if it takes several parts. */
  path(path: string): string {
    if (!this.#holdsSecret(path)) return path
    const parts = path.split(/([/!])/)
    const shown = parts.map((part) => (this.#holdsSecret(part) ? '*' : part)).join('')
    return shown === path ? '*' : shown
  }

  #holdsSecret(name: string): boolean {
    const known = this.#holds.get(name)
    if (known !== undefined) return known
    if (this.#holds.size === namesMax) this.#holds.clear()
    const holds = this.#search(name)
    this.#holds.set(name, holds)
    return holds
  }

  #search(name: string): boolean {
    const bytes = bytesOfUtf8(name)
    const { prefilter } = this.#engine
    const address = prefilter.reserve(bytes.length)
    try {
      prefilter.bytes.set(bytes, address)
      const { candidates } = this.#engine.scan(address, bytes.length, document)
      return candidates.some(this.#isWanted)
    } finally {
      prefilter.release(bytes.length)
    }
  }
}
