import { compareIds } from '../../inventory/compare-ids.ts'

/** Whether two values of plain data say the same; the order of keys does not count. */
export function isSameValue(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left, inOrder) === JSON.stringify(right, inOrder)
}

function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareIds(a, b)))
}
