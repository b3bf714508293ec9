import type { Command } from 'commander'
import type { TypedCheckEvidenceOptions } from './check-evidence-command.ts'
import type { TypedEvidenceOptions } from './evidence-command.ts'
import type { TypedNotifyOptions } from './notify-command.ts'
import type { TypedTimelineOptions } from './timeline-command.ts'
import { withIncidentOptions } from './with-incident-options.ts'

/** Adds commands of `stanch incident`. */
export function addEvidenceCommands(incident: Command): void {
  withIncidentOptions(
    incident
      .command('timeline')
      .description('all that happened in one column of times, and how long each part took')
      .argument('<id>', 'of the incident')
      .option(
        '--accesses <file>',
        'who used it, from stanch inventory accesses --format json; - for standard input',
      )
      .option('--format <format>', 'text or json'),
  ).action(async (id: string, typed: TypedTimelineOptions) => {
    const { runTimeline } = await import('./timeline-command.ts')
    process.exitCode = await runTimeline(id, typed)
  })
  withIncidentOptions(
    incident
      .command('evidence')
      .description(
        'a bundle that proves what happened: the journal, plan, approvals, timeline and report, without any secret',
      )
      .argument('<id>', 'of the incident')
      .option('--out <place>', 'a new directory, or a new FILE.tar; evidence-ID by default')
      .option(
        '--accesses <file>',
        'who used it, from stanch inventory accesses --format json; - for standard input',
      )
      .option(
        '--ocsf-finding <class>',
        '2006 (Data Security Finding), or 2004 (Detection Finding) for a SIEM that does not know it',
      )
      .option(
        '--key <file>',
        'sign the bundle with this ed25519 key of OpenSSH; its .pub file, where ssh-agent has the other half',
      ),
  ).action(async (id: string, typed: TypedEvidenceOptions) => {
    const { runEvidence } = await import('./evidence-command.ts')
    process.exitCode = await runEvidence(id, typed)
  })
  incident
    .command('check-evidence')
    .description(
      'whether a bundle is whole: its files, the chain of its journal, its approvals; names the first broken record',
    )
    .argument('<place>', 'the directory or FILE.tar')
    .option(
      '--approvers <file>',
      'a stanch.yaml with approvers, instead of the one found upwards from here',
    )
    .option('--format <format>', 'text or json')
    .action(async (place: string, typed: TypedCheckEvidenceOptions) => {
      const { runCheckEvidence } = await import('./check-evidence-command.ts')
      process.exitCode = await runCheckEvidence(place, typed)
    })
  withIncidentOptions(
    incident
      .command('notify')
      .description('tells whoever is concerned, by the channels of stanch.yaml; never the value')
      .argument('<id>', 'of the incident')
      .option('--retry', 'only what could not be delivered before')
      .option('--channel <name>', 'only by this channel')
      .option('--dry-run', 'shows whom it would tell, why and what; sends nothing')
      .option('--format <format>', 'text or json'),
  ).action(async (id: string, typed: TypedNotifyOptions) => {
    const { runNotify } = await import('./notify-command.ts')
    process.exitCode = await runNotify(id, typed)
  })
}
