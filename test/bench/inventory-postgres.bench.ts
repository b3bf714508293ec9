import { createHash } from 'node:crypto'
import type { InventoryStore } from '../../dist/inventory/inventory-store.js'
import { openPostgresStore } from '../../dist/store/postgres-store.js'
import { median } from './measure.ts'
import { startPostgres, type PostgresServer } from './postgres-server.ts'

export const postgresColumns = ['what', 'times', 'median', '99 of 100', 'checked'] as const

const keyId = '0a1b2c3d'
const forms = ['raw', 'decoded', 'part'] as const

/**
 * An inventory of a million records with three fingerprints each, in a server on this machine with PostgreSQL's own
 * settings; a tenth of the fingerprints stand in another tenant, too. Times are those of the store's calls, in this
 * process, whose largest memory is told.
 *
 * @throws Error when an answer is not the right one
 */
export async function benchInventoryPostgres(scale: number, runs: number): Promise<string[][]> {
  const count = Math.round(1_000_000 * scale)
  const server = await startPostgres({ settings: ['max_wal_size = 4GB'] })
  try {
    const open = () =>
      openPostgresStore('postgres:///inventory', 'acme', server.environmentOf('app'))
    await makeTables(server)
    const loadMs = fill(server, count)
    const sizes = server.sql(
      `SELECT pg_size_pretty(pg_total_relation_size('stanch.inventory_record')),
         pg_size_pretty(pg_total_relation_size('stanch.inventory_fingerprint'))`,
      { database: 'inventory' },
    )
    const store = await open()
    const rows = [
      [
        `load by statements: ${count.toLocaleString('en-US')} records, ${(count * 3).toLocaleString('en-US')} fingerprints`,
        '1',
        show(loadMs),
        '',
        `records ${sizes.replace('|', ', fingerprints ')}, indexes included`,
      ],
      await time('match one that is known', 400 * runs, (at) =>
        matchOne(store, numberOf(at, count)),
      ),
      await time('match one that is not', 400 * runs, (at) => matchNone(store, at)),
      await time('match 1,000 at once', 4 * runs, (at) => matchMany(store, at, count)),
      await time('get', 400 * runs, (at) => getOne(store, numberOf(at, count))),
      await time('change 10,000 records', runs, () => changeMany(store, count)),
      await time('list all', 1, () => listAll(store, count)),
      await time('list the environment of 1 in 1,000', runs, () => listRare(store, count)),
      await time('open: connect, look at tables and rights', 4 * runs, () => openOnce(open)),
    ]
    await store.close()
    const peak = Math.round(process.resourceUsage().maxRSS / 1000)
    return [...rows, ['memory of this process, at most', '', `${peak} MB`, '', '']]
  } finally {
    await server.stop()
  }
}

async function makeTables(server: PostgresServer): Promise<void> {
  server.sql(
    'CREATE ROLE owner LOGIN; CREATE ROLE app LOGIN; CREATE DATABASE inventory OWNER owner',
  )
  const owner = server.environmentOf('owner')
  await (await openPostgresStore('postgres:///inventory', 'acme', owner)).close()
  server.sql(
    `GRANT USAGE ON SCHEMA stanch TO app; GRANT SELECT ON stanch.migration TO app;
     GRANT SELECT, INSERT, UPDATE, DELETE ON stanch.inventory_record, stanch.inventory_fingerprint TO app`,
    { database: 'inventory' },
  )
}

/** Without foreign keys, which a superuser may leave out. @returns how long it took, in milliseconds */
function fill(server: PostgresServer, count: number): number {
  const started = performance.now()
  const list = forms
    .map(
      (form) =>
        `jsonb_build_object('form', '${form}', 'value', 'v1:${keyId}:' || md5(n || ':${form}'))`,
    )
    .join(', ')
  server.sql(
    `SET session_replication_role = replica; SET work_mem = '128MB';
     INSERT INTO stanch.inventory_record
     SELECT tenant, 'vault/secret/' || n, jsonb_build_object('id', 'vault/secret/' || n, 'state', 'active',
       'provider', 'GitHub', 'purpose', 'deployment of service ' || n % 5000,
       'owner', jsonb_build_object('team', 'team ' || n % 200),
       'environment', CASE n % 1000 WHEN 7 THEN 'rare' ELSE 'production' END,
       'store', jsonb_build_object('type', 'vault', 'path', 'secret/' || n, 'version', '3'),
       'createdAt', '2026-01-02T03:04:05Z', 'lastRotatedAt', '2026-02-03T04:05:06Z',
       'fingerprints', jsonb_build_array(${list}))
     FROM (VALUES ('acme', ${count}), ('umbrella', ${Math.round(count / 10)})) AS tenants (tenant, last),
       generate_series(0, last - 1) AS n
     ORDER BY tenant, ('vault/secret/' || n) COLLATE "C";
     INSERT INTO stanch.inventory_fingerprint
     SELECT tenant, decode('01${keyId}' || substr(fingerprint ->> 'value', 13), 'hex') AS value, id
     FROM stanch.inventory_record, jsonb_array_elements(body -> 'fingerprints') AS fingerprint
     ORDER BY tenant, value;
     ANALYZE stanch.inventory_record; ANALYZE stanch.inventory_fingerprint; CHECKPOINT`,
    { database: 'inventory' },
  )
  return performance.now() - started
}

const idOf = (number: number) => `vault/secret/${number}`

function fingerprintsOf(number: number): string[] {
  const hash = (form: string) => createHash('md5').update(`${number}:${form}`).digest('hex')
  return forms.map((form) => `v1:${keyId}:${hash(form)}`)
}

/** Spread over all, the same in every run. */
function numberOf(at: number, count: number): number {
  return (at * 2_654_435_761) % count
}

async function matchOne(store: InventoryStore, number: number): Promise<string> {
  const fingerprint = fingerprintsOf(number)[number % 3]!
  const records = (await store.match([fingerprint])).get(fingerprint) ?? []
  const isRight = records.length === 1 && records[0]!.tenant === 'acme'
  if (!isRight || records[0]!.id !== idOf(number))
    throw new Error(`match: ${idOf(number)} was missed`)
  return 'its record, and no other tenant’s'
}

async function matchNone(store: InventoryStore, at: number): Promise<string> {
  if ((await store.match(fingerprintsOf(-1 - at).slice(0, 1))).size > 0)
    throw new Error('match: found')
  return 'none'
}

async function matchMany(store: InventoryStore, at: number, count: number): Promise<string> {
  const numbers = Array.from({ length: 500 }, (_, step) => numberOf(at * 500 + step, count))
  const known = numbers.map((number) => fingerprintsOf(number)[0]!)
  const unknown = numbers.map((number) => fingerprintsOf(-1 - number)[0]!)
  const found = await store.match([...known, ...unknown])
  const isRight = known.every((one, step) => found.get(one)?.[0]?.id === idOf(numbers[step]!))
  if (!isRight || found.size !== new Set(known).size) throw new Error('match: not all, or too many')
  return '500 known, 500 not'
}

async function getOne(store: InventoryStore, number: number): Promise<string> {
  if ((await store.get(idOf(number)))?.fingerprints.length !== 3) throw new Error('get: not there')
  return 'its record'
}

let changes = 0

async function changeMany(store: InventoryStore, count: number): Promise<string> {
  const purpose = `change ${++changes}`
  const numbers = [...new Set(Array.from({ length: 10_000 }, (_, at) => numberOf(at, count)))]
  const changed = await store.change(
    numbers.map((number) => ({ id: idOf(number), apply: (before) => ({ ...before!, purpose }) })),
  )
  const after = await store.get(idOf(numbers.at(-1)!))
  if (changed.length !== numbers.length || after?.purpose !== purpose)
    throw new Error('change: not made')
  return 'all, in one transaction'
}

async function listAll(store: InventoryStore, count: number): Promise<string> {
  let [listed, last] = [0, '']
  for await (const { id } of store.list()) {
    if (id <= last) throw new Error(`list: ${id} after ${last}`)
    listed++
    last = id
  }
  if (listed !== count) throw new Error(`list: ${listed} of ${count}`)
  return 'all, ascending'
}

async function listRare(store: InventoryStore, count: number): Promise<string> {
  let listed = 0
  for await (const record of store.list({ environment: 'rare' })) {
    if (record.environment !== 'rare') throw new Error(`list: ${record.id} does not fit`)
    listed++
  }
  if (listed !== Math.ceil((count - 7) / 1000)) throw new Error(`list: ${listed}`)
  return `${listed.toLocaleString('en-US')} records`
}

async function openOnce(open: () => Promise<InventoryStore>): Promise<string> {
  await (await open()).close()
  return ''
}

/** Once unmeasured, but of what is done only once; then `times` measured. */
async function time(
  what: string,
  times: number,
  work: (at: number) => Promise<string>,
): Promise<string[]> {
  process.stderr.write(`bench: ${what}\n`)
  let checked = times === 1 ? '' : await work(0)
  const all: number[] = []
  for (let at = 1; at <= times; at++) {
    const started = performance.now()
    checked = await work(at)
    all.push(performance.now() - started)
  }
  const slow = all.toSorted((left, right) => left - right)[Math.ceil(all.length * 0.99) - 1]!
  const tail = times < 100 ? '' : show(slow)
  return [what, times.toLocaleString('en-US'), show(median(all)), tail, checked]
}

function show(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 2 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`
}
