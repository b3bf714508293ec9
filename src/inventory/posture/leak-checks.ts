import type { Finding } from '../../engine/finding.ts'
import { ownerOf, type InventoryRecord } from '../record.ts'
import { leakPlaceOf, type LeakPlace } from './leak-place.ts'
import type { PostureCheck, PostureSign } from './posture-check.ts'
import { practices } from './practice.ts'

/** Looks at one secret that a scan has found. */
export interface LeakCheck extends PostureCheck {
  /** The places that count. */
  readonly isMeant: (place: LeakPlace | undefined, leak: Leak) => boolean
}

/** One secret with all places at which scans have found it. */
export interface Leak {
  /** In the scans' order, at least one. */
  readonly findings: readonly [Finding, ...Finding[]]
  /** Records that have its fingerprint; `undefined` when that cannot be told. */
  readonly records: readonly InventoryRecord[] | undefined
}

const rotateFirst = 'Rotate it first: whoever could read the place has it.'

export const leakChecks: readonly LeakCheck[] = [
  {
    id: 'secret-in-env-file',
    title: 'A secret in a .env file',
    severity: 'high',
    practice: practices.centralStore,
    remedy: 'Put it into the central store, start the program with stanch exec or its store’s own injection, then rotate it and delete the file.',
    isMeant: (place) => place === 'env-file',
  },
  {
    id: 'secret-in-prompt',
    title: 'A secret in a prompt or in the transcript of an agent',
    severity: 'high',
    practice: practices.outOfSight,
    remedy: `${rotateFirst} Let the tool’s backend hold it, and clean the transcript with stanch redact export.`,
    isMeant: (place) => place === 'prompt',
  },
  {
    id: 'secret-in-ticket',
    title: 'A secret in a ticket',
    severity: 'high',
    practice: practices.cleanUp,
    remedy: `${rotateFirst} Then take it out of the ticket, its history and its mails.`,
    isMeant: (place) => place === 'ticket',
  },
  {
    id: 'secret-in-chat',
    title: 'A secret in a chat',
    severity: 'high',
    practice: practices.cleanUp,
    remedy: `${rotateFirst} Then delete the message, and hand secrets over by reference to their store.`,
    isMeant: (place) => place === 'chat',
  },
  {
    id: 'secret-in-ci-output',
    title: 'A secret in the output of a build',
    severity: 'high',
    practice: practices.outOfSight,
    remedy: `${rotateFirst} Then delete the log, and run what printed it under stanch exec.`,
    isMeant: (place) => place === 'ci-output',
  },
  {
    id: 'secret-in-no-inventory',
    title: 'A secret that is in use and in no inventory',
    severity: 'high',
    practice: practices.issuedCentrally,
    remedy: 'Find out who issued it and what uses it, then add it with stanch inventory add, or import its store.',
    isMeant: (_, { records }) => records?.length === 0,
  },
] // prettier-ignore

/** Places shown; all are told by the scan itself. */
const placesMax = 5

/** @returns nothing where none of the places is meant */
export function signOfLeak(check: LeakCheck, leak: Leak): PostureSign | undefined {
  const [first, ...others] = leak.findings.filter(({ origin }) =>
    check.isMeant(leakPlaceOf(origin), leak),
  )
  if (!first) return undefined
  const places = [...new Set([first, ...others].map(describePlace))]
  const more = places.length - placesMax
  const records = leak.records ?? []
  const isLive = leak.findings.some(({ status }) => status === 'active')
  return {
    subject: { kind: 'place', path: first.origin.path || '-', line: first.line },
    evidence: [
      `${first.name} (${first.rule}), fingerprint ${first.fingerprint}`,
      ...places.slice(0, placesMax),
      ...(more > 0 ? [`and ${more} more places`] : []),
      ...records.map((record) => `record ${record.id}, owner ${ownerOf(record) ?? 'nobody'}`),
    ],
    records: records.map(({ id }) => id),
    ...(isLive ? { severity: 'critical' } : {}),
  }
}

function describePlace({ origin, line }: Finding): string {
  const at = `${origin.path}:${line}`
  if (origin.kind === 'git' && origin.commit !== null)
    return `${at} in commit ${origin.commit.slice(0, 12)}`
  if (origin.kind !== 'export') return at
  const said = [origin.channel, origin.thread ?? origin.record, origin.user, origin.run].filter(
    (part) => part !== undefined && part !== '',
  )
  return [at, origin.format, ...said].join(' · ')
}
