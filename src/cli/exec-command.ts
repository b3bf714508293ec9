import { knownOfEnvironment } from '../stream/exec/known-environment.ts'
import { runMasked } from '../stream/exec/run-masked.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import { exitStatus } from './exit-status.ts'
import { buildExecOptions, type ExecOptions, type TypedExecOptions } from './exec-options.ts'
import { keepMemoryPrivate } from './keep-memory-private.ts'
import { createLog, type Log } from './log.ts'
import { openRedactor } from './open-redactor.ts'

/** @returns the program's exit status, 128 and the signal's number when a signal ended it */
export async function runExec(
  command: readonly string[],
  typed: TypedExecOptions,
): Promise<number> {
  const options = buildExecOptions(command, typed, process.env)
  const log = createLog(options.redaction.log)
  const redactor = await openRedactor({
    options: options.redaction,
    log,
    wantsStableKey: false,
    readsOn: true,
    knownValues: knownOfEnvironment(process.env, options.knownVariables),
    onRefused: (refused) => {
      // Of many a variable only the name sounds secret.
      const isGuessed =
        process.env[refused.name] !== undefined && !options.knownVariables.includes(refused.name)
      const text = 'a known value is not looked for'
      if (isGuessed) log.debug(refused, text)
      else log.warn(refused, text)
    },
  })
  endOnOwnErrors()
  return run(options, redactor, log)
}

async function run(
  { command, times }: ExecOptions,
  redactor: Awaited<ReturnType<typeof openRedactor>>,
  log: Log,
): Promise<number> {
  const onNoTerminal = () =>
    log.warn(
      {},
      'no terminal can be had for the program (util-linux script): colours may be missing',
    )
  try {
    const ended = runMasked({ command, redactor, times, onNoTerminal })
    // The program is started by now: how its own dumps are made is not ours to say.
    keepMemoryPrivate()
    return await ended
  } catch (error) {
    if (error instanceof StanchError) throw error
    throw new StanchError(
      'EXEC_NOT_STARTED',
      `"${command[0]!}" cannot be run: ${reasonOf(error)}`,
      {
        cause: error,
      },
    )
  }
}

/**
 * A reader that is gone ends the program, not us: its status is still to be passed on. An error of our own ends us, and the
 * program's pipes with us; what it says may repeat what was read, so only its name is told.
 */
function endOnOwnErrors(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error')
    stream.on('error', () => undefined)
  }
  process.on('uncaughtException', (error) => {
    process.stderr.write(`stanch: ended by an error of its own: ${error.name}\n`)
    process.exit(exitStatus.failed)
  })
}
