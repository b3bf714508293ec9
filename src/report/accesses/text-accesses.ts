import type { AccessEvent, AccessProof } from '../../inventory/accesses/access-event.ts'
import type { AccessGroup } from '../../inventory/accesses/join-runs.ts'
import { ownerOf, type InventoryRecord } from '../../inventory/record.ts'
import { escapeForLog } from '../escape-controls.ts'
import { countOf } from '../format-quantity.ts'
import type { Ink } from '../terminal-ink.ts'

/** What shows that it was this secret, in the words of people. */
const proofWords: Readonly<Record<AccessProof, string>> = {
  'audit-hash': 'by its hash in the log',
  fingerprint: 'the value itself',
  'redaction-token': 'masked there',
  'token-hash': 'by the token’s hash',
  'key-id': 'by its key id',
  'store-path': 'by its path',
}

/** Lines about who touched a secret, run by run in order of time. */
export function layoutAccesses(
  record: InventoryRecord,
  groups: readonly AccessGroup[],
  ink: Ink,
): string[] {
  const owner = ownerOf(record) ?? 'nobody is named'
  const facts = [owner, record.environment, record.agent && `agent ${record.agent}`, record.state]
  const told = facts.filter((fact): fact is string => fact !== undefined && fact !== '')
  const events = groups.flatMap((group) => group.events)
  return [
    `${ink.paint('strong', escapeForLog(record.id))}  ${escapeForLog(told.join(' · '))}`,
    summaryOf(groups, events),
    ...groups.flatMap((group) => ['', ...layoutGroup(group, ink)]),
  ]
}

function summaryOf(groups: readonly AccessGroup[], events: readonly AccessEvent[]): string {
  if (events.length === 0) return 'no access to it in these logs'
  const principals = new Set(events.flatMap(({ principal }) => principal ?? []))
  const runs = groups.filter(({ run, trace }) => run !== undefined || trace !== undefined).length
  const times = events.flatMap(({ time }) => time ?? []).toSorted()
  const span = times.length === 0 ? '' : `, ${shortTime(times[0]!)} to ${shortTime(times.at(-1)!)}`
  return `${countOf(events.length, 'access', 'accesses')} by ${countOf(principals.size, 'principal')} in ${countOf(runs, 'run')}${span}`
}

function layoutGroup({ run, trace, agent, events }: AccessGroup, ink: Ink): string[] {
  const names = [
    run === undefined ? '' : `run ${run}`,
    agent === undefined ? '' : `agent ${agent}`,
    trace === undefined ? '' : `trace ${trace}`,
  ].filter((name) => name !== '')
  const title = names.length === 0 ? 'of no run' : escapeForLog(names.join(' · '))
  return [ink.paint('strong', title), ...events.flatMap((event) => layoutEvent(event, ink))]
}

function layoutEvent(event: AccessEvent, ink: Ink): string[] {
  const { time, action, outcome, proof, principal, tool, toolCall, operation, log } = event
  const who = principal ?? '(nobody is named)'
  const call = [tool, toolCall].filter((part) => part !== undefined).join(' ')
  const hasNotBeen = outcome === 'denied' || outcome === 'failed'
  const word = hasNotBeen ? outcome : action
  const first = [
    time === undefined ? 'no time'.padEnd(timeWidth) : shortTime(time).padEnd(timeWidth),
    (hasNotBeen ? ink.paint('bad', word) : word) +
      ' '.repeat(Math.max(0, actionWidth - word.length)),
    ink.paint('strong', escapeForLog(who)),
    escapeForLog([call, operation ?? ''].filter((part) => part !== '').join(' · ')),
  ]
  const further = [
    proofWords[proof],
    (event.policies?.length ?? 0) > 0 ? `policy ${event.policies!.join(', ')}` : '',
    event.version === undefined ? '' : `version ${event.version}`,
    event.address === undefined ? '' : `from ${event.address}`,
    event.client ?? '',
    `${log.file}:${log.line}`,
  ].filter((part) => part !== '')
  return [
    `  ${first.filter((part) => part !== '').join('  ')}`.trimEnd(),
    `  ${' '.repeat(timeWidth)}  ${ink.paint('quiet', escapeForLog(further.join(' · ')))}`,
  ]
}

const actionWidth = 'manage'.length
const timeWidth = 'YYYY-MM-DD HH:MM:SS'.length

function shortTime(time: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(time)
    ? time.slice(0, 19).replace('T', ' ')
    : escapeForLog(time.slice(0, timeWidth))
}
