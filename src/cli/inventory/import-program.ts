import type { Command } from 'commander'
import { withInventoryOptions } from './with-inventory-options.ts'

/** Adds `stanch inventory import`. What stands behind a source's name is read by the source's own command. */
export function addImportCommand(inventory: Command): void {
  inventory
    .enablePositionalOptions()
    .command('import')
    .description('take the secrets of a store into the inventory: by fingerprint, never by value')
    .usage('<source> [argument...] [options]')
    .argument('[word...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: string[]) => {
      const { runImport } = await import('./import-command.ts')
      const { options } = withInventoryOptions(inventory.createCommand())
      process.exitCode = await runImport(words, options)
    })
}
