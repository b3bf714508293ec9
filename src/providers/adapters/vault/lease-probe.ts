import type { ActionContext, ProbeAction, ProbeOutcome } from '../../../incident/adapter.ts'
import { fieldOf, textOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { bodyOf, factsOf, statusOf } from '../asking/ask.ts'
import { guardedProbe } from '../asking/guard.ts'
import { readsOnly } from '../asking/reads-only.ts'
import { unverifiableBy } from '../asking/trouble.ts'
import { unlike } from '../asking/unlike.ts'
import { leaseIdOf } from './lease-id.ts'
import { at } from './token-probes.ts'
import { missingAddress, openVaultCaller, saysError, vaultActsAs } from './vault-caller.ts'

/**
 * Asks whether the lease is there. Vault drops it once its engine has ended the credential; one that was dropped by force
 * would look the same, and that is never done here.
 */
export function leaseProbe(setting: AdapterSetting): ProbeAction {
  const run = async (
    { signal }: ActionContext,
    lease: string | undefined,
  ): Promise<ProbeOutcome> => {
    if (lease === undefined)
      return { verdict: 'unverifiable', detail: 'The id of the lease is not known.' }
    const call = await openVaultCaller(setting, undefined, signal)
    const asked = await call('POST', 'sys/leases/lookup', {
      body: { lease_id: lease },
      isReading: true,
    })
    const data = fieldOf(bodyOf(asked), 'data')
    if (statusOf(asked) === 200 && textOf(data, 'id') === lease) {
      const expires = textOf(data, 'expire_time')
      const facts = { keyId: lease, lease, ...(expires !== undefined && { expires }) }
      return { verdict: 'live', ...factsOf(asked, 'Vault has the lease.'), facts }
    }
    if (statusOf(asked) === 400 && saysError(asked, /\binvalid lease\b/))
      return { verdict: 'dead', ...factsOf(asked, 'Vault says: invalid lease.') }
    return unverifiableBy(asked)
  }
  return {
    name: 'lookup',
    kind: 'probe',
    describe: (subject) => ({
      calls: [{ method: 'POST', ...at(setting, 'sys/leases/lookup') }],
      summary: 'asks whether the lease is there',
      ...readsOnly,
      actsAs: vaultActsAs(setting.env),
      permissions: ['update on sys/leases/lookup'],
      missing: missingLease(setting, subject),
      reference: 'https://developer.hashicorp.com/vault/api-docs/system/leases#read-lease',
    }),
    run: guardedProbe((context) => run(context, leaseIdOf(context.subject))),
    control: guardedProbe((context) => {
      const lease = leaseIdOf(context.subject)
      return run(context, lease && unlike(lease, '.*/', setting))
    }),
  }
}

export function missingLease({ env }: AdapterSetting, subject: ActionContext['subject']): string[] {
  return [
    ...(leaseIdOf(subject) === undefined
      ? ['the id of the lease, such as database/creds/shop/2f6a…']
      : []),
    ...missingAddress(env),
  ]
}
