import type { Command } from 'commander'
import { collect } from '../collect.ts'
import { withInventoryOptions } from '../inventory/with-inventory-options.ts'
import type { TypedAuditOptions } from './audit-options.ts'
import type { TypedTokenOptions } from './audit-token-command.ts'

/** Adds `stanch audit` and `stanch audit token`. */
export function addAuditCommands(program: Command): void {
  const audit = withInventoryOptions(
    program
      .command('audit')
      .enablePositionalOptions()
      .description('find the weak signs before anything leaks: in the inventory, in what scans found, in workflows, agent settings and connectors')
      .argument('[path...]', 'where workflows and settings of agents are looked for; the working directory when none is given'),
  ) // prettier-ignore
  audit
    .option('--scan-report <file>', 'what stanch scan --format json or jsonl has written; repeatable', collect)
    .option('--check <id>', 'make only this check; repeatable', collect)
    .option('--list-checks', 'list the checks, with the practice that each serves')
    .option('--fail-on <severity>', 'exit 1 only for signs so grave: low (default), medium, high or critical')
    .option('--no-ignore', 'look also where git ignores files')
    .option('--format <format>', 'text, json, jsonl, sarif, github, gitlab, junit, csv or html, to standard output')
    .option('--report <format:file>', 'write a further report; repeatable', collect)
    .option('--all-places', 'list every sign')
    .action(async (paths: string[], typed: TypedAuditOptions) => {
      const { runAuditCommand } = await import('./audit-command.ts')
      process.exitCode = await runAuditCommand(paths, typed)
    }) // prettier-ignore
  audit
    .command('token')
    .description('hold a JWT on standard input against what a connector declares: audience, issuer, scope, expiry')
    .argument('[-]', 'standard input; a token is never an argument')
    .allowExcessArguments()
    .option('--connector <id>', 'of stanch.yaml; may be left out when there is one')
    .option('--config <file>', 'instead of the stanch.yaml found upwards from here')
    .option('--format <format>', 'text or json')
    .action(async (_input: string | undefined, typed: TypedTokenOptions, command: Command) => {
      const { runTokenAudit } = await import('./audit-token-command.ts')
      process.exitCode = await runTokenAudit(command.args, typed)
    }) // prettier-ignore
}
