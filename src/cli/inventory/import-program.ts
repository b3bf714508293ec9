import type { Command } from 'commander'

/**
 * Adds `stanch inventory import`. What stands behind a source's name is read by the source's own command.
 *
 * @param withInventoryOptions adds those that all commands of an inventory have
 */
export function addImportCommand(
  inventory: Command,
  withInventoryOptions: (command: Command) => Command,
): void {
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
