import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { syslogNgConfiguration } from '../stream/syslog-ng/configuration.ts'
import { Relay } from '../stream/syslog-ng/relay.ts'
import { serveSyslogNg } from '../stream/syslog-ng/serve-syslog-ng.ts'
import { countProblems } from './count-problems.ts'
import { describeError } from './describe-error.ts'
import { exitStatus } from './exit-status.ts'
import { createLog } from './log.ts'
import { openMessageFilter } from './open-message-filter.ts'
import { buildSyslogOptions, syslogWords, type TypedSyslogOptions } from './syslog-options.ts'

/** `stanch redact syslog-ng`: a line of JSON in, a line of JSON out, until syslog-ng closes the pipe. */
export async function runSyslogNg(typed: TypedSyslogOptions): Promise<number> {
  const options = buildSyslogOptions(typed)
  if (typed.printConfig) return printConfiguration(typed)
  if (options.logFile !== undefined) logTo(options.logFile)
  const log = createLog(options.redaction.log)
  process.chdir('/')
  // syslog-ng sends it when it stops, and closes the pipe: what is still in there is to come out.
  process.on('SIGTERM', () => undefined)
  process.on('uncaughtException', (error) => {
    log.error(describeError(error), 'stanch ends by an error of its own')
    process.exit(exitStatus.failed)
  })
  const { filter, withheld } = await openMessageFilter(options, log)
  const relay = new Relay(filter, withheld, countProblems(log))
  await serveSyslogNg(relay, process.stdin, process.stdout)
  return exitStatus.clean
}

function printConfiguration(typed: TypedSyslogOptions): number {
  const main = fileURLToPath(new URL('main.js', import.meta.url))
  const command = [process.execPath, main, 'redact', 'syslog-ng', ...syslogWords(typed)]
  const { pipe = '/var/lib/syslog-ng/stanch.pipe', output = '/var/log/masked.log' } = typed
  process.stdout.write(syslogNgConfiguration({ command, pipe, output }))
  return exitStatus.clean
}

/** Native code writes there, too. */
function logTo(path: string): void {
  const descriptor = openSync(path, 'a', 0o600)
  closeSync(2)
  openSync(path, 'a')
  closeSync(descriptor)
}
