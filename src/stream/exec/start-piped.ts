import { spawn } from 'node:child_process'
import { exitCodeOf, sendSignal, type Child } from './child.ts'
import { closeWriters, makePipes } from './make-pipe.ts'

/** Starts a program with two pipes for its output; its standard input is ours. */
export function startPiped(command: readonly string[], env: NodeJS.ProcessEnv): Child {
  const pipes = makePipes(2)
  const [stdout, stderr] = pipes as [(typeof pipes)[0], (typeof pipes)[0]]
  const child = spawn(command[0]!, command.slice(1), {
    env,
    stdio: ['inherit', stdout.writer, stderr.writer],
  })
  closeWriters(pipes)
  return {
    stdout: stdout.reader,
    stderr: stderr.reader,
    exited: exitCodeOf(child),
    signal: (signal) => sendSignal(child.pid, signal),
    isInOurGroup: true,
  }
}
