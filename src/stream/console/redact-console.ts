import { format, inspect } from 'node:util'
import type { Redactor } from '../../redact/redactor.ts'
import { defaultRedactor } from '../default-redactor.ts'
import { redactWritable, type RedactWritableOptions } from './redact-writable.ts'

export interface RedactConsoleOptions extends RedactWritableOptions {
  /** False leaves the report of an uncaught exception to Node, which writes it past all streams. True by default. */
  readonly uncaught?: boolean
}

/** Made by {@link redactConsole}. */
export interface RedactedConsole {
  /** Writes what is held back, masked as far as it is known, but for a word that has no end yet. */
  flush(): void
  /** Writes all that is held back, and undoes all of it. */
  restore(): void
}

/**
 * Redacts from now on all that a program writes to standard output and standard error through Node: `console`,
 * `process.stdout`, warnings, and the report of an uncaught exception. Not what writes to the descriptors by itself:
 * child processes with inherited descriptors, `fs.writeSync(1)`, `pino.destination(1)`.
 *
 * @returns what undoes it
 */
export function redactConsole(
  redactor: Redactor = defaultRedactor(),
  { uncaught = true, ...options }: RedactConsoleOptions = {},
): RedactedConsole {
  const streams = [process.stdout, process.stderr].map((stream) =>
    redactWritable(stream, redactor, options),
  )
  const finish = () => streams.forEach((stream) => stream.finish())
  const undo = [redactRawWrites(), ...(uncaught ? [reportUncaught(finish)] : [])]
  return {
    flush: () => streams.forEach((stream) => stream.flush()),
    restore: () => {
      undo.forEach((restore) => restore())
      streams.forEach((stream) => stream.restore())
    },
  }
}

/** Node writes warnings past the stream, by a function of its own. */
function redactRawWrites(): () => void {
  const raw = process as unknown as { _rawDebug?: (...values: unknown[]) => void }
  const own = raw._rawDebug
  if (!own) return () => undefined
  raw._rawDebug = (...values) => void process.stderr.write(`${format(...values)}\n`)
  return () => (raw._rawDebug = own)
}

/** Does what Node does where nobody listens, but through standard error. */
function reportUncaught(finish: () => void): () => void {
  const report = (error: unknown) => {
    if (process.listenerCount('uncaughtException') > 1) return
    const what = error instanceof Error ? inspect(error) : `Uncaught ${inspect(error)}`
    // The report is none of the text that stands before it in its line.
    finish()
    process.stderr.write(`${what}\n\nNode.js ${process.version}\n`)
    process.exit(process.exitCode ?? 1)
  }
  process.on('uncaughtException', report)
  return () => void process.off('uncaughtException', report)
}
