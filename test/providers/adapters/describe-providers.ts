import type { Adapter, ActionKind } from '../../../src/incident/adapter.ts'
import { adapterSources } from '../../../src/providers/adapters/adapters.ts'

/** The adapters' table of rules/README.md: what each can do, told by the adapters themselves. */
export async function describeProviders(): Promise<string> {
  const setting = {
    http: { send: () => Promise.reject(new Error('nothing is to be sent')) },
    env: {},
    clock: { now: () => 0, sleep: () => Promise.resolve() },
  }
  // It takes new values of any kind, and knows none.
  const sources = adapterSources().filter(({ id }) => id !== 'rotation-store')
  const adapters = await Promise.all(sources.map((source) => source.open(setting)))
  const rows = adapters
    .toSorted((left, right) => (left.name.toLowerCase() < right.name.toLowerCase() ? -1 : 1))
    .map((adapter) => [
      adapter.name,
      namesOf(adapter, ['probe']),
      namesOf(adapter, ['identify', 'evidence', 'minted', 'drain']),
      namesOf(adapter, ['disable', 'restore']),
      namesOf(adapter, ['revoke']),
      namesOf(adapter, ['rotate', 'promote', 'roll-back']),
      proofsOf(adapter),
    ])
  const head = ['provider', 'asks whether it works', 'reads', 'switches off and on', 'ends', 'replaces', 'knows it by'] // prettier-ignore
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function namesOf({ actions }: Adapter, kinds: readonly ActionKind[]): string {
  const names = actions.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name)
  return names.length === 0 ? '–' : names.join(', ')
}

function proofsOf({ actions, rules }: Adapter): string {
  const proofs = actions.flatMap(
    (action) => action.describe({ rule: rules[0]!, provider: '' }).proof ?? [],
  )
  return proofs.length === 0 ? 'a person ends it' : [...new Set(proofs)].join(', ')
}
