import type { Command } from 'commander'
import { collect } from './collect.ts'
import { withOutputOptions } from './with-output-options.ts'

/** What all kinds of scans have in common. */
export function withScanOptions(command: Command): Command {
  return withOutputOptions(command)
    .option('--min-confidence <level>', 'low, medium (default) or high')
    .option('--config <file>', 'instead of the stanch.yaml found upwards from here')
    .option('--rules <file>', 'take the rules of this file, too; repeatable', collect)
    .option('--threads <n>', 'worker threads; as many as processors by default')
    .option(
      '--inventory <place>',
      'whose secrets are: a file, postgres://host/db, OWNER/REPO@SHA:path or an address; stanch-inventory.yaml by default',
    )
    .option('--tenant <name>', 'only this tenant’s records of the inventory')
    .option('--validate', 'ask the providers whether what is found still works; sends it there')
    .option('--validate-hosts <host>', 'with --validate: ask nobody else; repeatable', collect)
    .option('--suppress', 'accept what is found: write it to the suppression file')
    .option('--owner <name>', 'with --suppress: who answers for it')
    .option('--reason <text>', 'with --suppress: why it may stay')
    .option('--expires <day>', 'with --suppress: YYYY-MM-DD, in 90 days by default')
    .option('--quiet', 'only errors on standard error')
    .option('--verbose', 'more on standard error')
    .option('--log-format <format>', 'text or json, on standard error')
}
