import type { Command } from 'commander'
import { addAccessesCommand } from './accesses-program.ts'
import { addInventoryExports } from './export-program.ts'
import { addImportCommand } from './import-program.ts'
import { addRecordCommands } from './record-program.ts'
import { addMatchCommand } from './match-program.ts'

/** Adds `stanch inventory`. */
export function addInventoryCommands(program: Command): void {
  const inventory = program
    .command('inventory')
    .description('known credentials: whose they are, what they are for, where they are used')
  addRecordCommands(inventory, withInventoryOptions)
  addImportCommand(inventory, withInventoryOptions)
  addMatchCommand(inventory, withInventoryOptions)
  addAccessesCommand(inventory, withInventoryOptions)
  addInventoryExports(inventory, withInventoryOptions)
}

/** Options that all commands of an inventory have. */
export function withInventoryOptions(command: Command): Command {
  return command
    .option(
      '--store <place>',
      'the inventory: a file, postgres://host/db, OWNER/REPO@SHA:path or an address; stanch-inventory.yaml by default',
    )
    .option('--tenant <name>', 'only this tenant’s records')
    .option('--config <file>', 'instead of the stanch.yaml found upwards from here')
}
