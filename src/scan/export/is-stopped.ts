/** Work between two looks at whether it is to stop, ms. */
const turnMs = 100

/**
 * Does something long, and lets signals be seen meanwhile.
 *
 * @param work step by step; given up, and told to clean up, when the signal aborts
 * @returns whether it was given up
 */
export async function isStopped(work: Iterator<unknown>, signal: AbortSignal): Promise<boolean> {
  let turn = performance.now()
  while (!work.next().done) {
    if (performance.now() - turn < turnMs) continue
    await new Promise(setImmediate)
    turn = performance.now()
    if (!signal.aborted) continue
    work.return?.()
    return true
  }
  return false
}
