import { exitStatus } from './exit-status.ts'

/** Aborts at the first interrupt; the second ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitStatus.interrupted)
    controller.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return controller.signal
}
