import { checkJournal } from '../../../incident/check-journal.ts'
import type { Incident } from '../../../incident/incident.ts'
import type { RunResult } from '../../../incident/run-setting.ts'
import { drillStartMs } from '../../../providers/drill/drill-clock.ts'
import type { SimulatedEffect } from '../../../providers/simulator.ts'
import { drillEntries } from '../../../report/incident/drill/drill-entries.ts'
import { drillPhases } from '../../../report/incident/drill/drill-phases.ts'
import type { DrillEffect, DrillTranscript, DrillVerdict, DrillWait } from '../../../report/incident/drill/drill-transcript.ts' // prettier-ignore
import { decisionsOf } from './drill-decisions.ts'
import { improvementsOf, lackingOfHouse } from './drill-improvements.ts'
import type { DrillScene } from './drill-scene.ts'

/** What came of a drill, and whether Stanch kept its laws. */
export function judgeDrill(scene: DrillScene, last: RunResult): DrillTranscript {
  const { request, world, clock, journal, ledger, waits } = scene
  const { incident } = ledger
  const { playbook, reason } = incident.plan!
  const isLive = world.isLive(clock.now())
  const broken = brokenLaws(scene)
  const entries = drillEntries(journal.records, world.notes, request.provider.name)
  const deadFromMs = isLive ? undefined : world.deadFromMs
  const totals = totalsOf(waits)
  const totalMs = clock.now() - drillStartMs
  return {
    provider: request.provider.id,
    credential: request.provider.credential,
    playbook: { id: playbook.id, name: playbook.name, reason },
    faults: [...request.faults.names],
    seed: request.seed,
    severity: incident.verdict.severity,
    entries,
    totalMs,
    unknownMs: drillStartMs - Date.parse(incident.publicSince!),
    ...(deadFromMs !== undefined && { openMs: deadFromMs - Date.parse(incident.publicSince!) }),
    phases: drillPhases(journal.records, clock.now()),
    waits: totals,
    effects: countedOf(world.effects),
    decisions: decisionsOf(incident, last),
    improvements: [
      ...improvementsOf(incident, { waits: totals, totalMs }),
      ...(request.house === undefined ? [] : lackingOfHouse(incident, request.house)),
    ],
    verdict: verdictOf(incident, isLive, broken),
    says: incident.verification?.verdict ?? 'not proven',
    isLive,
    broken,
  }
}

function verdictOf(
  { verification }: Incident,
  isLive: boolean,
  broken: readonly string[],
): DrillVerdict {
  if (broken.length > 0) return 'failed'
  if (isLive) return verification?.verdict === 'contained' ? 'contained' : 'alive'
  return verification?.verdict === 'dead' ? 'proven' : 'handed-over'
}

function brokenLaws(scene: DrillScene): string[] {
  const { world, journal, ledger, falseClaims } = scene
  const { fault } = checkJournal(ledger.incident.id, journal.lines, journal.head)
  return [
    ...falseClaims,
    ...repeatedOf(world.effects).map(({ what, id }) => `${what} ${id} was done twice`),
    ...skippedOf(scene),
    ...strangersOf(world.effects, world.names).map(({ what, id }) => `${what} ${id}: that is another key`),
    ...(fault === undefined ? [] : [`record ${fault.sequence} of the journal: ${fault.what}`]),
    ...secretsIn(journal.lines, world.planted),
  ] // prettier-ignore
}

/** Steps that ended it, as Stanch says, and of which the provider knows nothing; where the provider lies that is right. */
function skippedOf({ ledger: { incident }, journal, world, request }: DrillScene): string[] {
  if (request.faults.names.has('accepted-but-alive')) return []
  const ending = (incident.plan?.steps ?? [])
    .filter(({ kind, description }) => (kind === 'disable' || kind === 'revoke') && description?.effect === 'dead')
    .map(({ id }) => id)
  const said = ending.filter((id) =>
    journal.records.some(
      ({ event }) =>
        (event.type === 'step-effected' && event.step === id && ['done', 'accepted'].includes(event.outcome.result)) ||
        (event.type === 'step-checked' && event.step === id && event.state === 'effected'),
    ),
  )
  const done = world.effects.filter(({ id }) => world.names.includes(id)).length
  return said.length > done ? [`${said.join(', ')}: taken for done, but the provider did ${done} of them`] : []
} // prettier-ignore

/** The same done to the same, with nothing done to it in between that would undo it. */
function repeatedOf(effects: readonly SimulatedEffect[]): SimulatedEffect[] {
  return effects.filter((effect, at) => {
    const before = effects.slice(0, at).findLast(({ id }) => id === effect.id)
    return before?.what === effect.what
  })
}

const endings = new Set(['revoked', 'deleted', 'deactivated', 'expired', 'removed', 'disabled', 'inactive', 'archived', 'rotated']) // prettier-ignore

/** What was ended, and is neither what leaked nor what Stanch had made itself. */
function strangersOf(
  effects: readonly SimulatedEffect[],
  names: readonly string[],
): SimulatedEffect[] {
  return effects.filter(
    ({ what, id }, at) =>
      endings.has(what) &&
      !names.includes(id) &&
      !effects.slice(0, at).some((one) => one.what === 'created' && one.id === id),
  )
}

/** What leaked, and what an operator would act with. */
function secretsIn(
  lines: readonly string[],
  { value, env }: DrillScene['world']['planted'],
): string[] {
  const acting = Object.entries(env)
    .filter(([name]) => /(?:TOKEN|SECRET|KEY)$/.test(name))
    .map(([, one]) => one)
  const holds = [value, ...acting].some((one) => lines.some((line) => line.includes(JSON.stringify(one).slice(1, -1)))) // prettier-ignore
  return holds ? ['the journal holds a secret'] : []
}

function countedOf(effects: readonly SimulatedEffect[]): DrillEffect[] {
  const counts = new Map<string, DrillEffect>()
  for (const { what, id } of effects) {
    const key = `${what} ${id}`
    counts.set(key, { what, id, times: (counts.get(key)?.times ?? 0) + 1 })
  }
  return [...counts.values()]
}

function totalsOf(waits: readonly DrillWait[]): (DrillWait & { readonly times: number })[] {
  const totals = new Map<string, DrillWait & { readonly times: number }>()
  for (const { on, why, ms } of waits) {
    const key = `${on}\n${why}`
    const { ms: before = 0, times = 0 } = totals.get(key) ?? {}
    totals.set(key, { on, why, ms: before + ms, times: times + 1 })
  }
  return [...totals.values()].toSorted((left, right) => right.ms - left.ms)
}
