import type { Command } from 'commander'
import type { TypedPrOptions } from './pr-options.ts'
import { withScanOptions } from './with-scan-options.ts'

export function addScanPrCommand(scan: Command): void {
  withScanOptions(
    scan
      .command('pr')
      .description('find secrets in all that a pull request brings: commits, and what is written')
      .argument('<pull>', 'OWNER/REPO#N, or the address of a pull request'),
  )
    .option(
      '--clone <directory>',
      'a clone, so that less is fetched; the working directory by default',
    )
    .option('--policy <place>', 'OWNER/REPO@COMMIT whose policy holds instead of the base’s')
    .action(async (target: string, typed: TypedPrOptions) => {
      const { buildPrOptions } = await import('./pr-options.ts')
      const options = buildPrOptions(target, typed)
      const { runScanPr } = await import('./scan-pr-command.ts')
      process.exitCode = await runScanPr(options)
    })
}
