import type { Command } from 'commander'
import type { TypedApproveOptions } from './approve-command.ts'
import type { TypedCheckOptions } from './check-command.ts'
import { withIncidentOptions } from './with-incident-options.ts'

/** Adds commands of `stanch incident`. */
export function addApproveCommands(incident: Command): void {
  withIncidentOptions(
    incident
      .command('approve')
      .description('show what a plan will do, and approve it with a signature')
      .argument('[id]', 'of the incident'),
  )
    .option('--group <name>', 'the plan of this group’s incidents, all with one signature')
    .option('--key <file>', 'sign with this ed25519 key of OpenSSH; its .pub file, where ssh-agent has the other half')
    .option('--print-text', 'print exactly the bytes to sign, for signing on another machine')
    .option('--signature <file>', 'take the signature of such a text: what ssh-keygen -Y sign has written')
    .option('--text <file>', 'the text that was signed; by default the signature’s file without .sig')
    .option('--expires <time>', 'how long it holds: 4h by default, at most 24h')
    .option('--break-glass <reason>', 'one person is enough, and may be who made the plan; it must be reviewed before the incident closes')
    .option('--as <name>', 'which approver of stanch.yaml, with --print-text; STANCH_ACTOR or the login name by default')
    .option('--plan <digest>', 'refuse when the plan is not this one any more')
    .option('--format <format>', 'text or json')
    .action(async (id: string | undefined, typed: TypedApproveOptions) => {
      const { runApprove } = await import('./approve-command.ts')
      process.exitCode = await runApprove(id, typed)
    }) // prettier-ignore
  withIncidentOptions(
    incident
      .command('check')
      .description('check that nobody has changed, dropped or moved a record of a journal')
      .argument('[id...]', 'all incidents when none is given'),
  )
    .option('--format <format>', 'text or json')
    .action(async (ids: string[], typed: TypedCheckOptions) => {
      const { runCheck } = await import('./check-command.ts')
      process.exitCode = await runCheck(ids, typed)
    })
}
