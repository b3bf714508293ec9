import { spawn, type StdioOptions } from 'node:child_process'
import type { Readable } from 'node:stream'
import { exitCodeOf, sendSignal, type Child } from './child.ts'
import { closeWriters, makePipes } from './make-pipe.ts'
import { scriptWords } from './script-words.ts'

/** What the program's streams are here, apart from its output, which is a terminal. */
export interface TerminalRequest {
  readonly command: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly script: string
  readonly isInputTerminal: boolean
  readonly isErrorTerminal: boolean
  readonly size: { readonly columns: number; readonly rows: number }
}

/** Signals that a terminal sends to all that runs in it. */
const groupSignals: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGINT',
  'SIGQUIT',
  'SIGHUP',
  'SIGTSTP',
])

/**
 * Starts a program in a terminal of its own, by util-linux's `script`, which carries keys, size and modes over. What was
 * no terminal here is none there.
 */
export function startInTerminal(request: TerminalRequest): Child {
  const { command, env, script, isInputTerminal, isErrorTerminal, size } = request
  const pipes = isErrorTerminal ? [] : makePipes(1)
  const [stderr] = pipes
  const words = scriptWords({
    command,
    shell: env['SHELL'],
    isInputTerminal,
    isErrorTerminal,
    size: isInputTerminal ? undefined : size,
  })
  const stdio: StdioOptions = [
    isInputTerminal ? 'inherit' : 'ignore',
    'pipe',
    'ignore',
    'pipe',
    stderr ? stderr.writer : 'ignore',
    isInputTerminal ? 'ignore' : 0,
  ]
  // A terminal that sends it signals, too, would make it end the program on its own.
  const options = { env: { ...env, SHELL: '/bin/sh' }, stdio, detached: !isInputTerminal }
  const child = spawn(script, words, options)
  closeWriters(pipes)
  const pid = readPid(child.stdio[3] as Readable)
  return {
    stdout: child.stdout!,
    stderr: stderr?.reader,
    exited: exitCodeOf(child),
    signal: (signal) =>
      void pid.then((known) => {
        if (known !== undefined) sendSignal(groupSignals.has(signal) ? -known : known, signal)
      }),
    isInOurGroup: false,
  }
}

/** Its first line; `script` keeps the pipe open. @returns undefined when it ended before it said so */
async function readPid(stream: Readable): Promise<number | undefined> {
  let text = ''
  for await (const chunk of stream) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  const pid = Number(text)
  return Number.isInteger(pid) && pid > 1 ? pid : undefined
}
