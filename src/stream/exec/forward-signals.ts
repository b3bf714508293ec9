import { readFileSync } from 'node:fs'
import type { Child } from './child.ts'

const passedOn = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGCONT'] as const // prettier-ignore
const fromKeyboard: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT'])

/**
 * Passes signals on to a program instead of ending by them: what it has still to say is masked, too.
 *
 * @returns takes the signals back
 */
export function forwardSignals(child: Child): () => void {
  const pass = (signal: NodeJS.Signals) => {
    const cameToBoth = child.isInOurGroup && fromKeyboard.has(signal) && ownsKeyboard()
    if (!cameToBoth) child.signal(signal)
  }
  const stop = () => {
    child.signal('SIGTSTP')
    // In a terminal of its own it stops alone: ours is in no state to be left.
    if (child.isInOurGroup) process.kill(process.pid, 'SIGSTOP')
  }
  for (const signal of passedOn) process.on(signal, pass)
  process.on('SIGTSTP', stop)
  return () => {
    for (const signal of passedOn) process.off(signal, pass)
    process.off('SIGTSTP', stop)
  }
}

/**
 * Whether the terminal sends what is typed to our process group. Who sent a signal cannot be asked here; of an interrupt
 * while we own the keyboard it is taken for granted that it was the keyboard, so that no program gets it twice.
 */
function ownsKeyboard(): boolean {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    const [group, terminal, foreground] = [fields[2], fields[4], fields[5]]
    return terminal !== '0' && group === foreground
  } catch {
    return process.stdin.isTTY || process.stderr.isTTY
  }
}
