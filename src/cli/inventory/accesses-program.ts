import type { Command } from 'commander'
import { collect } from '../collect.ts'
import type { TypedAccessesOptions } from './accesses-command.ts'
import { withInventoryOptions } from './with-inventory-options.ts'

/** Adds `stanch inventory accesses`. */
export function addAccessesCommand(inventory: Command): void {
  withInventoryOptions(
    inventory
      .command('accesses')
      .description(
        'who touched a secret and when, in which run, by logs of stores, providers and agents',
      )
      .argument('<id>', 'of the record')
      .requiredOption(
        '--log <path>',
        'audit logs of Vault or OpenBao, AWS CloudTrail, Google Cloud, Azure Key Vault, Kubernetes, GitHub; OpenTelemetry spans; transcripts; repeatable',
        collect,
      )
      .option(
        '--audit-hash <hash>',
        'of the value, as vault write sys/audit-hash/DEVICE gives it; repeatable',
        collect,
      )
      .option('--vault-audit-device <name>', 'ask Vault for that hash: the value on standard input')
      .option(
        '--value-stdin',
        'the value on standard input: finds what GitHub’s audit log has of a token',
      )
      .option('--format <format>', 'text, json or jsonl'),
  ).action(async (id: string, typed: TypedAccessesOptions) => {
    const { runAccesses } = await import('./accesses-command.ts')
    process.exitCode = await runAccesses(id, typed)
  })
}
