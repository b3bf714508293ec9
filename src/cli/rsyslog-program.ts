import type { Command } from 'commander'
import type { TypedRsyslogOptions } from './rsyslog-options.ts'

/** @param command with what all commands that redact have in common */
export function addRsyslogOptions(command: Command): void {
  command
    .description('mask secrets in the messages of rsyslog: its mmexternal starts this')
    .option('--key-file <file>', 'keys of tokens, newest first; for its owner alone')
    .option('--log-file <file>', 'say there what happens; nothing is said otherwise')
    .option('--print-config', 'write a configuration of rsyslog for this machine, and end')
    .option('--output <file>', 'with --print-config: where masked messages go')
    .action(async (typed: TypedRsyslogOptions) => {
      const { runRsyslog } = await import('./rsyslog-command.ts')
      process.exitCode = await runRsyslog(typed)
    })
}
