import type { Incident } from '../../incident/incident.ts'
import type { JournalRecord } from '../../incident/journal.ts'
import { formatSpan } from './format-span.ts'
import { buildTimeline } from './build-timeline.ts'
import {
  figuresOf,
  milestonesOf,
  type IncidentFigure,
  type Milestones,
} from './incident-figures.ts'
import type { AccessReport } from './parse-accesses.ts'
import type { TimelineEntry } from './timeline-entry.ts'

/** What all forms of the evidence are made of. Nothing in it is secret; its texts are of others. */
export interface IncidentReport {
  readonly incident: Incident
  readonly records: readonly JournalRecord[]
  readonly entries: readonly TimelineEntry[]
  readonly milestones: Milestones
  readonly figures: readonly IncidentFigure[]
  readonly accesses: AccessReport | undefined
  /** ISO 8601 in UTC. */
  readonly madeAt: string
  /** What is still to be done; empty: it is finished. */
  readonly lacking: readonly string[]
}

export function makeIncidentReport(
  incident: Incident,
  records: readonly JournalRecord[],
  rest: { readonly accesses: AccessReport | undefined; readonly madeAt: string },
): IncidentReport {
  const milestones = milestonesOf(records)
  return {
    incident,
    records,
    entries: buildTimeline(records, rest.accesses),
    milestones,
    figures: figuresOf(milestones),
    lacking: lackingOf(incident),
    ...rest,
  }
}

/** What stands between the incident and its end, in the order in which it is done. */
export function lackingOf(incident: Incident): string[] {
  if (incident.state === 'closed' || incident.state === 'false-alarm') return []
  const { plan, approvals, steps, verification, minted, wantsReview, isAborted } = incident
  const isDone = new Set(['done', 'accepted', 'skipped'])
  const left = plan?.steps.filter(({ id }) => !isDone.has(steps[id]?.state ?? 'pending')) ?? []
  const signed = (plan?.needs.signatures ?? 0) - approvals.length
  const open = minted.filter(({ disposition }) => disposition === undefined)
  return [
    isAborted ? 'it was aborted and not planned anew' : '',
    plan === undefined ? 'there is no plan' : '',
    signed > 0 && left.length > 0 ? `signatures that are lacking: ${signed}` : '',
    ...left.map(({ title, id }) => `step not done: ${title} (${steps[id]?.state ?? 'pending'})`),
    verification === undefined
      ? 'it is not proven dead'
      : verification.verdict === 'contained'
        ? 'it is contained only: the credential lives on'
        : '',
    open.length > 0 ? `made with it, and not decided on: ${open.map(({ kind, id }) => `${kind} ${id}`).join(', ')}` : '',
    wantsReview ? 'the break-glass run is not reviewed' : '',
    `it is ${incident.state}, not closed`,
  ].filter((one) => one !== '') // prettier-ignore
}

/** The outcome in one sentence. */
export function headlineOf({ incident, milestones, figures }: IncidentReport): string {
  if (incident.state === 'false-alarm') return 'A false alarm.'
  const exposure = figures.find(({ id }) => id === 'exposure')?.ms
  if (milestones.isDead) {
    if (exposure !== undefined)
      return `Proven dead ${formatSpan(exposure)} after others could first read it.`
    return `Proven dead ${formatSpan(span(milestones.detectedAt, milestones.verifiedAt))} after it was detected.`
  }
  if (milestones.verifiedAt !== undefined)
    return 'Contained, not dead: it can no longer do what it could, and lives on.'
  if (milestones.containedAt !== undefined)
    return 'The provider accepted the action; that it is dead is not proven.'
  return 'Not contained: as far as is known, the credential can be used.'
}

function span(from: string, to: string | undefined): number {
  return Math.max(0, Date.parse(to ?? from) - Date.parse(from))
}
