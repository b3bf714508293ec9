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
  addRecordCommands(inventory)
  addImportCommand(inventory)
  addMatchCommand(inventory)
  addAccessesCommand(inventory)
  addInventoryExports(inventory)
}
