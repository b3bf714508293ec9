import type { ExportOrigin } from '../engine/document.ts'
import type { Finding } from '../engine/finding.ts'
import type { Severity } from '../rules/rule.ts'
import { groupBy } from '../text/group-by.ts'
import { readOrigin, uniquePlaces } from './origin-details.ts'
import { recordTimes } from './record-times.ts'
import type { Exposure, Occurrence, ScanResult } from './scan-result.ts'

/** What a group of records is called; of what an export does not say nothing. */
export type RunName = Pick<
  ExportOrigin,
  'format' | 'workspace' | 'channel' | 'channelId' | 'run' | 'parentRun' | 'trace'
> & {
  /** Only where nothing else tells what the records belong to. */
  readonly path?: string
}

/** All secrets of one run of an agent; where people talk, of one channel. */
export interface RunGroup extends RunName {
  readonly type: 'run'
  readonly files: readonly string[]
  /** In the order in which the run met them. */
  readonly secrets: readonly RunSecret[]
}

/** One secret in a run. */
export interface RunSecret extends Pick<
  Exposure,
  'fingerprint' | 'rule' | 'name' | 'redacted' | 'inventory'
> {
  readonly severity: Severity
  /** The record that brought it into the run: the earliest, or where times are not told the first. */
  readonly first: Occurrence
  /** What repeats it later, in order. */
  readonly repeats: readonly Occurrence[]
  /** Other runs and channels that have it, those first that had it earlier. */
  readonly elsewhere: readonly RunShare[]
}

export interface RunShare extends RunName {
  readonly places: number
  /** It was there before it was here. */
  readonly isEarlier: boolean
}

/** A finding of an export, in time. */
interface Event {
  readonly finding: Finding
  /** Milliseconds since 1970; `Infinity` where nothing before it in its file has a time. */
  readonly time: number
  /** In the scan. */
  readonly order: number
  readonly group: string
}

type Events = readonly [Event, ...Event[]]

interface Share {
  readonly name: RunName
  readonly events: Events
}

/**
 * Findings of exports by run: which record brought a secret into each, and what repeats it. A record without a time has
 * that of the one before it in its file.
 *
 * @returns those first in which something was found first
 */
export function groupRuns({
  findings,
  exposures,
}: Pick<ScanResult, 'findings' | 'exposures'>): RunGroup[] {
  const events = eventsOf(findings)
  const byRun = groupBy(events, ({ group }) => group)
  const names = new Map([...byRun].map(([group, own]) => [group, nameOf(own)]))
  const known = new Map(exposures.map((exposure) => [exposure.fingerprint, exposure]))
  const shares = new Map<string, Share[]>()
  for (const [fingerprint, places] of groupBy(events, ({ finding }) => finding.fingerprint)) {
    const byGroup = [...groupBy(places, ({ group }) => group)]
    shares.set(
      fingerprint,
      byGroup.map(([group, own]) => ({ name: names.get(group)!, events: own })),
    )
  }
  return [...byRun].map(([group, own]) => ({
    type: 'run',
    ...names.get(group)!,
    files: [...new Set(own.map(({ finding }) => finding.origin.path))],
    secrets: [...groupBy(own, ({ finding }) => finding.fingerprint)].map(([fingerprint, places]) =>
      secretOf(known.get(fingerprint) ?? places[0].finding, places, shares.get(fingerprint)!),
    ),
  }))
}

function eventsOf(findings: readonly Finding[]): Event[] {
  const times = recordTimes(findings)
  const events = findings.flatMap((finding, order): Event[] => {
    const { exported } = readOrigin(finding.origin)
    return exported ? [{ finding, time: times[order]!, order, group: keyOf(exported) }] : []
  })
  return events.toSorted(compareEvents)
}

function compareEvents(left: Event, right: Event): number {
  return left.time === right.time ? left.order - right.order : left.time - right.time
}

/** Whatever is told of where people talk is told by ids, if it has any. */
function keyOf({ format, run, trace, workspace, channel, channelId, path }: ExportOrigin): string {
  if (run !== undefined) return JSON.stringify([format, 'run', run])
  if (trace !== undefined) return JSON.stringify([format, 'trace', trace])
  if (channelId !== undefined) return JSON.stringify([format, 'channel', channelId])
  if (channel !== undefined) return JSON.stringify([format, 'channel', workspace, channel])
  return JSON.stringify([format, 'file', path])
}

const nameKeys = ['workspace', 'channel', 'channelId', 'run', 'parentRun', 'trace'] as const

/** A record can say less of its run than another one does. */
function nameOf(events: readonly Event[]): RunName {
  const origins = events.flatMap(({ finding }) => readOrigin(finding.origin).exported ?? [])
  const { format, path } = origins[0]!
  const said = nameKeys.flatMap((key) => {
    const text = origins.find((origin) => origin[key] !== undefined)?.[key]
    return text === undefined ? [] : [[key, text] as const]
  })
  const isKnown = said.some(([key]) => key !== 'workspace' && key !== 'parentRun')
  return { format, ...Object.fromEntries(said), ...(!isKnown && { path }) }
}

function secretOf(
  { fingerprint, rule, name, redacted, severity, inventory }: Exposure | Finding,
  events: Events,
  shares: readonly Share[],
): RunSecret {
  const [first, ...repeats] = uniquePlaces(events.map(({ finding }) => finding)).map(occurrenceOf)
  const elsewhere = shares.filter((share) => share.events[0].group !== events[0].group)
  return {
    fingerprint,
    rule,
    name,
    redacted,
    inventory,
    severity,
    first: first!,
    repeats,
    elsewhere: elsewhere.map((share) => ({
      ...share.name,
      places: uniquePlaces(share.events.map(({ finding }) => finding)).length,
      isEarlier: compareEvents(share.events[0], events[0]) < 0,
    })),
  }
}

function occurrenceOf({ origin, line, column }: Finding): Occurrence {
  return { origin, line, column }
}
