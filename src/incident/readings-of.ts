import type { ActionDescription, Adapter, EvidenceAction, ProbeAction, Subject } from './adapter.ts'
import { isEffect } from './find-action.ts'
import { isUnfit } from './find-runnable-action.ts'

/** A call that only reads, about to be made. */
export interface Reading {
  /** `<adapter>/<action>`. */
  readonly name: string
  readonly adapter: Adapter
  readonly action: ProbeAction | EvidenceAction
  readonly description: ActionDescription
}

export interface Readings {
  /** What can be asked, in the order in which it is. */
  readonly open: readonly Reading[]
  /** What cannot, and what it lacks, each in a sentence. */
  readonly gaps: readonly string[]
}

/** Ids first, since others need them; then whether it works, before anything may lock it out. */
const order = ['identify', 'probe', 'evidence', 'minted', 'drain'] as const

/**
 * All that adapters can tell of a credential without changing anything. Sends nothing.
 *
 * @param isCanary true leaves out all that acts as the credential itself: that would set it off
 */
export function readingsOf(
  adapters: readonly Adapter[],
  subject: Subject,
  isCanary: boolean,
): Readings {
  const open: Reading[] = []
  const gaps: string[] = []
  for (const adapter of adapters) {
    for (const action of adapter.actions) {
      if (isEffect(action)) continue
      const description = action.describe(subject)
      const reading = { name: `${adapter.id}/${action.name}`, adapter, action, description }
      const isItself = action.kind === 'probe' || /\bleaked\b/.test(description.actsAs)
      if (isCanary && isItself)
        gaps.push(`${adapter.name}: ${action.name} would set the canary off.`)
      else if (description.missing.length === 0) open.push(reading as Reading)
      else if (!isUnfit(description))
        gaps.push(`${adapter.name}: ${action.name} lacks: ${description.missing.join('; ')}.`)
    }
  }
  const rank = ({ action }: Reading) => order.indexOf(action.kind)
  return { open: open.toSorted((left, right) => rank(left) - rank(right)), gaps }
}
