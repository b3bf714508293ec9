import type { Command } from 'commander'
import { collect } from '../collect.ts'
import type { TypedListOptions } from './list-command.ts'
import type { TypedRecordOptions } from './record-options.ts'
import type { TypedRetireOptions } from './retire-command.ts'
import type { TypedShowOptions } from './show-command.ts'
import { withInventoryOptions } from './with-inventory-options.ts'

/** Adds `add`, `list`, `show`, `set` and `retire`. */
export function addRecordCommands(inventory: Command): void {
  withRecordOptions(
    withInventoryOptions(
      inventory
        .command('add')
        .description(
          'enter a credential: whose it is and what it is for; the value is never stored',
        )
        .argument('<id>', 'its name here, such as vault/payments/stripe'),
    ),
  ).action(async (id: string, typed: TypedRecordOptions) => {
    const { addRecord } = await import('./add-command.ts')
    await addRecord(id, typed)
  })

  withRecordOptions(
    withInventoryOptions(
      inventory
        .command('set')
        .description('change what is known of a credential; a list is replaced by what is given')
        .argument('<id>', 'of the record'),
    ),
  )
    .option(
      '--unset <key>',
      'forget this key, such as purpose or owner.person; repeatable',
      collect,
    )
    .action(async (id: string, typed: TypedRecordOptions) => {
      const { setRecord } = await import('./set-command.ts')
      await setRecord(id, typed)
    })

  withInventoryOptions(
    inventory
      .command('list')
      .description('the known credentials')
      .option('--owner <name>', 'only those of this team, person or rota')
      .option('--environment <name>', 'only of this environment')
      .option('--agent <name>', 'only of this agent')
      .option('--tool <name>', 'only of this tool')
      .option('--provider <name>', 'only of this provider')
      .option('--state <state>', 'only in this state')
      .option(
        '--kept-in <type>',
        'only those whose value lies in a store of this kind: vault, kubernetes, …',
      )
      .option('--format <format>', 'text, json or jsonl'),
  ).action(async (typed: TypedListOptions) => {
    const { listRecords } = await import('./list-command.ts')
    await listRecords(typed)
  })

  withInventoryOptions(
    inventory
      .command('show')
      .description('all that is known of a credential')
      .argument('<id>', 'of the record')
      .option('--format <format>', 'text or json'),
  ).action(async (id: string, typed: TypedShowOptions) => {
    const { showRecord } = await import('./show-command.ts')
    await showRecord(id, typed)
  })

  withInventoryOptions(
    inventory
      .command('retire')
      .description(
        'a credential is no longer used; its fingerprints stay, so that a late leak is known',
      )
      .argument('<id>', 'of the record')
      .option('--reason <text>', 'why; needed')
      .option('--destroyed', 'its value is dead: revoked, and shown to open nothing'),
  ).action(async (id: string, typed: TypedRetireOptions) => {
    const { retireRecord } = await import('./retire-command.ts')
    await retireRecord(id, typed)
  })
}

function withRecordOptions(command: Command): Command {
  return command
    .option('--value-stdin', 'take fingerprints of the value on standard input; needs STANCH_KEY')
    .option('--hmsl', 'with --value-stdin: the unkeyed column, too, for runs that have no key')
    .option('--public', 'the inventory will be public: say what that means for --hmsl')
    .option('--owner-team <name>', 'the team that answers for it')
    .option('--owner-person <name>', 'a name or mail address')
    .option('--owner-oncall <name>', 'whom to wake')
    .option('--purpose <text>', 'what it is for')
    .option('--environment <name>', 'such as production or staging')
    .option('--agent <name>', 'the agent that uses it')
    .option('--tool <name>', 'the tool or connector that uses it')
    .option('--consumer <name>', 'what else uses it; repeatable', collect)
    .option('--scope <name>', 'what it may do; repeatable', collect)
    .option('--audience <name>', 'for whom a token is meant')
    .option('--provider <name>', 'who issued it; known from the value, mostly')
    .option('--kind <rule>', 'id of the detection rule for it; known from the value, mostly')
    .option(
      '--credential-ref <id>',
      'the provider’s own name of it, such as a key id; never the value',
    )
    .option('--hint <text>', 'at most 4 characters of its head, …, and 4 of its tail')
    .option('--kept-in <type:path>', 'where the value lies, such as vault:secret/payments')
    .option('--ttl <duration>', 'how long a value lives by itself: 15m, 12h, 90d')
    .option('--created <time>', 'when it was issued: YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ')
    .option('--expires <time>', 'when it ends by itself')
    .option('--last-rotated <time>', 'when its value last changed')
    .option('--next-rotation <time>', 'when it is to change next')
    .option('--rotation <strategy>', 'dual, replace or none')
    .option('--revoke-by <adapter>', 'what revokes it')
    .option('--break-glass', 'it is kept for emergencies')
    .option('--break-glass-tested <time>', 'when somebody last proved that it opens what it is for')
    .option(
      '--state <state>',
      'pre-activation, active (of a new one), suspended, deactivated, compromised or destroyed',
    )
    .option('--reason <text>', 'why it is in this state')
    .option('--format <format>', 'text or json')
}
