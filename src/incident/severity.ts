import type { Status } from '../engine/finding.ts'
import type { Severity } from '../rules/rule.ts'
import { kindOfEnvironment } from './environment.ts'
import type { IncidentSeverity, LeakPlace, SeverityVerdict } from './exposure.ts'

/** Who could read it: who uses this machine; nobody knows; who has the repository; all in a chat, or a vendor of models; everybody. */
export const reaches = ['here', 'unknown', 'team', 'many', 'public'] as const
export type Reach = (typeof reaches)[number]

/** What is known when somebody asks how bad it is. */
export interface SeverityFacts {
  readonly status: Status
  /** As the credential says itself, ISO 8601. */
  readonly expires?: string | undefined
  /** State of its record, where an inventory knows it. */
  readonly recordState?: string | undefined
  /** As an inventory names it; `null` or undefined: nobody says. */
  readonly environment?: string | null | undefined
  readonly reach: Reach
  /** Since when others could read it, ISO 8601. */
  readonly since?: string | undefined
  /** Who uses it: services, jobs, agents, tools. */
  readonly consumers?: readonly string[]
  /** What its kind can do, as its rule has it. */
  readonly kindSeverity?: Severity | undefined
  /** ISO 8601. */
  readonly now: string
}

interface Part {
  readonly points: number
  readonly reason: string
}

const dayMs = 86_400_000
/** Longer than an attacker needs to find it, and to come back. */
const longDays = 7
/** So many are hard to switch at once. */
const manyConsumers = 5
/** Consumers that are told. */
const shownConsumers = 3

/**
 * Validity × environment × exposure. What does not work any more is low, whatever else holds; what nobody has asked
 * about is taken to work, a little less surely. Nothing that makes it worse can lower it.
 */
export function judgeSeverity(facts: SeverityFacts): SeverityVerdict {
  const validity = judgeValidity(facts)
  const parts = [judgeEnvironment(facts), judgeReach(facts), judgeTime(facts), ...judgeUse(facts)]
  const reasons = [validity, ...parts].map(({ reason }) => reason).filter((reason) => reason !== '')
  if (validity.points === 0) return { severity: 'low', reasons }
  const points = parts.reduce((sum, part) => sum + part.points, validity.points)
  return { severity: severityOf(points), reasons }
}

/** Of several places the one that most can read. */
export function reachOf(places: readonly LeakPlace[], isPublic: boolean): Reach {
  if (isPublic) return 'public'
  const ranks = places.map(({ origin }) => {
    if (origin.kind === 'export') return 'many'
    // Given by a person: it leaked elsewhere.
    if (origin.kind === 'stdin') return 'unknown'
    if (origin.kind === 'github') return 'team'
    return origin.kind === 'git' && origin.commit !== null ? 'team' : 'here'
  })
  return reaches.findLast((reach) => (ranks as readonly Reach[]).includes(reach)) ?? 'unknown'
}

/** The earliest time of which a place tells: when it was committed, or written. */
export function earliestTime(places: readonly LeakPlace[]): string | undefined {
  const times = places.flatMap(({ origin }) => {
    const time = origin.kind === 'git' ? origin.date : 'time' in origin ? origin.time : undefined
    return time === undefined || Number.isNaN(Date.parse(time)) ? [] : [time]
  })
  return times.toSorted((left, right) => Date.parse(left) - Date.parse(right))[0]
}

const littlePower = 'Little can be done with one of its kind.'
const muchPower = 'Much can be done with one of its kind.'

function severityOf(points: number): IncidentSeverity {
  if (points >= 7) return 'critical'
  if (points >= 5) return 'high'
  return points >= 3 ? 'medium' : 'low'
}

function judgeValidity({ status, expires, recordState, now }: SeverityFacts): Part {
  if (status === 'active') return { points: 3, reason: 'It works: the provider says so.' }
  if (status === 'inactive')
    return { points: 0, reason: 'It no longer works: the provider says so.' }
  if (expires !== undefined && Date.parse(expires) <= Date.parse(now))
    return { points: 0, reason: `It says of itself that it ended on ${expires.slice(0, 10)}.` }
  // What a record says was not asked of the provider.
  if (recordState === 'destroyed' || recordState === 'deactivated')
    return {
      points: 1,
      reason: `The inventory has it as ${recordState}; the provider was not asked.`,
    }
  if (status === 'invalid-format')
    return {
      points: 1,
      reason: 'Its format or checksum does not hold, so it may be no credential.',
    }
  if (status === 'unverifiable')
    return { points: 2, reason: 'Nobody can be asked whether it works: it is taken to work.' }
  return { points: 2, reason: 'The provider was not asked yet: it is taken to work.' }
}

function judgeEnvironment({ environment }: SeverityFacts): Part {
  const kind = kindOfEnvironment(environment)
  if (kind === 'production') return { points: 2, reason: `It is of ${environment}.` }
  if (kind === 'other') return { points: 0, reason: `It is of ${environment}, not of production.` }
  return { points: 1, reason: 'No inventory says of which environment it is.' }
}

function judgeReach({ reach }: SeverityFacts): Part {
  switch (reach) {
    case 'public':
      return { points: 3, reason: 'Everybody could read it.' }
    case 'many':
      return { points: 2, reason: 'It stands in a chat or a transcript, which many could read.' }
    case 'team':
      return { points: 1, reason: 'Everybody with the repository could read it.' }
    case 'unknown':
      return { points: 1, reason: 'Nobody said where it leaked.' }
    case 'here':
      return { points: 0, reason: 'It is not known to have left this machine.' }
  }
}

function judgeTime({ since, reach, now }: SeverityFacts): Part {
  const days = since === undefined ? NaN : (Date.parse(now) - Date.parse(since)) / dayMs
  if (Number.isNaN(days) || days < 0) return { points: 0, reason: '' }
  const whole = Math.floor(days)
  const span = whole === 1 ? 'a day' : `${whole} days`
  const day = since!.slice(0, 10)
  const reason =
    whole === 0
      ? `It has been there for less than a day, since ${day}.`
      : `It has been there for ${span}, since ${day}.`
  return { points: days >= longDays && reach !== 'here' ? 1 : 0, reason }
}

function judgeUse({ consumers = [], kindSeverity }: SeverityFacts): Part[] {
  const kind = kindSeverity === 'low' ? -1 : kindSeverity === 'critical' ? 1 : 0
  const shown = consumers.slice(0, shownConsumers).join(', ')
  const rest = consumers.length - shownConsumers
  const named = rest > 0 ? `${shown} and ${rest} more` : shown
  return [
    {
      points: consumers.length >= manyConsumers ? 1 : 0,
      reason: consumers.length === 0 ? '' : `In use by ${named}.`,
    },
    { points: kind, reason: kind === 0 ? '' : kind < 0 ? littlePower : muchPower },
  ]
}
