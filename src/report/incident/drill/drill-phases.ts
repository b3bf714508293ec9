import type { JournalRecord } from '../../../incident/journal.ts'
import type { Phase } from '../../../incident/playbook.ts'
import type { Plan } from '../../../incident/plan.ts'
import type { DrillPhase } from './drill-transcript.ts'

const names: Readonly<Record<Phase, string>> = {
  contain: 'contain',
  rotate: 'rotate',
  verify: 'prove',
  clean: 'clean up',
  notify: 'tell',
}
const order = [
  'look',
  'approve',
  'contain',
  'rotate',
  'prove',
  'clean up',
  'tell',
  'by hand',
  'close',
]

/** Where the time went: what passed before a record is counted to what that record is about. */
export function drillPhases(records: readonly JournalRecord[], endMs: number): DrillPhase[] {
  const spent = new Map<string, number>()
  const add = (name: string, ms: number) => spent.set(name, (spent.get(name) ?? 0) + ms)
  let plan: Plan | undefined
  let lastMs = Date.parse(records[0]!.at)
  let lastName = 'look'
  for (const record of records.slice(1)) {
    const atMs = Date.parse(record.at)
    if (record.event.type === 'planned') plan = record.event.plan
    lastName = phaseOf(record, plan) ?? lastName
    add(lastName, atMs - lastMs)
    lastMs = atMs
  }
  add(lastName, endMs - lastMs)
  return order.map((name) => ({ name, ms: spent.get(name) ?? 0 })).filter(({ ms }) => ms > 0)
}

/** @returns undefined: that of the record before */
function phaseOf({ event }: JournalRecord, plan: Plan | undefined): string | undefined {
  switch (event.type) {
    case 'assessed':
    case 'planned':
      return 'look'
    case 'approved':
      return 'approve'
    case 'step-attested':
      return 'by hand'
    case 'probed':
      return event.phase === 'after' ? 'prove' : plan === undefined ? 'look' : 'contain'
    case 'verified':
      return 'prove'
    case 'minted':
    case 'closed':
      return plan === undefined ? 'look' : undefined
    default: {
      if (!('step' in event) || event.step === undefined) return undefined
      const phase = plan?.steps.find(({ id }) => id === event.step)?.phase
      return phase === undefined ? undefined : names[phase]
    }
  }
}
