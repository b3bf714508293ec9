import type { InventoryMatch } from '../../engine/finding.ts'
import type { Masked } from '../../redact/observer.ts'

/** Secrets remembered in one interval. */
const secretsMax = 100_000

/** One secret that was masked in an interval; as findings are, without a place. */
export interface MaskedFinding {
  readonly type: 'finding'
  readonly rule: string
  readonly name: string
  readonly provider: string
  readonly confidence: Masked['confidence']
  readonly severity: Masked['severity']
  readonly fingerprint: string
  readonly origin: { readonly kind: 'stdin'; readonly path: string }
  readonly redacted: string
  readonly inventory: InventoryMatch | null
  readonly decoded: Masked['decoded']
  readonly status: 'unverified'
  /** Names of the known values that it is. */
  readonly known?: readonly string[]
  readonly field: string
  /** Times since it was told of last, this one included. */
  readonly count: number
  /** ISO 8601. */
  readonly time: string
}

/**
 * Tells of each secret once an interval: at once when it is seen first, and with the number of times in each later
 * interval in which it is seen.
 */
export class FindingFeed {
  readonly #tell: (finding: MaskedFinding) => void
  readonly #now: () => Date
  readonly #seen = new Map<string, { masked: Masked; untold: number }>()

  constructor(tell: (finding: MaskedFinding) => void, now: () => Date) {
    this.#tell = tell
    this.#now = now
  }

  add(masked: Masked): void {
    const seen = this.#seen.get(masked.fingerprint)
    if (seen) seen.untold++
    else {
      this.#tell(this.#findingOf(masked, 1))
      if (this.#seen.size < secretsMax) this.#seen.set(masked.fingerprint, { masked, untold: 0 })
    }
  }

  /** Ends the interval: what was seen again is told of, what was not is forgotten. */
  turn(): void {
    for (const [fingerprint, seen] of this.#seen) {
      if (seen.untold === 0) this.#seen.delete(fingerprint)
      else this.#tell(this.#findingOf(seen.masked, seen.untold))
      seen.untold = 0
    }
  }

  #findingOf(masked: Masked, count: number): MaskedFinding {
    const { rule, name, provider, confidence, severity, fingerprint, decoded, path } = masked
    return {
      type: 'finding',
      rule,
      name,
      provider,
      confidence,
      severity,
      fingerprint,
      origin: { kind: 'stdin', path: '-' },
      redacted: masked.token,
      inventory: null,
      decoded,
      status: 'unverified',
      ...(masked.known.length > 0 && { known: masked.known }),
      field: path,
      count,
      time: this.#now().toISOString(),
    }
  }
}
