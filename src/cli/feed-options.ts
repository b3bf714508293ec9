import type { Command } from 'commander'

/** Where commands that run for long tell of what they mask and withhold. */
export function withFeedOptions(command: Command): Command {
  return command
    .option('--findings <file|fd>', 'tell of each masked secret once a minute, as JSON lines')
    .option('--quarantine <dir>', 'keep records that cannot be redacted there, encrypted')
    .option('--recipient <age1…>', 'with --quarantine: who can read them')
    .option(
      '--metrics <file|[host]:port>',
      'Prometheus metrics in a file, or at /metrics with /readyz',
    )
}
