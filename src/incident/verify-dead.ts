import type { ProbeOutcome } from './adapter.ts'
import type { Verification } from './event.ts'
import {
  faultOfVerification,
  isSameEgress,
  isSameServer,
  proofSoFar,
} from './fault-of-verification.ts'
import { aimsAtDeath } from './faults-of-closing.ts'
import { findAction, isProbe } from './find-action.ts'
import type { Incident } from './incident.ts'
import type { Ledger } from './ledger.ts'
import { askProbe, isCanary, namesOf, type OpenProbe } from './positive-control.ts'
import { probeThatProves } from './probe-that-proves.ts'
import type { RunSetting } from './run-setting.ts'
import { subjectOfStep } from './run.ts'

export interface VerifyOptions {
  /** Answers in a row that are enough; 2 or more. */
  readonly times: number
  readonly everyMs: number
  /** How long it is asked until it is dead; 0: only as long as each answer says so. */
  readonly untilMs: number
}

/** What verification came to. `live` and `unverifiable` prove nothing, and the incident stays open. */
export interface VerifyResult {
  readonly verdict: Verification | 'live' | 'unverifiable'
  /** `<adapter>/<probe>`; empty when there is none to ask. */
  readonly probe: string
  /** From the effect to the first answer of the row. */
  readonly propagationMs?: number
  /** What was seen, in one sentence. */
  readonly detail: string
  /** What would help. */
  readonly advice?: string
}

/**
 * Asks the probe that said `live` before until it says in a row that the credential is dead, beside a control request that
 * fails in the same way; or `contained`, where no effect of the plan ends the credential. Any other answer begins anew.
 *
 * @throws StanchError `INCIDENT_EVENT_REFUSED`; the signal's reason once that is aborted
 */
export async function verifyDead(
  setting: RunSetting,
  ledger: Ledger,
  options: VerifyOptions,
): Promise<VerifyResult> {
  const { incident } = ledger
  const name = probeThatProves(incident, setting.adapters)
  const open = await openProbe(setting, incident, name)
  if ('verdict' in open) return open
  const verdict: Verification = aimsAtDeath(incident) ? 'dead' : 'contained'
  const end = setting.clock.now() + options.untilMs
  for (;;) {
    setting.signal.throwIfAborted()
    const outcome = await askProbe(setting, ledger, open, { isControl: false, phase: 'after' })
    await askControl(setting, ledger, open, verdict)
    const event = { probe: name, verdict, times: options.times }
    if (faultOfVerification(ledger.incident, event) === undefined)
      return await conclude(ledger, event)
    const { row, live } = proofOf(ledger.incident, name, verdict)
    // What never lived before our eyes cannot be seen to die.
    const mayGoOn = live !== undefined && (options.untilMs > 0 || row.length > 0)
    const isLate = options.untilMs > 0 && setting.clock.now() + options.everyMs > end
    if (!mayGoOn || isLate) return unproven(ledger.incident, name, outcome, verdict)
    await setting.clock.sleep(options.everyMs, setting.signal)
  }
}

function proofOf({ probes, touchedAt = '' }: Incident, probe: string, verdict: Verification) {
  return proofSoFar(probes, { probe, verdict, since: touchedAt })
}

/** What speaks against asking at all, or the probe. */
async function openProbe(
  setting: RunSetting,
  incident: Incident,
  name: string,
): Promise<OpenProbe | VerifyResult> {
  const none = (detail: string, advice: string): VerifyResult => ({
    verdict: 'unverifiable',
    probe: name,
    detail,
    advice,
  })
  const action = findAction(setting.adapters, ...namesOf(name))
  if (!isProbe(action))
    return none(
      'no probe of this provider can tell whether it lives',
      'See at the provider, and write down what you saw.',
    )
  if (isCanary(incident))
    return none('it is marked as a canary: a probe would set it off', 'Close it as a false alarm.')
  const subject = await subjectOfStep(setting, incident)
  const { missing } = action.describe(subject)
  if (missing.length === 0) return { name, action, subject }
  return none(`${name} lacks ${missing.join(', ')}`, 'Give what it lacks, and verify again.')
}

/** Once for each row, beside its first answers. */
async function askControl(
  setting: RunSetting,
  ledger: Ledger,
  open: OpenProbe,
  verdict: Verification,
): Promise<void> {
  const { row, controls } = proofOf(ledger.incident, open.name, verdict)
  if (verdict === 'dead' && row.length > 0 && controls.length === 0)
    await askProbe(setting, ledger, open, { isControl: true, phase: 'after' })
}

async function conclude(
  ledger: Ledger,
  event: { readonly probe: string; readonly verdict: Verification; readonly times: number },
): Promise<VerifyResult> {
  const { probe, verdict } = event
  const { touchedAt } = ledger.incident
  const { row, live } = proofOf(ledger.incident, probe, verdict)
  const since = touchedAt ?? live!.at
  const propagationMs = Math.max(0, Date.parse(row[0]!.at) - Date.parse(since))
  await ledger.append({ type: 'verified', ...event, propagationMs })
  const detail = `${probe} said ${verdict} ${row.length} times in a row`
  return { verdict, probe, propagationMs, detail }
}

function unproven(
  incident: Incident,
  probe: string,
  last: ProbeOutcome,
  verdict: Verification,
): VerifyResult {
  const { live } = proofOf(incident, probe, verdict)
  if (last.verdict === 'live')
    return {
      verdict: 'live',
      probe,
      detail: `${probe} still says live: ${last.detail}`,
      advice:
        'It may take a while: verify again, --until-dead 10m. If it lives on, plan another action.',
    }
  const told = { verdict: 'unverifiable' as const, probe }
  if (live === undefined)
    return {
      ...told,
      detail: `${probe} says ${last.verdict}, but never said live before: that may be a wall as well as death`,
      advice:
        'See at the provider that the credential is gone, and attest the step; a person answers for it then.',
    }
  const { hosts = [] } = incident.probes.findLast((one) => one.probe === probe) ?? {}
  if (!isSameServer({ hosts }, live))
    return {
      ...told,
      detail: `${probe} asked ${hosts.join(', ')}, which never said live`,
      advice: `Ask ${live.hosts!.join(', ')}, which did: set the variable that names the server as it was then.`,
    }
  if (!isSameEgress({ outcome: last }, live))
    return {
      ...told,
      detail: `${probe} says ${last.verdict} from ${last.egress}, and said live from ${live.outcome.egress}`,
      advice: `Verify again from ${live.outcome.egress}: another address may be kept out by a list.`,
    }
  if (last.verdict === 'contained')
    return {
      ...told,
      detail: `${probe} says contained: it lives on, but cannot do what it could`,
      advice: 'Plan an action that ends it, such as a revocation.',
    }
  if (last.verdict === 'dead')
    return {
      ...told,
      detail: `${probe} says dead, but not often enough in a row, or not as the control request does: ${last.detail}`,
      advice: 'Verify again, --until-dead 10m.',
    }
  return {
    ...told,
    detail: `${probe}: ${last.detail}`,
    advice: 'Ask again when the provider answers as usual, from where it said live before.',
  }
}
