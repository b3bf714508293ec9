import { missingOf } from '../../inventory/missing-keys.ts'
import type { InventoryRecord } from '../../inventory/record.ts'
import { escapeForLog } from '../../report/escape-controls.ts'
import { countOf } from '../../report/format-quantity.ts'
import type { Ink } from '../../report/terminal-ink.ts'

const dayMs = 86_400_000
const labelWidth = 'environment'.length

/** A record as a screen for a person: what an incident asks first comes first, and what is missing last. */
export function layoutRecord(
  record: InventoryRecord,
  { ink, nowMs }: { readonly ink: Ink; readonly nowMs: number },
): string[] {
  const { id, state, stateSince, stateReason, purpose, provider, kind } = record
  const since = stateSince === undefined ? '' : ` since ${stateSince.slice(0, 10)}`
  const what = [provider, kind].filter((one) => one !== undefined).join(', ')
  const rows = rowsOf(record, nowMs).filter((row) => row[1] !== '')
  const missing = missingOf(record)
  return [
    ink.paint('strong', id) + ink.paint('quiet', what === '' ? '' : `  ${escapeForLog(what)}`),
    ...(purpose === undefined ? [] : [escapeForLog(purpose)]),
    '',
    ...[
      ['state', `${state}${since}${stateReason === undefined ? '' : `: ${stateReason}`}`],
      ...rows,
    ].map(
      ([label, text]) => `${ink.paint('quiet', label!.padEnd(labelWidth))}  ${escapeForLog(text!)}`,
    ),
    ...(missing.length === 0
      ? []
      : [
          '',
          `missing: ${missing.map(({ label }) => label).join(', ')}`,
          `  stanch inventory set ${id} ${missing.map(({ option }) => option).join(' ')}`,
        ]),
  ]
}

function rowsOf(record: InventoryRecord, nowMs: number): (readonly [string, string])[] {
  const { owner, store, rotation, revocation, breakGlass, source } = record
  return [
    ['owner', joined([owner?.team, owner?.person, owner?.oncall && `on call: ${owner.oncall}`])],
    ['tenant', record.tenant ?? ''],
    ['environment', record.environment ?? ''],
    ['agent', record.agent ?? ''],
    ['tool', record.tool ?? ''],
    ['consumers', joined(record.consumers ?? [])],
    ['scopes', joined(record.scopes ?? [])],
    ['audience', record.audience ?? ''],
    ['kept in', joined([store?.type, store?.path, store?.version, store?.stage], ' ')],
    ['named', joined([record.credentialRef, record.hint])],
    ['issued', when(record.createdAt, nowMs)],
    ['rotated', when(record.lastRotatedAt, nowMs)],
    ['next change', when(record.nextRotationAt, nowMs)],
    ['expires', joined([when(record.expiresAt, nowMs), record.ttl && `lives ${record.ttl}`])],
    ['last used', when(record.lastAccessedAt, nowMs)],
    ['rotation', rotation === undefined ? '' : rotationText(rotation)],
    [
      'revoked by',
      joined([
        revocation?.adapter,
        revocation?.identityProof,
        revocation?.reversible && 'reversible',
      ]),
    ],
    [
      'break glass',
      breakGlass === undefined ? '' : when(breakGlass.testedAt, nowMs, 'tested ') || 'never tested',
    ],
    ['known by', knownBy(record)],
    ['written', source === undefined ? '' : `${source.importer}, ${when(source.at, nowMs)}`],
  ]
}

function joined(parts: readonly (string | false | undefined)[], between = ', '): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join(between)
}

/** The day and how far it is: `2026-12-31, in 35 days`. */
function when(time: string | undefined, nowMs: number, before = ''): string {
  if (time === undefined) return ''
  const days = Math.round(
    (Date.parse(time.slice(0, 10)) - Math.floor(nowMs / dayMs) * dayMs) / dayMs,
  )
  const far =
    days === 0 ? 'today' : days > 0 ? `in ${countOf(days, 'day')}` : `${countOf(-days, 'day')} ago`
  return `${before}${time.slice(0, 10)}, ${far}`
}

function rotationText(rotation: NonNullable<InventoryRecord['rotation']>): string {
  const { strategy, currentVersion, pendingVersion, pendingSince } = rotation
  return joined([
    strategy,
    currentVersion && `current version ${currentVersion}`,
    pendingVersion && `pending ${pendingVersion}`,
    pendingSince && `since ${pendingSince.slice(0, 10)}`,
  ])
}

/** How many fingerprints of which form, under which keys. */
function knownBy({ fingerprints, state }: InventoryRecord): string {
  if (fingerprints.length === 0)
    return state === 'destroyed'
      ? 'nothing'
      : 'nothing: a leak of it is not known; give its value by set --value-stdin'
  const counts = new Map<string, number>()
  const keys = new Set<string>()
  for (const { form, value } of fingerprints) {
    counts.set(form, (counts.get(form) ?? 0) + 1)
    keys.add(form === 'hmsl' ? 'no key' : `key ${value.split(':')[1]}`)
  }
  const forms = [...counts].map(([form, count]) => `${count} ${form}`)
  return `${forms.join(', ')} (${[...keys].join(', ')})`
}
