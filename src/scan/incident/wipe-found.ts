import type { FoundSecret } from '../found-secret.ts'

/** Overwrites the values in memory; copies that were made on the way to them are left to the garbage collector. */
export function wipeFound({ value, componentValues }: FoundSecret): void {
  for (const bytes of [value, ...componentValues]) bytes.fill(0)
}
