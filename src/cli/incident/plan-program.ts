import type { Command } from 'commander'
import type { TypedPlanOptions } from './plan-command.ts'
import type { TypedPlaybooksOptions } from './playbooks-command.ts'
import { withIncidentOptions } from './with-incident-options.ts'
import { withValueOptions } from './with-value-options.ts'

/** Adds commands of `stanch incident`. */
export function addPlanCommands(incident: Command): void {
  withValueOptions(
    withIncidentOptions(
      incident
        .command('plan')
        .description(
          'show exactly what would be done, and keep it; nothing is sent without --probe',
        )
        .argument('[id]', 'of the incident')
        .option('--group <name>', 'all incidents of a group under one plan, worst first')
        .option('--playbook <name>', 'instead of the one that the evidence chooses')
        .option('--probe', 'ask the provider first what it knows; those calls only read')
        .option('--format <format>', 'text or json'),
    ),
  ).action(async (id: string | undefined, typed: TypedPlanOptions) => {
    const { planIncident } = await import('./plan-command.ts')
    process.exitCode = await planIncident(id, typed)
  })
  addPlaybookCommands(incident)
}

function addPlaybookCommands(incident: Command): void {
  const playbooks = incident.command('playbooks').description('the orders in which steps are taken')
  const withConfig = (command: Command) =>
    command.option('--config <file>', 'instead of the stanch.yaml found upwards from here')

  withConfig(
    playbooks
      .command('list', { isDefault: true })
      .description('all of them, and when each is chosen')
      .option('--format <format>', 'text or json'),
  ).action(async (typed: TypedPlaybooksOptions) => {
    const { listPlaybooks } = await import('./playbooks-command.ts')
    await listPlaybooks(typed)
  })

  withConfig(
    playbooks
      .command('show')
      .description('one of them with all its steps')
      .argument('<name>', 'of the playbook')
      .option('--format <format>', 'text or json'),
  ).action(async (name: string, typed: TypedPlaybooksOptions) => {
    const { showPlaybook } = await import('./playbooks-command.ts')
    await showPlaybook(name, typed)
  })

  playbooks
    .command('test')
    .description('tell every fault of own playbooks')
    .argument('<file...>', 'a playbook each')
    .action(async (files: readonly string[]) => {
      const { testPlaybooks } = await import('./playbooks-command.ts')
      process.exitCode = await testPlaybooks(files)
    })

  withConfig(
    playbooks
      .command('export')
      .description('a playbook, or what was planned, for other tools')
      .argument('[name]', 'of the playbook')
      .option('--plan <id>', 'the plan of this incident instead')
      .option('--store <place>', 'with --plan: where incidents are kept')
      .option('--tenant <name>', 'with --plan: only this tenant’s incidents')
      .option('--format <format>', 'cacao: CACAO Security Playbooks 2.0'),
  ).action(async (name: string | undefined, typed: TypedPlaybooksOptions & { plan?: string }) => {
    const { exportPlaybook } = await import('./playbooks-command.ts')
    await exportPlaybook(name, typed)
  })
}
