import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventOf } from '../../dist/incident/event.js'
import { foldIncident } from '../../dist/incident/fold-incident.js'
import type { IncidentStore } from '../../dist/incident/incident-store.js'
import { openFileIncidentStore } from '../../dist/store/incidents/file-incident-store.js'
import { median } from './measure.ts'

export const incidentColumns = [
  'incidents in files',
  'times',
  'median',
  '99 of 100',
  'checked',
] as const

const actor = { person: 'ann', via: 'cli' }
const signal = new AbortController().signal
const program = join(import.meta.dirname, '../bin/main.js')

/**
 * A directory of 10,000 incidents of two records each: records are appended, incidents opened and listed, by the store's
 * own calls and by the built command. No time is told of a wrong answer.
 *
 * @param count how many; they are left where `STANCH_BENCH_INCIDENTS` says, and taken from there the next time
 */
export async function benchIncidents(runs: number, count = 10_000): Promise<string[][]> {
  const kept = process.env['STANCH_BENCH_INCIDENTS']
  const directory = kept ?? mkdtempSync(join(tmpdir(), 'stanch-bench-'))
  try {
    const path = join(directory, 'incidents')
    const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined
    const store = await openFileIncidentStore(path)
    const opened = 500
    const rows: string[][] = []
    if (!isThere) {
      rows.push(await time('open one, behind none', opened, (at) => openOne(store, at)))
      for (let at = opened + 1; at < count; at++) await openOne(store, at)
    }
    const [id] = await idsOf(store, count)
    return [
      ...rows,
      await time('append a record, fsynced', 200, () => appendOne(store, id!)),
      await time('open what is there already', 20 * runs, (at) => openAgain(path, at)),
      await time('read one', 200, async () => stateOf(store, id!)),
      await time('read all', runs, async () => readAll(await openFileIncidentStore(path), count)),
      await time('stanch incident list', runs, () => list(path, count)),
      await time('stanch incident check', runs, () => check(path, count)),
    ]
  } finally {
    if (kept === undefined) rmSync(directory, { recursive: true, force: true })
  }
}

const identityOf = (at: number) => `v1:01234567:${at.toString(16).padStart(32, '0')}`

function openedEvent(at: number): EventOf<'opened'> {
  const severities = ['critical', 'high', 'medium', 'low'] as const
  return {
    type: 'opened',
    leaked: {
      rule: 'github-token',
      name: 'GitHub token',
      provider: 'GitHub',
      redacted: 'ghp_…',
      status: 'unverified',
      inventory: null,
      places: [
        {
          origin: { kind: 'file', path: `services/app-${at}/deploy.env` },
          line: 1 + (at % 90),
          column: 14,
        },
      ],
    },
    identities: [identityOf(at)],
    verdict: { severity: severities[at % 4]!, reasons: ['The provider was not asked yet.'] },
    group: `wave-${at % 20}`,
    source: 'scan report scan.json',
    detectedAt: '2026-11-26T02:50:00.000Z',
  }
}

async function openOne(store: IncidentStore, at: number): Promise<string> {
  const { id, isNew } = await store.open([identityOf(at)], actor, () => openedEvent(at))
  if (!isNew) throw new Error(`open: ${id} was there`)
  await store.withJournal(id, actor, { waitMs: 0, signal }, ({ append }) =>
    append({ type: 'noted', text: 'The owner was told.' }),
  )
  return 'it is new, with a note'
}

async function openAgain(path: string, at: number): Promise<string> {
  const store = await openFileIncidentStore(path)
  const { id, isNew } = await store.open([identityOf(at)], actor, () => undefined)
  const { identities } = foldIncident(await store.read(id))
  if (isNew || identities[0] !== identityOf(at)) throw new Error(`open: ${id} is another one`)
  return 'the right one, by its fingerprint'
}

let notes = 0

async function appendOne(store: IncidentStore, id: string): Promise<string> {
  const text = `note ${++notes}`
  const { hash } = await store.withJournal(id, actor, { waitMs: 0, signal }, ({ append }) =>
    append({ type: 'noted', text }),
  )
  if ((await store.read(id)).at(-1)?.hash !== hash) throw new Error('append: not there')
  return 'it is the last, the chain and the seals hold'
}

async function stateOf(store: IncidentStore, id: string): Promise<string> {
  if (foldIncident(await store.read(id)).state !== 'open') throw new Error('read: another state')
  return 'chain, seals and head hold'
}

async function idsOf(store: IncidentStore, count: number): Promise<string[]> {
  const ids: string[] = []
  for await (const id of store.list()) ids.push(id)
  if (ids.length !== count) throw new Error(`list: ${ids.length} of ${count}`)
  return ids
}

async function readAll(store: IncidentStore, count: number): Promise<string> {
  for (const id of await idsOf(store, count)) await stateOf(store, id)
  return 'all, each chain, seal and head'
}

function list(path: string, count: number): string {
  const listed = JSON.parse(run(path, ['list', '--format', 'json'])) as { severity: string }[]
  if (listed.length !== count) throw new Error(`list: ${listed.length} of ${count}`)
  const worst = listed.findIndex(({ severity }) => severity !== 'critical')
  if (worst !== Math.ceil(count / 4)) throw new Error(`list: not the worst first, at ${worst}`)
  return 'all, the worst first'
}

function check(path: string, count: number): string {
  const checked = JSON.parse(run(path, ['check', '--format', 'json'])) as { fault: unknown }[]
  if (checked.length !== count || checked.some(({ fault }) => fault !== null))
    throw new Error('check: not all, or one is broken')
  return 'all hold'
}

function run(path: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'incident', ...args, '--store', path],
    { encoding: 'utf8', maxBuffer: 1 << 30 },
  )
  if (status !== 0) throw new Error(`stanch incident ${args[0]}: exit status ${status}\n${stderr}`)
  return stdout
}

/** Once unmeasured, then `times` measured. */
async function time(
  what: string,
  times: number,
  work: (at: number) => string | Promise<string>,
): Promise<string[]> {
  process.stderr.write(`bench: ${what}\n`)
  let checked = await work(0)
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
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 2 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`
}
