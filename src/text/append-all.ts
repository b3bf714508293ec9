/** `target.push(...items)` overflows the stack above some hundred thousand items; this does not. */
export function appendAll<T>(target: T[], items: readonly T[]): void {
  for (const item of items) target.push(item)
}
