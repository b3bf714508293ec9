import type { ActionContext, ActionOutcome, EffectAction } from '../../../incident/adapter.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { factsOf, statusOf } from '../asking/ask.ts'
import { guarded, guardedCheck } from '../asking/guard.ts'
import { failedBy, refusedBy, troubleOf } from '../asking/trouble.ts'
import { leaseIdOf, leasePath, prefixOf, shownPrefixOf } from './lease-id.ts'
import { leaseProbe, missingLease } from './lease-probe.ts'
import { at } from './token-probes.ts'
import { openVaultCaller, vaultActsAs, vaultAnswerOf } from './vault-caller.ts'

const reference = 'https://developer.hashicorp.com/vault/api-docs/system/leases'

/** Ends one lease, and waits until its engine has done so: without `sync` Vault only queues it. */
export function revokeLease(setting: AdapterSetting): EffectAction {
  return {
    name: 'revoke',
    kind: 'revoke',
    describe: (subject) => ({
      calls: [
        { method: 'POST', ...at(setting, 'sys/leases/lookup') },
        { method: 'POST', ...at(setting, 'sys/leases/revoke') },
      ],
      summary: 'ends the lease, and with it the credential where it is valid',
      proof: 'id-embedded',
      reversible: false,
      completion: 'sync',
      effect: 'dead',
      provedBy: 'lookup',
      actsAs: vaultActsAs(setting.env),
      permissions: ['update on sys/leases/lookup', 'update on sys/leases/revoke'],
      sideEffects: [
        'Whoever uses the same lease loses its credential at once, and has to ask anew.',
      ],
      missing: missingLease(setting, subject),
      reference: `${reference}#revoke-lease`,
    }),
    run: guarded((context) => run(context, setting, 'one')),
    check: guardedCheck((context) => check(context, setting)),
  }
}

/** Ends all leases of the same role. Hits others' credentials, too: a person has to want it. */
export function revokePrefix(setting: AdapterSetting): EffectAction {
  return {
    name: 'revoke-prefix',
    kind: 'revoke',
    describe: (subject) => {
      const prefix = shownPrefixOf(subject)
      return {
        calls: [
          { method: 'POST', ...at(setting, 'sys/leases/lookup') },
          { method: 'POST', ...at(setting, `sys/leases/revoke-prefix/${prefix}`) },
        ],
        summary: `ends all leases below ${prefix}`,
        proof: 'human-attested',
        reversible: false,
        completion: 'sync',
        effect: 'dead',
        provedBy: 'lookup',
        actsAs: vaultActsAs(setting.env),
        permissions: ['update and sudo on sys/leases/revoke-prefix'],
        sideEffects: [
          `All credentials that were given out below ${prefix} stop at once, those of others too: vault-lease/leases counts them.`,
        ],
        missing: missingLease(setting, subject),
        reference: `${reference}#revoke-prefix`,
      }
    },
    run: guarded((context) => run(context, setting, 'all')),
    check: guardedCheck((context) => check(context, setting)),
  }
}

/** Vault answers 204 also for a lease that never was: it must be seen first. */
async function run(
  context: ActionContext,
  setting: AdapterSetting,
  which: 'one' | 'all',
): Promise<ActionOutcome> {
  const { subject, signal } = context
  const lease = leaseIdOf(subject)
  if (lease === undefined) return { result: 'refused', detail: 'The id of the lease is not known.' }
  const { verdict, facts: _facts, ...told } = await leaseProbe(setting).run(context)
  if (verdict === 'dead') return { result: 'not-found', ...told }
  if (verdict !== 'live') return notSeen(told)
  const call = await openVaultCaller(setting, undefined, signal)
  const prefix = prefixOf(lease)
  const asked =
    which === 'one'
      ? await call('POST', 'sys/leases/revoke', { body: { lease_id: lease, sync: true } })
      : await call('POST', `sys/leases/revoke-prefix/${leasePath(prefix)}`, {
          body: { sync: true },
        })
  const trouble = troubleOf(asked)
  if (trouble !== undefined) return trouble
  switch (statusOf(asked)) {
    case 204:
      return {
        result: 'done',
        ...factsOf(
          asked,
          which === 'one' ? 'The lease is ended.' : `All leases below ${prefix} are ended.`,
        ),
        identity:
          which === 'one'
            ? { proof: 'id-embedded', id: lease }
            : { proof: 'human-attested', id: prefix },
        known: { lease },
      }
    case 400:
      return {
        result: 'failed',
        isTemporary: true,
        ...factsOf(asked, 'The secrets engine could not end it (400): look at its connection.'),
      }
    case 403:
      return refusedBy(asked, `Permission denied: ${vaultAnswerOf(asked)}`)
    default:
      return failedBy(asked, vaultAnswerOf(asked))
  }
}

function notSeen(told: { readonly detail: string; readonly status?: number }): ActionOutcome {
  const isTemporary = told.status === undefined || told.status === 429 || told.status >= 500
  return isTemporary
    ? { result: 'failed', isTemporary, ...told }
    : { result: 'refused', ...told, detail: `The lease could not be looked up: ${told.detail}` }
}

/** Gone, and seen before: then it was ended. A lease that never was is gone, too. */
async function check(
  context: ActionContext,
  setting: AdapterSetting,
): ReturnType<EffectAction['check']> {
  const { verdict, facts: _facts, ...told } = await leaseProbe(setting).run(context)
  if (verdict === 'live') return { state: 'not-effected', ...told }
  const lease = leaseIdOf(context.subject)
  const wasSeen = lease !== undefined && context.subject.known?.['lease'] === lease
  return { state: verdict === 'dead' && wasSeen ? 'effected' : 'unknown', ...told }
}
