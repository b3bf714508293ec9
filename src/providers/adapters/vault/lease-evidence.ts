import type { ActionContext, EvidenceAction, EvidenceOutcome } from '../../../incident/adapter.ts'
import { fieldOf, textsOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { bodyOf, factsOf, statusOf } from '../asking/ask.ts'
import { Gathered } from '../asking/gathered.ts'
import { guardedEvidence } from '../asking/guard.ts'
import { readsOnly } from '../asking/reads-only.ts'
import { leaseIdOf, leasePath, prefixOf, shownPrefixOf } from './lease-id.ts'
import { leaseProbe, missingLease } from './lease-probe.ts'
import { at } from './token-probes.ts'
import { openVaultCaller, vaultActsAs, vaultAnswerOf, type VaultCaller } from './vault-caller.ts'

/** When the lease ends, how many others its role has, and how many leases Vault could not end. */
export function leaseEvidence(setting: AdapterSetting): EvidenceAction {
  return {
    name: 'leases',
    // What it finds, later steps need to know.
    kind: 'identify',
    describe: (subject) => {
      const prefix = shownPrefixOf(subject)
      return {
        calls: [
          { method: 'POST', ...at(setting, 'sys/leases/lookup') },
          { method: 'GET', ...at(setting, `sys/leases/lookup/${prefix}`) },
          { method: 'GET', ...at(setting, 'sys/leases/count') },
        ],
        summary: 'reads the lease, counts those of the same role and those that could not be ended',
        ...readsOnly,
        actsAs: vaultActsAs(setting.env),
        permissions: [
          'update on sys/leases/lookup',
          'list and sudo on sys/leases/lookup',
          'read on sys/leases/count',
        ],
        missing: missingLease(setting, subject),
        reference: 'https://developer.hashicorp.com/vault/api-docs/system/leases#lease-counts',
      }
    },
    run: guardedEvidence((context) => read(context, setting)),
  }
}

async function read(context: ActionContext, setting: AdapterSetting): Promise<EvidenceOutcome> {
  const gathered = new Gathered()
  const { verdict, facts = {}, ...told } = await leaseProbe(setting).run(context)
  gathered.call(told)
  if (verdict !== 'live') gathered.gap(told.detail)
  for (const [name, value] of Object.entries(facts)) gathered.fact(name, value)
  const lease = leaseIdOf(context.subject)
  const call = await openVaultCaller(setting, undefined, context.signal)
  if (lease !== undefined) await readSiblings(call, prefixOf(lease), gathered)
  const asked = await call('GET', 'sys/leases/count?type=irrevocable')
  const count = fieldOf(bodyOf(asked), 'data', 'lease_count')
  if (statusOf(asked) !== 200 || typeof count !== 'number')
    gathered.gap(`How many leases could not be ended is not known: ${vaultAnswerOf(asked)}`)
  else {
    gathered.call(factsOf(asked, 'leases that could not be ended'))
    gathered.fact('irrevocable', String(count))
  }
  return gathered.outcome()
}

/** GET with `list=true` is the method LIST, which not every proxy knows. */
async function readSiblings(call: VaultCaller, prefix: string, gathered: Gathered): Promise<void> {
  const asked = await call('GET', `sys/leases/lookup/${leasePath(prefix)}?list=true`)
  const keys = textsOf(bodyOf(asked), 'data', 'keys')
  if (statusOf(asked) !== 200 || keys.length === 0)
    return gathered.gap(`Which leases the role has is not known: ${vaultAnswerOf(asked)}`)
  gathered.call(factsOf(asked, 'leases of the same role'))
  gathered.fact('leasesOfRole', String(keys.length))
}
