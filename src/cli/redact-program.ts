import type { Command } from 'commander'
import { collect } from './collect.ts'
import type { TypedFilterOptions } from './filter-options.ts'
import type { TypedOtlpOptions } from './otlp-options.ts'
import type { TypedRedactExportOptions } from './redact-export-options.ts'
import { withFeedOptions } from './feed-options.ts'
import { addKafkaOptions } from './redact-kafka-program.ts'
import { addRsyslogOptions, addSyslogNgOptions } from './syslog-program.ts'

/** Adds `stanch redact` and what belongs to it. */
export function addRedactCommands(program: Command): void {
  const redact = withRedactionOptions(
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
    .option('--explain', 'write no data, but what would be masked in it, by rule and field')
  withReportOptions(redact).action(async (typed: TypedFilterOptions) => {
    const { runRedact } = await import('./redact-command.ts')
    process.exitCode = await runRedact(typed)
  })
  addKafkaOptions(withRedactionOptions(redact.command('kafka')))
  addExport(redact)
  addOtlp(redact)
  addRsyslogOptions(withRedactionOptions(redact.command('rsyslog')))
  addSyslogNgOptions(withRedactionOptions(redact.command('syslog-ng')))
}

function addExport(redact: Command): void {
  withPolicyOptions(
    redact
      .command('export')
      .description(
        'a copy of a chat export or of transcripts of agents without its secrets, that its own tools still open',
      )
      .argument('<in>', 'a file, folder or archive, as it was exported')
      .argument('<out>', 'where the copy goes; nothing may stand there, or an empty folder'),
    'token (default), partial, remove or fixed:TEXT',
  )
    .option('--input-format <name>', 'of all files; by default known from the content of each')
    .option(
      '--keep-export-tokens',
      'keep credentials of the export itself, as in addresses of files',
    )
    .option('--force', 'replace a file that stands where the copy goes')
    .option('--format <format>', 'of the report on standard output: text (default) or json')
    .action(async (input: string, output: string, typed: TypedRedactExportOptions) => {
      const { runRedactExport } = await import('./redact-export-command.ts')
      process.exitCode = await runRedactExport(input, output, typed)
    })
}

function addOtlp(redact: Command): void {
  const otlp = withRedactionOptions(
    redact
      .command('otlp')
      .description(
        'mask secrets in OpenTelemetry logs, traces and metrics: a proxy for OTLP over HTTP',
      ),
  )
    .requiredOption(
      '--forward <url>',
      'where redacted telemetry goes, such as http://collector:4318',
    )
    .option('--listen <host:port>', 'where telemetry comes in, 127.0.0.1:4318 by default')
    .option('--max-body <size>', 'of one request, unpacked; larger ones get 413; 8M by default')
    .option(
      '--max-inflight <size>',
      'of all requests that wait for an answer; others wait for room; 16M by default',
    )
    .option('--timeout <seconds>', 'for a request to come in and for its answer, 30 by default')
  withReportOptions(otlp).action(async (typed: TypedOtlpOptions) => {
    const { runRedactOtlp } = await import('./redact-otlp-command.ts')
    process.exitCode = await runRedactOtlp(typed)
  })
}

/** What commands that run for long tell besides their output. */
export function withReportOptions(command: Command): Command {
  return withFeedOptions(
    command.option(
      '--shadow',
      'change nothing; tell every minute what would be masked, by rule and field',
    ),
  )
}

/** What all commands that redact records have in common. */
export function withRedactionOptions(command: Command): Command {
  return withPolicyOptions(command, 'token (default), partial, remove, drop or fixed:TEXT')
    .option('--max-record <size>', 'longer records are redacted as flat text, 1M by default')
    .option(
      '--input-format <format>',
      'auto (default): as each record looks; csv: the first line is a header; json, logfmt, syslog, text …: none is',
    )
}

/** @param modes that `--mode` takes */
function withPolicyOptions(command: Command, modes: string): Command {
  return command
    .option('--min-confidence <level>', 'mask from low, medium (default) or high on')
    .option('--strict', 'mask what may be a secret, too: --min-confidence low')
    .option(
      '--known <file>',
      'mask these values, too, in any encoding: one a line, or JSON {name: value}',
    )
    .option(
      '--known-from <source>',
      "mask what a store holds, too, read into memory only: 'vault --prefix app/', as stanch inventory import takes it; @file has one a line; repeatable",
      collect,
    )
    .option('--known-from-partial', 'start also when a part of such a store cannot be read')
    .option('--mode <[rule=]mode>', `${modes}; repeatable`, collect)
    .option('--config <file>', 'instead of the stanch.yaml found upwards from here')
    .option('--rules <file>', 'take the rules of this file, too; repeatable', collect)
    .option('--quiet', 'only errors on standard error')
    .option('--verbose', 'more on standard error')
    .option('--log-format <format>', 'text or json, on standard error')
}
