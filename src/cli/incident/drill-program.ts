import type { Command } from 'commander'
import { collect } from '../collect.ts'
import type { TypedDrillOptions } from './drill-command.ts'

/** Adds commands of `stanch incident`. */
export function addDrillCommands(incident: Command): void {
  incident
    .command('drill')
    .description('play an incident against a simulated provider with faults; nothing leaves this machine')
    .option('--provider <id>', 'whose credential leaks: github by default')
    .option('--playbook <name>', 'instead of the one that would be chosen')
    .option('--fault <name>', 'what goes wrong there, such as lost-response or slow-propagation=90s (repeatable)', collect)
    .option('--all', 'each provider with each of its playbooks, as a table')
    .option('--seed <number>', 'the same number gives the same drill: 1 by default')
    .option('--evidence <dir>', 'write the evidence bundle of the drill, marked as one')
    .option('--format <format>', 'text or json')
    .option('--config <file>', 'instead of the stanch.yaml found upwards from here')
    .action(async (typed: TypedDrillOptions) => {
      const { drillIncident } = await import('./drill-command.ts')
      process.exitCode = await drillIncident(typed)
    })
} // prettier-ignore
