import type { Command } from 'commander'

/** Where incidents are kept, and whose they are. */
export function withIncidentOptions(command: Command): Command {
  return command
    .option(
      '--store <place>',
      'where incidents are kept: a directory, or postgres://host/db for a team',
    )
    .option('--tenant <name>', 'only this tenant’s incidents')
    .option('--config <file>', 'instead of the stanch.yaml found upwards from here')
}
