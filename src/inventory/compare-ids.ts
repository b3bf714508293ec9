/** By code unit, not by locale: the same order on every machine. Negative when `left` comes first. */
export function compareIds(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
