import type { Command } from 'commander'
import type { TypedCleanOptions } from './clean-command.ts'
import { withIncidentOptions } from './with-incident-options.ts'
import { withValueOptions } from './with-value-options.ts'

/** Adds `stanch incident clean`. */
export function addCleanCommands(incident: Command): void {
  withValueOptions(
    withIncidentOptions(
      incident
        .command('clean')
        .description(
          'take the credential out of where it lies, or say how, and prove by a scan that it is gone',
        )
        .argument('<id>', 'of the incident')
        .option('--place <n>', 'only this place, by its number in the list')
        .option('--dry-run', 'only say what there is to do; nothing is written')
        .option('--in-place', 'change files and exports themselves; no copy is kept')
        .option('--out <directory>', 'where redacted copies of exports go')
        .option('--format <format>', 'text or json'),
    ),
  ).action(async (id: string, typed: TypedCleanOptions) => {
    const { cleanIncident } = await import('./clean-command.ts')
    process.exitCode = await cleanIncident(id, typed)
  })
}
