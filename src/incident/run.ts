import type { Subject } from './adapter.ts'
import type { Incident, StepProgress } from './incident.ts'
import type { Ledger } from './ledger.ts'
import type { PlanStep } from './plan.ts'
import type { RunSetting } from './run-setting.ts'

/** A run under way: one plan, and the journals of all incidents it is for. */
export interface Run extends RunSetting {
  readonly ledgers: ReadonlyMap<string, Ledger>
  /** By incident: its being shown live, begun once. */
  readonly shown: Map<string, Promise<void>>
}

export function ledgerOf({ ledgers }: Pick<Run, 'ledgers'>, step: PlanStep): Ledger {
  return ledgers.get(step.incident)!
}

export function progressOf(run: Pick<Run, 'ledgers'>, step: PlanStep): StepProgress {
  return ledgerOf(run, step).incident.steps[step.id] ?? { state: 'pending', attempts: 0 }
}

/** The credential of a step, with what earlier steps found out about it. */
export async function subjectOfStep(
  { subjectOf }: Pick<RunSetting, 'subjectOf'>,
  incident: Incident,
): Promise<Subject> {
  const subject = await subjectOf(incident)
  const known: Record<string, string> = { ...incident.facts, ...subject.known }
  for (const step of incident.plan?.steps ?? []) {
    const { outcome, evidence, known: told } = incident.steps[step.id] ?? {}
    Object.assign(known, told)
    if (outcome !== undefined && 'known' in outcome) Object.assign(known, outcome.known)
    if (step.kind === 'identify') Object.assign(known, evidence?.facts)
  }
  const { keyId = known['keyId'], account = known['account'] } = subject
  return { ...subject, keyId, account, known }
}
