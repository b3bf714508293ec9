import type { ImportEvent } from '../../../inventory/stored-secret.ts'

/** Trouble: it makes the import incomplete. */
export function problem(path: string, reason: string): ImportEvent {
  return { kind: 'problem', path, reason }
}

/** Policy: it is no secret, or no longer one. */
export function skipped(path: string, reason: string): ImportEvent {
  return { kind: 'skipped', path, reason }
}

/** Left out by the options, though the store has it. @param path `store.path` of its records */
export function leftOut(path: string, reason: string): ImportEvent {
  return { kind: 'skipped', path, reason, isKept: true }
}
