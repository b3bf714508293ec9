import type { Redactor } from '../../redact/redactor.ts'
import { StanchError } from '../../text/error.ts'
import type { PumpOptions } from '../filter/pump.ts'
import type { Child, ExitCode } from './child.ts'
import { findProgram } from './find-program.ts'
import { forwardSignals } from './forward-signals.ts'
import { pumpUntilGone } from './pump-until-gone.ts'
import { startInTerminal } from './start-in-terminal.ts'
import { startPiped } from './start-piped.ts'

export interface RunRequest {
  /** The program and its arguments. */
  readonly command: readonly string[]
  readonly redactor: Redactor
  readonly times: PumpOptions
  /** Told when a terminal cannot be had: colours and width may be others then. */
  readonly onNoTerminal: () => void
}

/** Longest argument that Linux passes on, less some for what goes with it. */
const lineBytesMax = 100_000

/**
 * Runs a program with its output masked, each stream by itself. Ends when the program has, and nobody writes any more.
 *
 * @throws StanchError `EXEC_NOT_FOUND` and whatever starting it throws: then nothing ran
 */
export async function runMasked(request: RunRequest): Promise<ExitCode> {
  const { redactor, times } = request
  const child = start(request)
  const takeBack = forwardSignals(child)
  const { stdout, stderr } = process
  const [code] = await Promise.all([
    child.exited,
    pumpUntilGone(child.stdout, stdout, redactor.openBytes(), times),
    child.stderr && pumpUntilGone(child.stderr, stderr, redactor.openBytes(), times),
  ])
  takeBack()
  return code
}

function start({ command, onNoTerminal }: RunRequest): Child {
  const { env } = process
  if (findProgram(command[0]!, env['PATH']) === undefined) {
    throw new StanchError(
      'EXEC_NOT_FOUND',
      `There is no program "${command[0]!}" to run: neither a file of this name nor in PATH.`,
    )
  }
  if (!process.stdout.isTTY) return startPiped(command, env)
  const script = process.platform === 'linux' ? findProgram('script', env['PATH']) : undefined
  if (script === undefined || command.join().length > lineBytesMax) {
    onNoTerminal()
    return startPiped(command, env)
  }
  const { columns, rows } = process.stdout
  const [isInputTerminal, isErrorTerminal] = [process.stdin.isTTY, process.stderr.isTTY]
  return startInTerminal({ command, env, script, isInputTerminal, isErrorTerminal, size: { columns, rows } }) // prettier-ignore
}
