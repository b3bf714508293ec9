export function isSame(left: Uint8Array, right: Uint8Array): boolean {
  if (left === right) return true
  return left.length === right.length && Buffer.compare(left, right) === 0
}
