import type { Command } from 'commander'
import { addApproveCommands } from './approve-program.ts'
import { addCleanCommands } from './clean-program.ts'
import { addDrillCommands } from './drill-program.ts'
import { addEvidenceCommands } from './evidence-program.ts'
import { addOpenCommands } from './open-program.ts'
import { addPlanCommands } from './plan-program.ts'
import { addRunCommands } from './run-program.ts'

/** Adds `stanch incident`. */
export function addIncidentCommands(program: Command): void {
  const incident = program
    .command('incident')
    .description(
      'from a leaked key to the proof that it is dead: open, plan, approve, run, verify, prove',
    )
  addOpenCommands(incident)
  addPlanCommands(incident)
  addApproveCommands(incident)
  addRunCommands(incident)
  addCleanCommands(incident)
  addEvidenceCommands(incident)
  addDrillCommands(incident)
  incident
    .command('trust')
    .description(
      'let the stanch.yaml found upwards from here say where incidents are kept, who approves and who is told',
    )
    .action(async () => {
      const { trustConfiguration } = await import('./trust-command.ts')
      await trustConfiguration()
    })
}
