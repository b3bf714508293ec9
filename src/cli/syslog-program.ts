import type { Command } from 'commander'
import type { TypedSyslogOptions } from './syslog-options.ts'

/** @param command with what all commands that redact have in common */
export function addRsyslogOptions(command: Command): void {
  withDaemonOptions(command)
    .description('mask secrets in the messages of rsyslog: its mmexternal starts this')
    .action(async (typed: TypedSyslogOptions) => {
      const { runRsyslog } = await import('./rsyslog-command.ts')
      process.exitCode = await runRsyslog(typed)
    })
}

/** @param command with what all commands that redact have in common */
export function addSyslogNgOptions(command: Command): void {
  withDaemonOptions(command)
    .description('mask secrets in the messages of syslog-ng: its program() starts this')
    .option('--pipe <file>', 'with --print-config: named pipe by which masked messages come back')
    .action(async (typed: TypedSyslogOptions) => {
      const { runSyslogNg } = await import('./syslog-ng-command.ts')
      process.exitCode = await runSyslogNg(typed)
    })
}

function withDaemonOptions(command: Command): Command {
  return command
    .option('--key-file <file>', 'keys of tokens, newest first; for its owner alone')
    .option('--log-file <file>', 'say there what happens')
    .option('--print-config', 'write a configuration for this machine, and end')
    .option('--output <file>', 'with --print-config: where masked messages go')
}
