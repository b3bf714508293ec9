import type { Finding } from '../engine/finding.ts'
import { hmslOf } from '../inventory/hmsl.ts'
import { FindingMatcher } from './finding-matcher.ts'
import type { InventoryPlace } from './open-inventory.ts'
import type { FingerprintKeys } from './read-keys.ts'
import type { MatchSummary } from './match-queue.ts'
import { countOf, formatCount } from '../report/format-quantity.ts'
import type { Log } from '../text/log.ts'
import { nodeScrypt } from './node-scrypt.ts'

export interface MatcherRequest {
  readonly place: InventoryPlace
  /** It was configured or typed. */
  readonly isRequired: boolean
  readonly keys: FingerprintKeys
  readonly log: Log
  readonly onFinding: (finding: Finding) => void
}

/** A matcher under the inventory that was configured or typed, or lies beside the configuration. */
export function openFindingMatcher({
  place,
  isRequired,
  keys,
  log,
  onFinding,
}: MatcherRequest): FindingMatcher {
  let isWarned = false
  return new FindingMatcher({
    name: place.store ?? 'the inventory',
    isRequired,
    keys,
    onFinding,
    onNote: (note) => log.warn({}, note),
    hmslOf: (value) => {
      if (!isWarned) log.warn({}, withoutKey)
      isWarned = true
      return hmslOf(value, nodeScrypt)
    },
    open: async () => {
      const { openInventory } = await import('./open-inventory.ts')
      return openInventory({ ...place, mustExist: true }, (note) => log.warn({}, note))
    },
  })
}

/** Says what a rotation of the key left behind. */
export function tellOlderKeys({ known, underOlderKey }: MatchSummary, log: Log): void {
  if (underOlderKey === 0) return
  log.warn(
    {},
    `${formatCount(underOlderKey)} of ${countOf(known, 'known secret')} ${underOlderKey === 1 ? 'is' : 'are'} known under an older key only: ` +
      'import them again, or give them to stanch inventory match --update -',
  )
}

const withoutKey =
  'no STANCH_KEY: the keyed fingerprints of the inventory match nothing, only its unkeyed column (hmsl) is asked. ' +
  'Give this run the key that the inventory was written under'
