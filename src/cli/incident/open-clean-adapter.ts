import type { Adapter, EffectAction, Subject } from '../../incident/adapter.ts'
import type { Ledger } from '../../incident/ledger.ts'
import { countOf } from '../../report/format-quantity.ts'
import type { IncidentDesk } from './with-incidents.ts'

/**
 * The adapter of steps that clean: looks whether the places still hold the credential. What changes them is a command of its
 * own, `stanch incident clean`, which a person calls for each: no run rewrites files by itself.
 */
export function openCleanAdapter(
  desk: IncidentDesk,
  ledgers: ReadonlyMap<string, Ledger>,
  signal: AbortSignal,
): Adapter[] {
  const look = async () => {
    const { countUnclean } = await import('./clean-command.ts')
    const counts = { all: 0, open: 0 }
    for (const { incident } of ledgers.values()) {
      const { all, open } = await countUnclean(incident, desk, signal)
      counts.all += all
      counts.open += open
    }
    return counts
  }
  const action: EffectAction = {
    name: 'look',
    kind: 'clean',
    describe: () => ({
      calls: [],
      summary: 'looks whether it still stands where it was found; stanch incident clean takes it out', // prettier-ignore
      reversible: true,
      completion: 'sync',
      effect: 'none',
      actsAs: 'the user of this machine',
      permissions: [],
      sideEffects: [],
      missing: [...ledgers.values()].every(({ incident }) => incident.leaked.places.length === 0) ? ['a place where it was found'] : [], // prettier-ignore
      reference: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository', // prettier-ignore
    }),
    run: async ({ subject }) => {
      const { all, open } = await look()
      const detail = open === 0 ? `${countOf(all, 'place')}: a scan finds nothing` : `${open} of ${countOf(all, 'place')} may still hold it` // prettier-ignore
      if (open > 0) return { result: 'failed', isTemporary: false, detail }
      return { result: 'already', identity: { proof: 'exact-match', id: idOf(subject) }, detail }
    },
    check: async () => {
      const { open } = await look()
      return { state: open === 0 ? 'effected' : 'not-effected', detail: `${countOf(open, 'place')} may still hold it` } // prettier-ignore
    },
  }
  return [{ id: 'places', name: 'The places where it was found', rules: [], actions: [action] }]
}

function idOf({ keyId, rule }: Subject): string {
  return keyId ?? rule
}
