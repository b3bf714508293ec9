import { assess } from '../../../incident/assess.ts'
import { buildPlan } from '../../../incident/build-plan.ts'
import { closeBlockers } from '../../../incident/close-blockers.ts'
import { timeOf } from '../../../incident/clock.ts'
import { faultOfApprovals } from '../../../incident/fault-of-approvals.ts'
import { judgeAssessed } from '../../../incident/judge-assessed.ts'
import { listMinted } from '../../../incident/list-minted.ts'
import { planFactsOf } from '../../../incident/plan-facts.ts'
import type { PlanInput } from '../../../incident/plan-input.ts'
import { planDigestOf, type PlanStep } from '../../../incident/plan.ts'
import { isUnknown } from '../../../incident/progress-after.ts'
import { readingsOf } from '../../../incident/readings-of.ts'
import { runPlan } from '../../../incident/run-plan.ts'
import type { RunResult } from '../../../incident/run-setting.ts'
import { verifyDead } from '../../../incident/verify-dead.ts'
import { chanceOf } from '../../../providers/drill/drill-random.ts'
import type { DrillTranscript } from '../../../report/incident/drill/drill-transcript.ts'
import { approvalRulesOf } from '../approval-rules.ts'
import { signingWait } from './drill-improvements.ts'
import { openDrillScene, playbookOf, responder, type DrillRequest, type DrillScene } from './drill-scene.ts' // prettier-ignore
import { judgeDrill } from './judge-drill.ts'

/** A drill that is over. */
export interface Drill {
  readonly transcript: DrillTranscript
  readonly scene: DrillScene
}

const minuteMs = 60_000

/**
 * Plays an incident from its opening to its end: real plan, approvals, run and proof, with a provider, people and a clock
 * that are played. Nothing leaves the process, nothing is kept.
 *
 * @throws StanchError `PLAYBOOK_UNKNOWN`, `PLAYBOOK_UNFIT`, `PLAYBOOK_NONE`, `NOT_BUILT`
 */
export async function runDrill(request: DrillRequest): Promise<Drill> {
  const scene = await openDrillScene(request)
  await plan(scene)
  await approve(scene)
  const last = await run(scene)
  await prove(scene)
  return { scene, transcript: judgeDrill(scene, last) }
}

/** As `plan --probe` does it. */
async function plan(scene: DrillScene): Promise<void> {
  const { ledger, setting, clock, request } = scene
  await person(scene, responder, 'opens the laptop and looks at it', [2, 5])
  const subject = await setting.subjectOf(ledger.incident)
  const { adapters } = setting
  const inputOf = (): PlanInput => {
    const { facts } = ledger.incident
    const { keyId = facts['keyId'], account = facts['account'] } = subject
    const known = { ...facts, ...subject.known }
    return { incident: ledger.incident, subject: { ...subject, keyId, account, known }, adapters }
  }
  const { open, gaps } = readingsOf(adapters, subject, false)
  const judge = (incident: Parameters<typeof judgeAssessed>[0], facts: Readonly<Record<string, string>>) => judgeAssessed(incident, facts, timeOf(clock)) // prettier-ignore
  const unknown = await assess(setting, ledger, { readings: open, subject, gaps, judge })
  await person(scene, responder, 'reads the answers', [1, 3])
  const input = { ...inputOf(), gaps: unknown }
  const chosen = playbookOf(request, ledger.incident.leaked.rule, planFactsOf(input))
  const made = buildPlan(input, chosen)
  await ledger.append({ type: 'planned', plan: made, digest: planDigestOf(made)! })
}

/** Each signs as in earnest, after the time that people take. */
async function approve(scene: DrillScene): Promise<void> {
  const { ledger, signers, clock, journal } = scene
  const { needs, playbook } = ledger.incident.plan!
  const isGlass = playbook.order === 'break-glass' && needs.signatures > 0
  const needed = signers.slice(0, isGlass ? 1 : needs.signatures)
  for (const signer of needed) {
    await person(scene, signer.name, isGlass ? 'breaks the glass' : signingWait, isGlass ? [1, 2] : [2, 9]) // prettier-ignore
    const expiresAt = new Date(clock.now() + 240 * minuteMs).toISOString()
    const how = { expiresAt, ...(isGlass && { breakGlass: 'drill: it cannot wait' }) }
    const approval = signer.sign(ledger.incident, how)
    journal.person = signer.name
    await ledger.append({ type: 'approved', approval })
    journal.person = responder
  }
}

/** Rounds that a responder has the patience for. */
const roundsMax = 16
const resumesMax = 2

async function run(scene: DrillScene): Promise<RunResult> {
  const { ledger, setting, signers, clock } = scene
  const { id, plan: made } = ledger.incident
  const unsigned = made!.needs.signatures === 0
  const faultOf = (incident: typeof ledger.incident) =>
    faultOfApprovals(incident, approvalRulesOf(signers, { isShared: true }, clock.now()))
  let resumes = 0
  for (let round = 1; ; round++) {
    // One after the other: which of two calls is signed first nobody can tell, and the transcript would.
    const results = await runPlan(setting, new Map([[id, ledger]]), { unsigned, faultOfApprovals: faultOf, concurrency: 1 }) // prettier-ignore
    const result = results.get(id)!
    const { step } = result
    if (result.result === 'finished' || round === roundsMax) return result
    if (step?.manual !== undefined) {
      if (isTheEnd(step)) return result
      await attest(scene, step)
    } else if (step?.phase === 'verify' || isForPerson(scene, step)) return result
    else if (++resumes > resumesMax) return result
    else await person(scene, responder, 'reads why it stopped, and goes on', [3, 6])
  }
}

/** What only somebody at the provider can do cannot be played: it would be a lie. */
function isTheEnd({ standsFor }: PlanStep): boolean {
  return standsFor === 'disable' || standsFor === 'revoke' || standsFor === 'probe'
}

/** Nobody knows how it ended, or it hit something: going on by itself would be wrong. */
function isForPerson({ ledger }: DrillScene, step: PlanStep | undefined): boolean {
  const progress = step === undefined ? undefined : ledger.incident.steps[step.id]
  if (progress === undefined) return false
  return isUnknown(progress) || progress.state === 'stopped'
}

async function attest(scene: DrillScene, step: PlanStep): Promise<void> {
  await person(scene, responder, `does by hand: ${step.title}`, [4, 12])
  const statement = 'drill: taken as done'
  await scene.ledger.append({ type: 'step-attested', step: step.id, statement })
}

/** As `verify --until-dead 10m` does it, where the plan did not come so far; then the incident is closed, if it may be. */
async function prove({ ledger, setting }: DrillScene): Promise<void> {
  const { touchedAt, verification } = ledger.incident
  const wasAsked = ledger.incident.probes.filter(({ phase }) => phase === 'after').length >= 3
  if (touchedAt !== undefined && verification === undefined && !wasAsked)
    await verifyDead(setting, ledger, { times: 3, everyMs: 10_000, untilMs: 10 * minuteMs })
  if (ledger.incident.verification === undefined) return
  await listMinted(setting, ledger)
  if (closeBlockers(ledger.incident, 'closed').length === 0)
    await ledger.append({ type: 'closed', as: 'closed', reason: 'the drill is over' })
}

/** Time passes while somebody does something; how much is of the seed. @param between minutes */
async function person(
  { clock, waits, request, setting }: DrillScene,
  on: string,
  why: string,
  [least, most]: readonly [number, number],
): Promise<void> {
  const ms = Math.round((least + (most - least) * chanceOf(request.seed, on, why)) * 60) * 1000
  waits.push({ on, why, ms })
  await clock.sleep(ms, setting.signal)
}
