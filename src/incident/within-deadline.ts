import { StanchError, reasonOf } from '../text/error.ts'

/**
 * Waits for a call no longer than its signal lets it, also when the call does not heed it.
 *
 * @throws the signal's reason once that is aborted; what the call throws
 */
export async function withinDeadline<T>(
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  let stop: (() => void) | undefined
  const late = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([call(signal), late])
  } finally {
    signal.removeEventListener('abort', stop!)
  }
}

/** Why a call came to nothing, for a journal: messages of other classes than ours may repeat what was sent. */
export function troubleOf(error: unknown): string {
  if (error instanceof StanchError) return reasonOf(error)
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time'
  return `no answer (${error instanceof Error ? error.name : typeof error})`
}
