import type { Command } from 'commander'
import type { TypedMatchOptions } from './match-options.ts'
import type { TypedRekeyOptions } from './rekey-command.ts'
import { withInventoryOptions } from './with-inventory-options.ts'

/** Adds `stanch inventory match` and `stanch inventory rekey`. */
export function addMatchCommand(inventory: Command): void {
  withInventoryOptions(
    inventory
      .command('match')
      .description('whose values on standard input are; exit status 1 when one is known')
      .argument('[-]', 'one value a line, or JSON {"name": "value"}'),
  )
    .option('--null', 'a NUL behind each value instead of a line end, as values of many lines need')
    .option('--update', 'what is known under an older key only is known under the newest, too')
    .option('--hmsl', 'ask the unkeyed column as well: for values that no key of this run knows')
    .option('--format <format>', 'text, json or jsonl')
    .action(async (source: string | undefined, typed: TypedMatchOptions) => {
      const { buildMatchOptions } = await import('./match-options.ts')
      const options = buildMatchOptions(source, typed)
      const { runMatch } = await import('./match-command.ts')
      process.exitCode = await runMatch(options)
    })
  withInventoryOptions(
    inventory
      .command('rekey')
      .description(
        'forget fingerprints under a key that was retired; see match --update for the other half',
      )
      .requiredOption('--drop-kid <kid>', 'the 8 hex digits that name the key'),
  ).action(async (typed: TypedRekeyOptions) => {
    const { runRekey } = await import('./rekey-command.ts')
    process.exitCode = await runRekey(typed)
  })
}
