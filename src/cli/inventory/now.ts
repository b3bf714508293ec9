/** The time as records have it, to the second. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`
}
