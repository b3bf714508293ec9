import type { RecordFilter } from '../../inventory/inventory-store.ts'
import { ownerOf, recordStates, type InventoryRecord } from '../../inventory/record.ts'
import { escapeForLog, toJson } from '../../report/escape-controls.ts'
import { countOf, formatCount } from '../../report/format-quantity.ts'
import { layoutTable } from '../layout-table.ts'
import { usage } from '../usage.ts'
import { assertFormat } from './assert-format.ts'
import { withTypedInventory, type TypedStoreOptions } from './open-typed-inventory.ts'

/** `stanch inventory list` as typed. */
export interface TypedListOptions extends TypedStoreOptions {
  readonly owner?: string
  readonly environment?: string
  readonly agent?: string
  readonly tool?: string
  readonly provider?: string
  readonly state?: string
  readonly keptIn?: string
  readonly format?: string
}

/** `stanch inventory list`. */
export async function listRecords(typed: TypedListOptions): Promise<void> {
  const { format = 'text', state } = typed
  assertFormat(format, ['text', 'json', 'jsonl'])
  if (state !== undefined && !(recordStates as readonly string[]).includes(state))
    throw usage(`--state: expected one of ${recordStates.join(', ')}, got "${state}".`)
  const filter = filterOf(typed)
  await withTypedInventory(typed, 'read', async (store) => {
    if (format === 'jsonl') {
      for await (const record of store.list(filter)) process.stdout.write(`${toJson(record)}\n`)
      return
    }
    const records: InventoryRecord[] = []
    for await (const record of store.list(filter)) records.push(record)
    if (format === 'json') process.stdout.write(`${toJson(records, 2)}\n`)
    else tellText(records, store.name, Object.keys(filter).length > 0)
  })
}

function filterOf(typed: TypedListOptions): RecordFilter {
  const { owner, environment, agent, tool, provider, state, keptIn: store } = typed
  const all = { owner, environment, agent, tool, provider, state, store }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

function tellText(records: readonly InventoryRecord[], store: string, isFiltered: boolean): void {
  if (records.length === 0) {
    const next = isFiltered
      ? 'no record is like that; without options stanch inventory list shows all'
      : 'no record yet; enter one: stanch inventory add ID --owner-team NAME --purpose TEXT --value-stdin'
    process.stderr.write(`stanch: ${store}: ${next}\n`)
    return
  }
  const hasTenants = records.some(({ tenant }) => tenant !== undefined)
  const titles = ['id', ...(hasTenants ? ['tenant'] : []), ...columns.map(({ title }) => title)]
  const rows = records.map((record) => [
    record.id,
    ...(hasTenants ? [record.tenant ?? '–'] : []),
    ...columns.map(({ of }) => escapeForLog(of(record) ?? '–')),
  ])
  process.stdout.write(`${layoutTable([titles, ...rows]).join('\n')}\n`)
  const lost = records.filter((record) => ownerOf(record) === null && record.state !== 'destroyed')
  const note = lost.length === 0 ? '' : `; ${formatCount(lost.length)} ${withoutOwner(lost[0]!)}`
  process.stderr.write(`stanch: ${store}: ${countOf(records.length, 'record')}${note}\n`)
}

function withoutOwner({ id, tenant }: InventoryRecord): string {
  const whose = tenant === undefined ? '' : ` --tenant ${quoted(tenant)}`
  return `without owner: stanch inventory set ${id}${whose} --owner-team NAME`
}

/** As a shell takes it, where a blank or a sign stands in it. */
function quoted(text: string): string {
  return /^[\w.@:/-]+$/.test(text) ? text : `'${escapeForLog(text).replaceAll("'", "'\\''")}'`
}

const columns: readonly {
  readonly title: string
  readonly of: (record: InventoryRecord) => string | null | undefined
}[] = [
  { title: 'owner', of: ownerOf },
  { title: 'environment', of: ({ environment }) => environment },
  { title: 'agent', of: ({ agent }) => agent },
  { title: 'tool', of: ({ tool }) => tool },
  { title: 'provider', of: ({ provider }) => provider },
  { title: 'state', of: ({ state }) => state },
  { title: 'expires', of: ({ expiresAt }) => expiresAt?.slice(0, 10) },
]
