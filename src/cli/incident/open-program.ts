import type { Command } from 'commander'
import { collect } from '../collect.ts'
import type { TypedIncidentListOptions } from './list-command.ts'
import type { TypedOpenOptions } from './open-options.ts'
import type { TypedRecordOptions } from './record-command.ts'
import type { TypedIncidentShowOptions } from './show-command.ts'
import { withIncidentOptions } from './with-incident-options.ts'

/** Adds commands of `stanch incident`. */
export function addOpenCommands(incident: Command): void {
  addOpen(incident)
  addScreens(incident)
  addRecords(incident)
}

function addOpen(incident: Command): void {
  withIncidentOptions(
    incident
      .command('open')
      .description('open an incident for each secret; the same secret opens none twice')
      .argument(
        '[file]',
        'a report of stanch scan --format json or jsonl, or one finding; - for standard input',
      ),
  )
    .option('--finding <number|fingerprint>', 'only this secret of the report; repeatable', collect)
    .option('--min-severity <severity>', 'only secrets of the report that are so severe')
    .option('--webhook', 'the file is the payload of a webhook: GitHub, GitGuardian or {"type": …}')
    .option('--header <line>', "of the webhook, as 'Name: value'; repeatable", collect)
    .option('--value-stdin', 'by the secret itself, on standard input; it is not kept')
    .option('--key-id <id>', 'by the public id of a key alone, as providers name it: AKIA…')
    .option('--provider <name>', 'whose key it is, where its form does not tell')
    .option('--rule <id>', 'of which kind it is, where nothing tells')
    .option('--group <name>', 'incidents that are planned and approved together')
    .option('--public-since <time>', 'everybody could read it since: a day, or ISO 8601')
    .option('--root <directory>', 'what the paths of the report are relative to', '.')
    .option('--format <format>', 'text or json')
    .action(async (file: string | undefined, typed: TypedOpenOptions) => {
      const { buildOpenOptions } = await import('./open-options.ts')
      const options = buildOpenOptions(file, typed, Date.now())
      const { runOpen } = await import('./open-command.ts')
      process.exitCode = await runOpen(options)
    })
}

function addScreens(incident: Command): void {
  withIncidentOptions(
    incident.command('list').description('incidents that are not over, the worst first'),
  )
    .option('--state <state>', 'only those in this state; all shows also what has ended')
    .option('--group <name>', 'only those of this group')
    .option('--severity <severity>', 'only those that are so severe')
    .option('--format <format>', 'text or json')
    .action(async (typed: TypedIncidentListOptions) => {
      const { listIncidents } = await import('./list-command.ts')
      process.exitCode = await listIncidents(typed)
    })
  withIncidentOptions(
    incident
      .command('show')
      .description('whose it is, whether it lives, what breaks, what was done, and what is next')
      .argument('<id>', 'of the incident, or a beginning of it'),
  )
    .option('--format <format>', 'text or json')
    .action(async (id: string, typed: TypedIncidentShowOptions) => {
      const { showIncident } = await import('./show-command.ts')
      await showIncident(id, typed)
    })
}

function addRecords(incident: Command): void {
  const commandOf = (name: string, description: string) =>
    withIncidentOptions(incident.command(name).description(description)).argument(
      '<id>',
      'of the incident',
    )
  const load = () => import('./record-command.ts')
  commandOf('note', 'write something down; it stays, so no secrets')
    .argument('<text>', 'what is to be remembered')
    .action(async (id: string, text: string, typed: TypedRecordOptions) => {
      process.exitCode = await (await load()).noteIncident(id, text, typed)
    })
  commandOf('abort', 'give up the plan; what was done stays done')
    .option('--reason <text>', 'why')
    .action(async (id: string, typed: TypedRecordOptions) => {
      process.exitCode = await (await load()).abortIncident(id, typed)
    })
  commandOf('reopen', 'begin again with what had ended')
    .option('--reason <text>', 'why')
    .action(async (id: string, typed: TypedRecordOptions) => {
      process.exitCode = await (await load()).reopenIncident(id, typed)
    })
  commandOf(
    'close',
    'end it: proven dead, or a false alarm; exit status 1 when something is missing',
  )
    .option('--false-alarm', 'nothing leaked, and nothing was changed')
    .option('--reason <text>', 'why')
    .action(async (id: string, typed: TypedRecordOptions) => {
      process.exitCode = await (await load()).closeIncident(id, typed)
    })
  commandOf('review', 'look back at what one person did alone in an emergency')
    .argument('<text>', 'what came of it')
    .action(async (id: string, text: string, typed: TypedRecordOptions) => {
      process.exitCode = await (await load()).reviewIncident(id, text, typed)
    })
}
