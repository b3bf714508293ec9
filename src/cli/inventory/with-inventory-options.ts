import type { Command } from 'commander'

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
