import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { constants } from 'node:os'

/** How a program ended, as a shell says it: its status, or 128 and the number of the signal. */
export type ExitCode = number

/** A program that runs, with its output in our hands. */
export interface Child {
  readonly stdout: Readable
  /** `undefined`: it writes to one terminal. */
  readonly stderr: Readable | undefined
  readonly exited: Promise<ExitCode>
  /** The program itself, or it and all that it runs in its terminal. */
  readonly signal: (signal: NodeJS.Signals) => void
  /** What the keyboard sends reaches the program without us. */
  readonly isInOurGroup: boolean
}

export async function exitCodeOf(child: ChildProcess): Promise<ExitCode> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}

/** A program may be gone before it is told, or not be there yet. */
export function sendSignal(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
