import type { Command } from 'commander'
import type { TypedRunOptions } from './run-command.ts'
import type { TypedAttestOptions, TypedSettleOptions } from './settle-command.ts'
import type { TypedUndoOptions } from './undo-command.ts'
import type { TypedVerifyOptions } from './verify-command.ts'
import { withIncidentOptions } from './with-incident-options.ts'
import { withValueOptions } from './with-value-options.ts'

/** Adds commands of `stanch incident`. */
export function addRunCommands(incident: Command): void {
  withValueOptions(
    withIncidentOptions(
      incident
        .command('run')
        .description(
          'carry out what was planned and approved, or go on with it; what was begun is asked about, never blindly repeated',
        )
        .argument('[id]', 'of the incident')
        .option('--group <name>', 'all incidents of a group’s plan, worst first')
        .option('--yes', 'for a plan that needs no signature: you looked at it')
        .option(
          '--new-value-file <file>',
          'a new file, readable by you alone, for a new value that a rotation makes and no store takes',
        )
        .option('--format <format>', 'text or json'),
    ),
  ).action(async (id: string | undefined, typed: TypedRunOptions) => {
    const { runIncident } = await import('./run-command.ts')
    process.exitCode = await runIncident(id, typed)
  })

  withValueOptions(
    withIncidentOptions(
      incident
        .command('verify')
        .description('prove that the credential is dead, and list what was made with it')
        .argument('<id>', 'of the incident')
        .option('--until-dead <time>', 'ask until it is dead, but no longer than this, as 10m')
        .option('--times <n>', 'answers in a row that are enough; 3 by default')
        .option('--every <time>', 'between two answers; 10s by default')
        .option('--contained', 'contained is enough, where the plan aims at no more')
        .option('--format <format>', 'text or json'),
    ),
  ).action(async (id: string, typed: TypedVerifyOptions) => {
    const { verifyIncident } = await import('./verify-command.ts')
    process.exitCode = await verifyIncident(id, typed)
  })

  withValueOptions(
    withIncidentOptions(
      incident
        .command('undo')
        .description('take back what a step did, where that can be done')
        .argument('<id>', 'of the incident')
        .argument('<step>', 'as the plan names it'),
    ),
  ).action(async (id: string, step: string, typed: TypedUndoOptions) => {
    const { undoIncidentStep } = await import('./undo-command.ts')
    process.exitCode = await undoIncidentStep(id, step, typed)
  })

  withIncidentOptions(
    incident
      .command('settle')
      .description('say what became of something that was made with the key')
      .argument('<id>', 'of the incident')
      .argument('<item>', 'KIND:ITEM, as verify lists it')
      .option('--as <disposition>', 'revoked, expired, legitimate or accepted')
      .option('--because <text>', 'why'),
  ).action(async (id: string, item: string, typed: TypedSettleOptions) => {
    const { settleItem } = await import('./settle-command.ts')
    process.exitCode = await settleItem(id, item, typed)
  })

  withIncidentOptions(
    incident
      .command('attest')
      .description('say that a step is done that a person does, or of which nobody else can tell')
      .argument('<id>', 'of the incident')
      .argument('<step>', 'as the plan names it')
      .option('--statement <text>', 'what you did or saw; it becomes a receipt with your name')
      .option('--not-done', 'nothing was done, so that the step may begin again'),
  ).action(async (id: string, step: string, typed: TypedAttestOptions) => {
    const { attestStep } = await import('./settle-command.ts')
    process.exitCode = await attestStep(id, step, typed)
  })
}
