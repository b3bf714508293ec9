import type { Incident } from './incident.ts'
import { digestOf } from './journal.ts'

/**
 * Names an effect: the same for each attempt of a step, another one when the step is planned anew, so that a provider that
 * remembers keys does not take the second for the first. Hex.
 */
export function idempotencyKeyOf(
  { id, planDigest, epoch }: Pick<Incident, 'id' | 'planDigest' | 'epoch'>,
  step: string,
  way: 'do' | 'undo' = 'do',
): string {
  return digestOf({ incident: id, plan: planDigest, epoch, step, way })
}
