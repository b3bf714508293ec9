import { groupBy } from '../../text/group-by.ts'
import type { AccessEvent, LoggedAccess } from './access-event.ts'
import { SpanIndex } from './span-index.ts'

/** All accesses of one run of an agent, of one trace, or of neither. */
export interface AccessGroup {
  readonly run?: string
  readonly trace?: string
  readonly agent?: string
  /** In order of time; those without one come last. */
  readonly events: readonly AccessEvent[]
}

/** Shorter names of runs stand in other texts by chance. */
const nameLengthMin = 8

/**
 * Accesses by run. A store's log rarely knows of runs; it belongs to one when the span that called it is known, or when a
 * session's name, a header or a tag of it has the run's id or the trace's, as transcripts and spans tell them.
 *
 * @returns runs in order of their first access, what belongs to none last
 */
export function joinRuns(
  accesses: readonly LoggedAccess[],
  spans: SpanIndex = new SpanIndex(),
): AccessGroup[] {
  const runs = idsOf(accesses, 'run')
  const traces = idsOf(accesses, 'trace')
  const events = accesses.map(({ event, labels }) => {
    const find = (ids: readonly string[]) =>
      ids.find((id) => labels.some((label) => label.includes(id)))
    const trace = event.trace ?? find(traces)
    const told = {
      ...spans.find(trace, event.span),
      ...(trace !== undefined && { trace }),
      ...event,
    }
    const run = told.run ?? find(runs)
    return run === undefined ? told : { ...told, run }
  })
  const runOfTrace = new Map(
    events.flatMap(({ run, trace }) =>
      run !== undefined && trace !== undefined ? [[trace, run] as const] : [],
    ),
  )
  const groups = groupBy(inTimeOrder(events), ({ run, trace }) =>
    JSON.stringify([run ?? runOfTrace.get(trace ?? '') ?? trace]),
  )
  return [...groups.values()].map(toGroup).toSorted(compareGroups)
}

function idsOf(accesses: readonly LoggedAccess[], key: 'run' | 'trace'): string[] {
  const ids = accesses.flatMap(({ event }) => event[key] ?? [])
  return [...new Set(ids)].filter((id) => id.length >= nameLengthMin)
}

function toGroup(events: readonly AccessEvent[]): AccessGroup {
  const first = (key: 'run' | 'trace' | 'agent') => {
    const value = events.find((event) => event[key] !== undefined)?.[key]
    return value === undefined ? {} : { [key]: value }
  }
  return { ...first('run'), ...first('trace'), ...first('agent'), events }
}

function inTimeOrder(events: readonly AccessEvent[]): AccessEvent[] {
  return events.toSorted((left, right) => timeOf(left) - timeOf(right) || 0)
}

function timeOf({ time }: AccessEvent): number {
  const parsed = time === undefined ? NaN : Date.parse(time)
  return Number.isNaN(parsed) ? Number.MAX_SAFE_INTEGER : parsed
}

function compareGroups(left: AccessGroup, right: AccessGroup): number {
  const hasRun = ({ run, trace }: AccessGroup) => Number(run !== undefined || trace !== undefined)
  return hasRun(right) - hasRun(left) || timeOf(left.events[0]!) - timeOf(right.events[0]!)
}
