import { textOf } from '../../../text/field-of.ts'
import type { TrailEvent } from './cloud-trail.ts'

const shownMax = 8

/** Who used a key, as its records tell: `consumers` (address and program, the busiest first), `usedFor`, `lastEvent`. */
export function consumersOf(events: readonly TrailEvent[]): Record<string, string> {
  if (events.length === 0) return { recordedCalls: '0' }
  const who = counted(events, (event) => `${plain(event.from) ?? 'an address'} (${programOf(event)})`) // prettier-ignore
  const what = counted(events, ({ name, source }) => `${source.replace('.amazonaws.com', '')}:${name}`) // prettier-ignore
  const denied = events.filter(({ error }) => error !== undefined).length
  const newest = events.reduce((left, right) => (left.at > right.at ? left : right))
  return {
    recordedCalls: String(events.length),
    ...(denied > 0 && { refusedCalls: String(denied) }),
    consumers: shown(who),
    usedFor: shown(what),
    lastEvent: `${newest.at} ${newest.name} in ${newest.region}`,
    ...actingAsOf(newest),
  }
}

function actingAsOf({ record }: TrailEvent): Record<string, string> {
  const arn = plain(textOf(record, 'userIdentity', 'arn'))
  return arn === undefined ? {} : { usedAs: arn }
}

/** The program's name and version alone: what stands behind is chosen by whoever calls. */
function programOf({ userAgent }: TrailEvent): string {
  return /^\[?([A-Za-z][\w.-]{0,30}(?:\/[\w.-]{1,20})?)/.exec(userAgent ?? '')?.[1] ?? 'a program'
}

/** Addresses, names of services and of calls; whatever else a record holds is not repeated. */
function plain(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w.:/=+,@-]{1,200}$/.test(text) ? text : undefined
}

function counted(
  events: readonly TrailEvent[],
  name: (event: TrailEvent) => string,
): [string, number][] {
  // prettier-ignore
  const counts = new Map<string, number>()
  for (const event of events) {
    const key = name(event)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].sort((left, right) => right[1] - left[1])
}

function shown(counts: readonly [string, number][]): string {
  const texts = counts.slice(0, shownMax).map(([name, count]) => `${name} ${count}×`)
  const more = counts.length - shownMax
  return [...texts, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
