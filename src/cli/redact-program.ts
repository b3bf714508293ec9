import type { Command } from 'commander'
import type { TypedFilterOptions } from './filter-options.ts'

/** Adds `stanch redact` and what belongs to it. */
export function addRedactCommands(program: Command): void {
  withRedactionOptions(
    program
      .command('redact')
      .enablePositionalOptions()
      .description('mask secrets in a stream: standard input to standard output'),
  )
    .option('--in <file>', 'read this file instead of standard input')
    .option(
      '--out <file>',
      'write this file; the same as --in: in place, replaced when all is done',
    )
    .option(
      '--max-hold <ms>',
      'hold nothing back longer; what is open is masked then; 1000 by default',
    )
    .option('--shadow', 'change nothing; tell every minute what would be masked, by rule and field')
    .option('--explain', 'write no data, but what would be masked in it, by rule and field')
    .option('--findings <file|fd>', 'tell of each masked secret once a minute, as JSON lines')
    .option('--quarantine <dir>', 'keep records that cannot be redacted there, encrypted')
    .option('--recipient <age1…>', 'with --quarantine: who can read them')
    .option(
      '--metrics <file|[host]:port>',
      'Prometheus metrics in a file, or at /metrics with /readyz',
    )
    .action(async (typed: TypedFilterOptions) => {
      const { runRedact } = await import('./redact-command.ts')
      process.exitCode = await runRedact(typed)
    })
}

/** What all commands that redact have in common. */
export function withRedactionOptions(command: Command): Command {
  return command
    .option('--min-confidence <level>', 'mask from low, medium (default) or high on')
    .option('--strict', 'mask what may be a secret, too: --min-confidence low')
    .option(
      '--known <file>',
      'mask these values, too, in any encoding: one a line, or JSON {name: value}',
    )
    .option(
      '--mode <[rule=]mode>',
      'token (default), partial, remove, drop or fixed:TEXT; repeatable',
      collect,
    )
    .option('--max-record <size>', 'longer records are redacted as flat text, 1M by default')
    .option(
      '--input-format <format>',
      'auto (default): as each record looks; csv: the first line is a header; json, logfmt, syslog, text …: none is',
    )
    .option('--config <file>', 'instead of the stanch.yaml found upwards from here')
    .option('--rules <file>', 'take the rules of this file, too; repeatable', collect)
    .option('--quiet', 'only errors on standard error')
    .option('--verbose', 'more on standard error')
    .option('--log-format <format>', 'text or json, on standard error')
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}
