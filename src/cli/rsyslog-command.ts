import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Answerer } from '../stream/rsyslog/answer.ts'
import { rsyslogConfiguration } from '../stream/rsyslog/configuration.ts'
import { MessageFilter } from '../stream/rsyslog/message-filter.ts'
import { serveRsyslog } from '../stream/rsyslog/serve-rsyslog.ts'
import { StanchError } from '../text/error.ts'
import { assertPrivateFile } from './assert-private-file.ts'
import { exitStatus } from './exit-status.ts'
import { createLog, type Log } from './log.ts'
import { openRedactor } from './open-redactor.ts'
import {
  buildRsyslogOptions,
  rsyslogWords,
  type RsyslogOptions,
  type TypedRsyslogOptions,
} from './rsyslog-options.ts'

/** `stanch redact rsyslog`: never writes to standard error, which is rsyslog's to read answers from. */
export async function runRsyslog(typed: TypedRsyslogOptions): Promise<number> {
  if (typed.printConfig) return printConfiguration(typed)
  const options = buildRsyslogOptions(typed)
  takeStandardError(options.logFile)
  const log = createLog(options.redaction.log)
  dieSilently(log)
  // A daemon's directory is no place to look for a configuration in.
  process.chdir('/')
  const answerer = await makeAnswerer(options, log)
  const end = await serveRsyslog(answerer, {
    requests: process.stdin,
    write: (line) => void process.stdout.write(line),
    onProblem: ({ code, error }) =>
      log.error({ code, ...describe(error) }, 'a message is withheld'),
  })
  if (end === 'lost-step') log.error({}, 'rsyslog read something else for an answer: starting anew')
  return end === 'end' ? exitStatus.clean : exitStatus.failed
}

function printConfiguration(typed: TypedRsyslogOptions): number {
  buildRsyslogOptions(typed)
  const main = fileURLToPath(new URL('main.js', import.meta.url))
  const command = [process.execPath, main, 'redact', 'rsyslog', ...rsyslogWords(typed)]
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

/** An error's message may repeat what was being read; its name and place do not. */
function dieSilently(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.error(describe(error), 'stanch ends by an error of its own')
    process.exit(exitStatus.failed)
  })
}

function describe(error: unknown): object {
  if (error === undefined) return {}
  if (!(error instanceof Error)) return { error: typeof error }
  const places = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
  return { error: error.name, at: places.slice(0, 4).join(' ').replaceAll(/\s+/g, ' ').trim() }
}

/** One that withholds everything where nothing can be redacted, and says why in each placeholder. */
async function makeAnswerer({ redaction, keyFile, logFile }: RsyslogOptions, log: Log) {
  const instance = randomBytes(12).toString('hex')
  try {
    if (keyFile !== undefined) assertPrivateFile(keyFile)
    const redactor = await openRedactor({
      options: redaction,
      log,
      wantsStableKey: true,
      env: keyFile === undefined ? process.env : { STANCH_KEY_FILE: keyFile },
      readsOn: false,
    })
    log.info({ pid: process.pid, logFile }, 'redacting what rsyslog hands over')
    return new Answerer(new MessageFilter(redactor, sampleValue()), instance)
  } catch (error) {
    const code = error instanceof StanchError ? error.code : 'RSYSLOG_START'
    const reason = error instanceof StanchError ? { reason: error.message } : describe(error)
    log.error({ code, ...reason }, 'all messages are withheld')
    return new Answerer(undefined, instance, code)
  }
}

function sampleValue(): string {
  return randomBytes(24)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, 'x')
    .slice(0, 24)
}
