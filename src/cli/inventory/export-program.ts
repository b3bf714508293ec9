import type { Command } from 'commander'
import type { TypedInventoryExportOptions } from './export-command.ts'
import type { TypedInventoryReportOptions } from './report-command.ts'
import { withInventoryOptions } from './with-inventory-options.ts'

/** Adds `stanch inventory export` and `stanch inventory report`. */
export function addInventoryExports(inventory: Command): void {
  withInventoryOptions(
    inventory
      .command('export')
      .description('all records for other tools and for reviews; there is no value in any of them')
      .option(
        '--format <format>',
        'json (default), csv, markdown or cyclonedx (a bill of materials, 1.6)',
      ),
  ).action(async (typed: TypedInventoryExportOptions) => {
    const { runInventoryExport } = await import('./export-command.ts')
    process.exitCode = await runInventoryExport(typed)
  })
  withInventoryOptions(
    inventory
      .command('report')
      .description('how old credentials are, by owner and environment')
      .option('--format <format>', 'text (default), html or json'),
  ).action(async (typed: TypedInventoryReportOptions) => {
    const { runInventoryReport } = await import('./report-command.ts')
    process.exitCode = await runInventoryReport(typed)
  })
}
