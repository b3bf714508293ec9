import type { Command } from 'commander'
import type { TypedFilterOptions } from './redact-command.ts'

/** Adds `stanch redact` and what belongs to it. */
export function addRedactCommands(program: Command): void {
  const redact = withRedactionOptions(
    program
      .command('redact')
      .enablePositionalOptions()
      .description('mask secrets in a stream: standard input to standard output'),
  )
    .option('--in <file>', 'read this file instead of standard input')
    .option('--out <file>', 'write this file instead of standard output; replaced when all is done')
    .action(async (typed: TypedFilterOptions) => {
      const { runRedact } = await import('./redact-command.ts')
      process.exitCode = await runRedact(typed)
    })
  void redact
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
    .option('--config <file>', 'instead of the stanch.yaml found upwards from here')
    .option('--rules <file>', 'take the rules of this file, too; repeatable', collect)
    .option('--quiet', 'only errors on standard error')
    .option('--verbose', 'more on standard error')
    .option('--log-format <format>', 'text or json, on standard error')
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}
