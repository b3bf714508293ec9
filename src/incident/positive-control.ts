import type { ProbeAction, ProbeOutcome, Subject } from './adapter.ts'
import { findAction, isProbe } from './find-action.ts'
import type { Incident } from './incident.ts'
import type { Ledger } from './ledger.ts'
import type { PlanStep } from './plan.ts'
import type { RetryRule } from './playbook.ts'
import { retryWaitMs } from './retry-wait.ts'
import type { RunSetting } from './run-setting.ts'
import { subjectOfStep } from './run.ts'
import { touchesCredential } from './standing-effects.ts'
import { troubleOf, withinDeadline } from './within-deadline.ts'

/** Each probe has this long to answer. */
export const probeTimeoutMs = 30_000

/**
 * Before a plan's first effect: shows by each probe that its effects can change that the credential is live, and that a
 * token that cannot be one is dead. Without that nothing after it would prove anything. What was shown since the plan was
 * made is not asked again; a canary is never asked.
 */
export async function showLive(setting: RunSetting, ledger: Ledger): Promise<void> {
  const { incident } = ledger
  const steps = (incident.plan?.steps ?? []).filter(
    (step) => step.incident === incident.id && touchesCredential(step),
  )
  if (steps.some(({ id }) => (incident.steps[id]?.attempts ?? 0) > 0)) return
  const told = (reason: string) =>
    setting.onProgress({ type: 'not-probed', incident: incident.id, reason })
  for (const name of probesOf(steps)) {
    const action = findAction(setting.adapters, ...namesOf(name))
    if (wasShown(incident, name) || !isProbe(action)) continue
    if (isCanary(incident)) return told('it is marked as a canary: a probe would set it off')
    const subject = await subjectOfStep(setting, incident)
    const { missing } = action.describe(subject)
    if (missing.length > 0) told(`${name} lacks ${missing.join(', ')}`)
    else await showBy(setting, ledger, { name, action, subject }, { phase: 'before' }, showRetry)
  }
}

/** Names, `<adapter>/<probe>`, of what proves the steps' effects. */
export function probesOf(steps: readonly PlanStep[]): string[] {
  const names = steps.flatMap(({ adapter, description }) =>
    description?.provedBy === undefined ? [] : [`${adapter}/${description.provedBy}`],
  )
  return [...new Set(names)]
}

/** @returns adapter and action */
export function namesOf(name: string): [string, string] {
  const at = name.indexOf('/')
  return [name.slice(0, at), name.slice(at + 1)]
}

/** A token that was laid out to be found. */
export function isCanary({ facts }: Pick<Incident, 'facts'>): boolean {
  return ['yes', 'true'].includes(facts['canary'] ?? '')
}

function wasShown({ probes, plannedAt = '' }: Incident, name: string): boolean {
  return probes.some(
    ({ probe, isControl, outcome, at }) =>
      probe === name && !isControl && outcome.verdict !== 'unverifiable' && at >= plannedAt,
  )
}

/** A probe that is about to be asked. */
export interface OpenProbe {
  readonly name: string
  readonly action: ProbeAction
  readonly subject: Subject
}

const showRetry: RetryRule = { attempts: 2, waitMs: 1000, waitMsMax: 1000 }

/** A control request, then the credential; tried again as long as the answer says neither live nor dead. */
export async function showBy(
  setting: RunSetting,
  ledger: Ledger,
  probe: OpenProbe,
  how: { readonly phase: 'before' | 'after'; readonly step?: string },
  retry: RetryRule,
): Promise<void> {
  await askProbe(setting, ledger, probe, { ...how, isControl: true })
  for (let tries = 1; ; tries++) {
    const { verdict } = await askProbe(setting, ledger, probe, { ...how, isControl: false })
    if (verdict !== 'unverifiable' || tries >= retry.attempts) return
    const waitMs = retryWaitMs(retry, tries, { random: setting.random() })
    await setting.clock.sleep(waitMs, setting.signal)
  }
}

/** Asks once and journals the answer. @throws the signal's reason once that is aborted */
export async function askProbe(
  { deadline, signal: stop, onProgress }: RunSetting,
  ledger: Ledger,
  { name, action, subject }: OpenProbe,
  how: { readonly isControl: boolean; readonly phase: 'before' | 'after'; readonly step?: string },
): Promise<ProbeOutcome> {
  const idempotencyKey = `${ledger.incident.id}-probe-${ledger.incident.lastSequence + 1}`
  const outcome = await withinDeadline(
    AbortSignal.any([deadline(probeTimeoutMs), stop]),
    (signal) => action[how.isControl ? 'control' : 'run']({ subject, idempotencyKey, signal }),
  ).catch((error: unknown): ProbeOutcome => {
    stop.throwIfAborted()
    return { verdict: 'unverifiable', detail: troubleOf(error) }
  })
  const hosts = [...new Set(action.describe(subject).calls.map(({ host }) => host))].sort()
  await ledger.append({ type: 'probed', probe: name, ...how, hosts, outcome })
  const { id } = ledger.incident
  onProgress({ type: 'probed', incident: id, probe: name, isControl: how.isControl, outcome })
  return outcome
}
