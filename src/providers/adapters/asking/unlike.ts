import type { AdapterSetting } from '../adapter-setting.ts'
import { makeKnownBadSecret } from '../data/known-bad-secret.ts'

/**
 * A value of the same shape that nobody was given, for the control of a probe.
 *
 * @param keeps pattern of what stands at the start of all such values, and tells the provider what it is
 */
export function unlike(value: string, keeps: string, { random = chance }: AdapterSetting): string {
  return makeKnownBadSecret(value, { visiblePrefix: 0, keeps, random })
}

function chance(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32
}
