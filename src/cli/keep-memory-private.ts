import { writeFileSync } from 'node:fs'

/**
 * For commands that hold secrets: what can be done so that a crash writes none of them to a disk. A core dump of this
 * process, on Linux, holds no memory; Node's diagnostic reports are off and, where Node knows how, without the environment;
 * SIGUSR1 opens no debugger. Programs that are started later inherit how dumps are made. Heap snapshots are made only by options of Node itself, which are the caller's.
 */
export function keepMemoryPrivate(): void {
  const { report } = process
  report.reportOnFatalError = false
  report.reportOnSignal = false
  report.reportOnUncaughtException = false
  // Since Node 22.13.
  if ('excludeEnv' in report) report.excludeEnv = true
  if (process.listenerCount('SIGUSR1') === 0) process.on('SIGUSR1', () => undefined)
  try {
    // Bits of what is dumped: https://man7.org/linux/man-pages/man5/core.5.html
    writeFileSync('/proc/self/coredump_filter', '0x0')
  } catch {
    // No Linux, or /proc is not there: then `ulimit -c 0` is the caller's.
  }
}
