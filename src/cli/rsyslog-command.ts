import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Answerer } from '../stream/rsyslog/answer.ts'
import { rsyslogConfiguration } from '../stream/rsyslog/configuration.ts'
import { serveRsyslog } from '../stream/rsyslog/serve-rsyslog.ts'
import { countProblems } from './count-problems.ts'
import { describeError } from './describe-error.ts'
import { exitStatus } from './exit-status.ts'
import { createLog, type Log } from './log.ts'
import { openMessageFilter } from './open-message-filter.ts'
import { buildSyslogOptions, syslogWords, type TypedSyslogOptions } from './syslog-options.ts'

/** `stanch redact rsyslog`. Once its options are read nothing is written to standard error: rsyslog reads answers from it. */
export async function runRsyslog(typed: TypedSyslogOptions): Promise<number> {
  if (typed.printConfig) return printConfiguration(typed)
  const options = buildSyslogOptions(typed)
  takeStandardError(options.logFile)
  const log = createLog(options.redaction.log)
  dieSilently(log)
  // A daemon's directory is no place to look for a configuration in.
  process.chdir('/')
  const { filter, withheld } = await openMessageFilter(options, log)
  const answerer = new Answerer(filter, randomBytes(12).toString('hex'), withheld)
  const end = await serveRsyslog(answerer, {
    requests: process.stdin,
    write: (line) => void process.stdout.write(line),
    onProblem: countProblems(log),
  })
  if (end === 'lost-step') log.error({}, 'rsyslog read something else for an answer: starting anew')
  return end === 'end' ? exitStatus.clean : exitStatus.failed
}

function printConfiguration(typed: TypedSyslogOptions): number {
  buildSyslogOptions(typed)
  const main = fileURLToPath(new URL('main.js', import.meta.url))
  const command = [process.execPath, main, 'redact', 'rsyslog', ...syslogWords(typed)]
  const output = typed.output ?? '/var/log/masked.log'
  process.stdout.write(rsyslogConfiguration({ command, output }))
  return exitStatus.clean
}

/** Whoever writes there from now on, V8 and native code too, writes to the log file or nowhere. */
function takeStandardError(logFile: string | undefined): void {
  closeSync(2)
  try {
    openSync(logFile ?? devNull, 'a', 0o600)
  } catch {
    openSync(devNull, 'a')
  }
}

/** Says on the way what cannot repeat what was read. */
function dieSilently(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.error(describeError(error), 'stanch ends by an error of its own')
    process.exit(exitStatus.failed)
  })
}
