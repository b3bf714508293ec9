import type { LeakPlace } from '../../incident/exposure.ts'
import type { JournalRecord } from '../../incident/journal.ts'
import type { Plan } from '../../incident/plan.ts'
import { readOrigin } from '../origin-details.ts'
import { describeEvent } from './describe-event.ts'
import type { AccessReport, LoggedUse } from './parse-accesses.ts'
import type { TimelineEntry } from './timeline-entry.ts'

/**
 * All that happened in one column of times: since when it leaked, who used it, what was decided, done, asked and shown.
 * What a log tells without a time is left out; the report counts it.
 *
 * @returns in order of time; records of the journal at one time in their own order
 */
export function buildTimeline(
  records: readonly JournalRecord[],
  accesses?: AccessReport,
): TimelineEntry[] {
  const entries = [
    ...leaksOf(records),
    ...records.map((record, at) => describeEvent(record, planBefore(records, at))),
    ...(accesses?.uses ?? []).flatMap((use) => entryOfUse(use, records)),
  ]
  return entries
    .filter(({ at }) => !Number.isNaN(Date.parse(at)))
    .toSorted((left, right) => Date.parse(left.at) - Date.parse(right.at))
}

/** Since when others could read it: what was said when it was opened, and the times of commits and messages. */
function leaksOf(records: readonly JournalRecord[]): TimelineEntry[] {
  const seen = new Set<string>()
  return records.flatMap(({ event }): TimelineEntry[] => {
    if (event.type !== 'opened' && event.type !== 'seen-again') return []
    const places = event.type === 'opened' ? event.leaked.places : event.places
    const publicSince = 'publicSince' in event ? event.publicSince : undefined
    const told: TimelineEntry[] = [
      ...(publicSince === undefined
        ? []
        : [entry(publicSince, 'leak', 'Public since', undefined, 'bad')]),
      ...(event.type === 'opened'
        ? [entry(event.detectedAt, 'leak', 'Detected', `by ${event.source}`)]
        : []),
    ]
    const written = places.flatMap((place) => {
      const leaked = leakOf(place)
      const key = JSON.stringify(leaked)
      if (leaked === undefined || seen.has(key)) return []
      seen.add(key)
      return [leaked]
    })
    return [...written, ...told]
  })
}

/** When it was written to a place, where the place knows. */
function leakOf({ origin, line }: LeakPlace): TimelineEntry | undefined {
  const { path, commit, author, date, exported } = readOrigin(origin)
  if (commit !== undefined && date !== undefined) {
    const where = `${path === '' ? 'message' : `${path}:${line}`} in commit ${commit.slice(0, 12)}`
    return { ...entry(date, 'leak', 'Committed', where, 'bad'), ...(author && { who: author }) }
  }
  if (exported?.time === undefined) return undefined
  const where = [exported.format, exported.channel, exported.run].filter(Boolean).join(' · ')
  return {
    ...entry(exported.time, 'leak', 'Written in a chat or run', where, 'bad'),
    ...(exported.user && { who: exported.user }),
  }
}

function entry(
  at: string,
  lane: TimelineEntry['lane'],
  title: string,
  detail?: string,
  tone?: 'good' | 'bad',
): TimelineEntry {
  return { at, lane, title, ...(detail && { detail }), ...(tone && { tone }) }
}

function entryOfUse(use: LoggedUse, records: readonly JournalRecord[]): TimelineEntry[] {
  const { time, action, outcome, operation, principal, address, client, log } = use
  if (time === undefined) return []
  const isOurs = isOwnProbe(use, records)
  const detail = [
    operation,
    address && `from ${address}`,
    client,
    use.agent && `agent ${use.agent}`,
    use.run && `run ${use.run}`,
    log,
  ]
  const word = outcome === 'denied' || outcome === 'failed' ? `${action} ${outcome}` : action
  return [
    {
      ...entry(
        time,
        'access',
        `Access: ${word}`,
        detail.filter(Boolean).join(' · '),
        !isOurs && outcome === 'allowed' ? 'bad' : undefined,
      ),
      ...(principal && { who: principal }),
      ...(isOurs && { isOurs: true as const }),
    },
  ]
}

/** How far a provider's clock may be off ours. */
const clockSkewMs = 5_000

/** By the provider's id of the request; where the log has none, by address and time together. */
export function isOwnProbe(use: LoggedUse, records: readonly JournalRecord[]): boolean {
  return records.some(({ at, event }) => {
    const answer =
      event.type === 'probed' || event.type === 'step-effected' ? event.outcome : undefined
    if (answer === undefined) return false
    if (answer.requestId !== undefined && use.request !== undefined)
      return answer.requestId === use.request
    if (answer.egress === undefined || answer.egress !== use.address) return false
    return Math.abs(Date.parse(at) - Date.parse(use.time ?? '')) <= clockSkewMs
  })
}

/** The plan that stood when a record was written. */
function planBefore(records: readonly JournalRecord[], at: number): Plan | undefined {
  for (let index = at; index >= 0; index--) {
    const { event } = records[index]!
    if (event.type === 'planned') return event.plan
  }
  return undefined
}
