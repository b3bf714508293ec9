import { Turns } from './turns.ts'

/**
 * Does something long, and lets signals be seen meanwhile.
 *
 * @param work step by step; given up, and told to clean up, when the signal aborts
 * @returns whether it was given up
 */
export async function isStopped(work: Iterator<unknown>, signal: AbortSignal): Promise<boolean> {
  const turns = new Turns(signal)
  while (!work.next().done) {
    if (!(await turns.isOver())) continue
    work.return?.()
    return true
  }
  return false
}
