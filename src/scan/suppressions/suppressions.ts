import type { Status } from '../../engine/finding.ts'
import type { SuppressionNote, SuppressionUse } from '../../report/scan-result.ts'
import { latin1Of } from '../../text/bytes.ts'
import type { Secret } from '../../text/secret.ts'
import { compileGlob, type PathTest } from '../glob.ts'
import { hashSecret } from './hash-secret.ts'
import { isExpired, type SuppressionEntry, type SuppressionFile } from './suppression-file.ts'

/** What a suppression is decided on. */
export interface SuppressionCandidate {
  readonly secret: Secret
  readonly rule: string
  /** Relative to the directory of the suppression file, `/` between parts. */
  readonly path: string
  readonly status: Status
}

/** Hexadecimal digits of a hash. */
const hashLengthMax = 64

interface LiveEntry {
  readonly entry: SuppressionEntry
  readonly covers: PathTest
}

/**
 * The suppressions of one scan. Only the secret's value counts, so another secret on the same line is still
 * reported. Expired entries hide nothing, and no entry hides a secret known to be active.
 *
 * Costs one slow hash (about 0.1 s) for each distinct value whose rule and path have an entry that is still
 * valid, and nothing for all others.
 */
export class Suppressions {
  readonly #salt: Uint8Array
  readonly #entries: readonly SuppressionEntry[]
  readonly #today: string
  readonly #byRule = new Map<string, LiveEntry[]>()
  readonly #hashes = new Map<string, string>()
  readonly #met = new Set<SuppressionEntry>()
  readonly #ownHashes: ReadonlySet<string>
  #suppressed = 0

  /** @param today `YYYY-MM-DD`; one day for the whole scan */
  constructor(file: SuppressionFile, today: string) {
    this.#salt = file.salt
    this.#entries = file.entries
    this.#today = today
    this.#ownHashes = new Set(file.entries.map(({ secret }) => secret))
    for (const entry of file.entries) {
      if (isExpired(entry, today)) continue
      const covers = entry.path === undefined ? () => true : compileGlob(entry.path)
      const live = this.#byRule.get(entry.rule)
      if (live === undefined) this.#byRule.set(entry.rule, [{ entry, covers }])
      else live.push({ entry, covers })
    }
  }

  /** Whether it is a hash of the file itself, which stands there under the name of a secret. */
  isOwnHash(secret: Secret): boolean {
    const bytes = secret.reveal()
    return bytes.length <= hashLengthMax && this.#ownHashes.has(latin1Of(bytes))
  }

  /** Call once per finding: each answer is counted, and an entry that was met is not dead. */
  decide(candidate: SuppressionCandidate): 'reported' | 'suppressed' {
    const { secret, rule, path, status } = candidate
    const covering = this.#byRule.get(rule)?.filter(({ covers }) => covers(path)) ?? []
    if (covering.length === 0) return 'reported'
    const hash = this.#hashOf(secret)
    const met = covering.filter(({ entry }) => entry.secret === hash)
    for (const { entry } of met) this.#met.add(entry)
    if (met.length === 0 || status === 'active') return 'reported'
    this.#suppressed++
    return 'suppressed'
  }

  /**
   * @param complete whether the scan saw everything that it was meant to; else no entry is called dead
   * @returns an expired entry under `expired` only, whether its secret was met or not
   */
  summary(complete: boolean): SuppressionUse {
    const isDead = (entry: SuppressionEntry) =>
      !isExpired(entry, this.#today) && !this.#met.has(entry)
    return {
      suppressed: this.#suppressed,
      expired: this.#entries.filter((entry) => isExpired(entry, this.#today)).map(toNote),
      dead: complete ? this.#entries.filter(isDead).map(toNote) : [],
    }
  }

  #hashOf(secret: Secret): string {
    const known = this.#hashes.get(secret.fingerprint)
    if (known !== undefined) return known
    const hash = hashSecret(secret.reveal(), this.#salt)
    this.#hashes.set(secret.fingerprint, hash)
    return hash
  }
}

export function toNote(entry: SuppressionEntry): SuppressionNote {
  const { rule, owner, reason, expires, where } = entry
  return { rule, owner, reason, expires, where }
}
