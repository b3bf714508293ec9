import type { IncidentEvent } from '../../incident/event.ts'
import type { JournalRecord } from '../../incident/journal.ts'
import type { Plan } from '../../incident/plan.ts'
import { readOrigin } from '../origin-details.ts'

/** The times that all figures are made of, ISO 8601; what has not happened, or is not known, is left out. */
export interface Milestones {
  readonly exposedAt?: string
  readonly detectedAt: string
  readonly acknowledgedAt?: string
  readonly containedAt?: string
  readonly verifiedAt?: string
  readonly recoveredAt?: string
  readonly closedAt?: string
  readonly propagationMs?: number
  /** False: it is contained only, or reopened since. */
  readonly isDead: boolean
}

export interface IncidentFigure {
  /** `mttd`, `mtta`, `contain`, `verify`, `recover`, `propagation`, `exposure`. */
  readonly id: string
  readonly name: string
  /** `undefined`: not yet, or not known. */
  readonly ms: number | undefined
  /** What it is measured from and to. */
  readonly definition: string
}

/** Of one incident the means over many are the spans themselves. */
export function figuresOf(times: Milestones): IncidentFigure[] {
  const { exposedAt, detectedAt, acknowledgedAt, containedAt, verifiedAt, recoveredAt } = times
  const figure = (id: string, name: string, ms: number | undefined, definition: string) => ({
    id,
    name,
    ms,
    definition,
  })
  return [
    figure('mttd', 'to detect (MTTD)', span(exposedAt, detectedAt), definitions.mttd),
    figure('mtta', 'to acknowledge (MTTA)', span(detectedAt, acknowledgedAt), definitions.mtta),
    figure('contain', 'to contain', span(detectedAt, containedAt), definitions.contain),
    figure('verify', 'to verify', span(containedAt, verifiedAt), definitions.verify),
    figure('recover', 'to recover (MTTR)', span(detectedAt, recoveredAt), definitions.recover),
    figure('propagation', 'propagation', times.propagationMs, definitions.propagation),
    figure('exposure', 'usable by others', times.isDead ? span(exposedAt, verifiedAt) : undefined, definitions.exposure), // prettier-ignore
  ]
}

const definitions = {
  mttd: 'From the earliest time at which others could read it (the time it was made public, committed or written) to its detection.',
  mtta: 'From detection to the first record after the opening that a person caused.',
  contain:
    'From detection to the last action at the target that the provider accepted and that stops the credential; not to when somebody asked for it. What was undone does not count.',
  verify:
    'From the last accepted action to the end of the series of probes that proved it dead, or contained.',
  recover:
    'From detection to the later of that proof and the last accepted step of rotation: the old one is dead, the new one is in use.',
  propagation:
    'From the last accepted action to the first of the probes that found it dead: how long an accepted revocation still let it live.',
  exposure:
    'From the earliest time at which others could read it to the proof that it is dead. Only once it is dead.',
} as const

/** @param records of one journal; the first is `opened` */
export function milestonesOf(records: readonly JournalRecord[]): Milestones {
  const opened = records.map(({ event }) => event).find((event) => event.type === 'opened')
  const detectedAt = opened?.detectedAt ?? records[0]?.at ?? ''
  const folded = foldTimes(records)
  const { verified } = folded
  const exposedAt = earliestExposure(records)
  const recoveredAt =
    verified === undefined ? undefined : latest([verified.at, ...folded.rotations.values()])
  const containedAt = latest(
    [...folded.effects.values()].filter((at) => verified === undefined || at <= verified.at),
  )
  const acknowledgedAt = records.find(({ event, actor }) => isAcknowledgement(event, actor.via))?.at
  return {
    detectedAt,
    ...(exposedAt && { exposedAt }),
    ...(acknowledgedAt && { acknowledgedAt }),
    ...(containedAt && { containedAt }),
    ...(verified && { verifiedAt: verified.at, propagationMs: verified.propagationMs }),
    ...(recoveredAt && { recoveredAt }),
    ...(folded.closedAt && { closedAt: folded.closedAt }),
    isDead: verified?.isDead === true,
  }
}

interface FoldedTimes {
  /** By step. */
  readonly effects: ReadonlyMap<string, string>
  readonly rotations: ReadonlyMap<string, string>
  readonly verified: { at: string; propagationMs: number; isDead: boolean } | undefined
  readonly closedAt: string | undefined
}

function foldTimes(records: readonly JournalRecord[]): FoldedTimes {
  const effects = new Map<string, string>()
  const rotations = new Map<string, string>()
  let plan: Plan | undefined
  let verified: FoldedTimes['verified']
  let closedAt: string | undefined
  for (const { at, event } of records) {
    if (event.type === 'planned') plan = event.plan
    const step = 'step' in event ? plan?.steps.find(({ id }) => id === event.step) : undefined
    if (step !== undefined && isAccepted(event)) {
      if (step.phase === 'rotate') rotations.set(step.id, at)
      const stops = (step.description?.effect ?? 'none') !== 'none'
      const isStated = event.type === 'step-attested' && step.phase === 'contain'
      if (stops || isStated) effects.set(step.id, at)
    }
    if (step !== undefined && isUndone(event)) {
      effects.delete(step.id)
      rotations.delete(step.id)
      verified = undefined
    }
    if (event.type === 'verified') {
      const { propagationMs, verdict } = event
      verified ??= { at, propagationMs, isDead: verdict === 'dead' }
      if (verdict === 'dead' && !verified.isDead) verified = { at, propagationMs, isDead: true }
    }
    if (event.type === 'closed') closedAt = at
    if (event.type === 'reopened') {
      closedAt = undefined
      verified = undefined
    }
  }
  return { effects, rotations, verified, closedAt }
}

function isAccepted(event: IncidentEvent): boolean {
  if (event.type === 'step-checked') return event.state === 'effected'
  if (event.type === 'step-attested') return true
  return (
    event.type === 'step-effected' && ['done', 'accepted', 'already'].includes(event.outcome.result)
  )
}

function isUndone(event: IncidentEvent): boolean {
  return (
    event.type === 'undo-effected' && ['done', 'accepted', 'already'].includes(event.outcome.result)
  )
}

/** What a program does by itself says nothing of whether somebody is there. */
function isAcknowledgement(event: IncidentEvent, via: string): boolean {
  return (
    !['opened', 'seen-again', 'notified'].includes(event.type) && ['cli', 'drill'].includes(via)
  )
}

function earliestExposure(records: readonly JournalRecord[]): string | undefined {
  const times = records.flatMap(({ event }) => {
    if (event.type !== 'opened' && event.type !== 'seen-again') return []
    const places = event.type === 'opened' ? event.leaked.places : event.places
    return [
      'publicSince' in event ? event.publicSince : undefined,
      ...places.map(({ origin }) => {
        const { commit, date, exported } = readOrigin(origin)
        return commit === undefined ? exported?.time : date
      }),
    ]
  })
  const known = times.flatMap((time) => {
    const ms = Date.parse(time ?? '')
    return Number.isNaN(ms) ? [] : [ms]
  })
  return known.length === 0 ? undefined : new Date(Math.min(...known)).toISOString()
}

function latest(times: readonly string[]): string | undefined {
  return times.toSorted().at(-1)
}

/** Never negative: what was found before it was public was found at once. */
function span(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined
  return Math.max(0, Date.parse(to) - Date.parse(from))
}
