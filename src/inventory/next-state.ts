import type { RecordState } from './record.ts'

/**
 * Where a state may lead, after NIST SP 800-57 part 1 rev. 5, section 7: what was given up, leaked or destroyed does not come
 * back. https://doi.org/10.6028/NIST.SP.800-57pt1r5
 */
const following: Readonly<Record<RecordState, readonly RecordState[]>> = {
  'pre-activation': ['active', 'suspended', 'deactivated', 'compromised', 'destroyed'],
  active: ['suspended', 'deactivated', 'compromised', 'destroyed'],
  suspended: ['active', 'deactivated', 'compromised', 'destroyed'],
  deactivated: ['compromised', 'destroyed'],
  compromised: ['destroyed'],
  destroyed: [],
}

/** What a change of state goes with. */
export interface StateChange {
  readonly from: RecordState
  readonly to: RecordState
  /** The credential has a value that it did not have before: what was wrong with the old one is not with the new. */
  readonly hasNewValue: boolean
}

/** Why a state cannot follow another, and what to do instead; `undefined`: it can. */
export function faultOfTransition({ from, to, hasNewValue }: StateChange): string | undefined {
  if (from === to || following[from].includes(to)) return undefined
  if (from === 'destroyed')
    return 'expected it to stay destroyed, for a value that is gone does not come back. A new credential is a new record: stanch inventory add'
  if (to === 'active' && hasNewValue) return undefined
  if (to === 'active')
    return `expected a new value, for one that is ${from} does not become active again. Give it on standard input: --value-stdin`
  const choices = following[from].join(', ')
  return `expected a state that can follow ${from}: ${choices}; got ${to}`
}
