import { groupBy } from '../../text/group-by.ts'
import { compareIds } from '../compare-ids.ts'
import type { InventoryRecord } from '../record.ts'
import type { SharedSecret } from './shared-checks.ts'

const bits = 26

/**
 * Which fingerprints may stand in several records, in 16 MiB however many there are: two bits for each of 67 million
 * places. Says yes too often (of two million fingerprints for some in a hundred), never too rarely.
 */
export class RepeatedFingerprints {
  readonly #once = new Uint8Array(2 ** (bits - 3))
  readonly #again = new Uint8Array(2 ** (bits - 3))

  /** Call once for each record that counts. */
  add(record: InventoryRecord): void {
    for (const value of secretFingerprintsOf(record)) {
      const [at, bit] = placeOf(value)
      if (this.#once[at]! & bit) this.#again[at]! |= bit
      else this.#once[at]! |= bit
    }
  }

  /** Those of a record that may stand in another one, too. */
  of(record: InventoryRecord): string[] {
    return secretFingerprintsOf(record).filter((value) => {
      const [at, bit] = placeOf(value)
      return (this.#again[at]! & bit) !== 0
    })
  }
}

/**
 * Secrets that several records have. Several fingerprints of the same records are one secret in several forms, or under
 * several keys.
 *
 * @param candidates records with fingerprints that may be of several; each record once
 */
export function findShared(
  candidates: readonly {
    readonly record: InventoryRecord
    readonly fingerprints: readonly string[]
  }[],
): SharedSecret[] {
  const pairs = candidates.flatMap(({ record, fingerprints }) =>
    fingerprints.map((fingerprint) => ({ record, fingerprint })),
  )
  const shared = [...groupBy(pairs, ({ fingerprint }) => fingerprint)]
    .filter(([, of]) => of.length > 1)
    .map(([fingerprint, of]) => ({
      fingerprint,
      records: of.map(({ record }) => record).toSorted((a, b) => compareIds(nameOf(a), nameOf(b))),
    }))
  return [...groupBy(shared, ({ records }) => JSON.stringify(records.map(nameOf))).values()].map(
    (same) => ({
      fingerprints: same.map(({ fingerprint }) => fingerprint),
      records: same[0].records,
    }),
  )
}

function nameOf({ id, tenant = '' }: InventoryRecord): string {
  return `${id}\n${tenant}`
}

/** Public ids are no secrets: many keys of one account may have the same. */
function secretFingerprintsOf({ fingerprints }: InventoryRecord): string[] {
  const secret = fingerprints.filter(({ form }) => form !== 'key-id')
  return [...new Set(secret.map(({ value }) => value))]
}

/** Fingerprints are hashes, so any bits of them will do. */
function placeOf(fingerprint: string): readonly [at: number, bit: number] {
  const place = parseInt(fingerprint.slice(-8), 16) >>> (32 - bits)
  return [place >>> 3, 1 << (place & 7)]
}
