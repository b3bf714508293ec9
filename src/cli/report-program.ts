import type { Command } from 'commander'
import type { TypedOutputOptions } from './output-options.ts'
import { withOutputOptions } from './with-output-options.ts'

/** Adds `stanch report`. */
export function addReportCommands(program: Command): void {
  withOutputOptions(
    program
      .command('report')
      .description('results of scans')
      .command('merge')
      .description('join the results of all shards of stanch scan git --shard i/n into one')
      .argument('<file...>', 'what --format json or jsonl has written, one file a shard'),
  ).action(async (files: string[], typed: TypedOutputOptions) => {
    const { buildMergeOptions } = await import('./merge-options.ts')
    const options = buildMergeOptions(files, typed)
    const { runMerge } = await import('./merge-command.ts')
    process.exitCode = await runMerge(options)
  })
}
