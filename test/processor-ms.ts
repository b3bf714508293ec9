/**
 * Milliseconds of processor that this process has taken so far: what a clock says depends on whatever else runs, other
 * test files among it.
 */
export function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
