import type { Problem } from './scan-result.ts'

const trouble = 'the inventory cannot be asked'

/** Whose secrets are is not known. @param name where the inventory is kept */
export function inventoryTrouble(name: string, reason: string): Problem {
  return { path: name, reason: `${trouble}: ${reason}` }
}

/** The same without where the inventory is kept and who keeps it; any other problem as it is. */
export function withoutPlace(problem: Problem): Problem {
  return problem.reason.startsWith(trouble) ? { path: 'inventory', reason: trouble } : problem
}
