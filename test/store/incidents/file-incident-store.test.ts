import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { IncidentStore } from '../../../src/incident/incident-store.ts'
import { openFileIncidentStore } from '../../../src/store/incidents/file-incident-store.ts'
import { ann, noted, openedEvent } from '../../incident/sample-events.ts'

function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'stanch-incidents-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return join(root, 'state', 'incidents')
}

const signal = new AbortController().signal
const now = { waitMs: 0, signal }

async function openOne(store: IncidentStore, ...identities: string[]) {
  return store.open(identities, ann, (existing) =>
    existing === undefined ? openedEvent(identities) : undefined,
  )
}

async function note(store: IncidentStore, id: string, ...texts: string[]): Promise<void> {
  await store.withJournal(id, ann, now, async ({ append }) => {
    for (const text of texts) await append(noted(text))
  })
}

test('a directory is made for its owner alone, with a key of its own that stays', async () => {
  const root = makeRoot()
  const store = await openFileIncidentStore(root)
  expect(statSync(root).mode & 0o777).toBe(0o700)
  expect(statSync(join(root, 'key')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(root, 'key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
  expect(store.isShared).toBe(false)
  expect((await openFileIncidentStore(root)).key).toEqual(store.key)
})

test('many that begin at once have one key', async () => {
  const root = makeRoot()
  const stores = await Promise.all(Array.from({ length: 8 }, () => openFileIncidentStore(root)))
  expect(new Set(stores.map(({ key }) => key.kid)).size).toBe(1)
})

test('what is appended is read again, by others, too', async () => {
  const root = makeRoot()
  const store = await openFileIncidentStore(root)
  const { id, isNew } = await openOne(store, 'a', 'b')
  expect(isNew).toBe(true)
  await note(store, id, 'first', 'é 漢\n\u0000\ud800')
  const records = await (await openFileIncidentStore(root)).read(id)
  expect(records.map(({ sequence, event }) => [sequence, event.type])).toEqual([
    [1, 'opened'],
    [2, 'noted'],
    [3, 'noted'],
  ])
  expect(records[2]!.event).toEqual(noted('é 漢\n\u0000\ud800'))
  expect(records[2]!.actor).toEqual(ann)
})

test('any of its identities leads to an incident, and new ones are learnt', async () => {
  const root = makeRoot()
  const store = await openFileIncidentStore(root)
  const { id } = await openOne(store, 'a', 'b')
  expect(await openOne(store, 'b')).toEqual({ id, isNew: false })
  const seen = { type: 'seen-again', places: [], identities: ['b', 'c'], source: 'x' } as const
  await store.open(['b'], ann, (existing) => {
    expect(existing).toHaveLength(1)
    return seen
  })
  for (const other of [store, await openFileIncidentStore(root)])
    expect(await openOne(other, 'c')).toEqual({ id, isNew: false })
  expect((await openOne(store, 'd')).isNew).toBe(true)
  expect(await store.read(id)).toHaveLength(2)
})

test('an index that is lost, cut or forged is made anew', async () => {
  const root = makeRoot()
  const { id } = await openOne(await openFileIncidentStore(root), 'a')
  const index = join(root, 'index.jsonl')
  const forged = `{"identities":["z"],"incident":"${id}","seal":"${'0'.repeat(32)}"}\n`
  for (const text of [undefined, readFileSync(index).subarray(0, 30), forged]) {
    rmSync(index)
    if (text !== undefined) writeFileSync(index, text)
    const store = await openFileIncidentStore(root)
    expect(await openOne(store, 'a')).toEqual({ id, isNew: false })
  }
  expect((await openOne(await openFileIncidentStore(root), 'z')).isNew).toBe(true)
})

test('the newest comes first', async () => {
  const root = makeRoot()
  let at = Date.UTC(2026, 10, 26, 12)
  const store = await openFileIncidentStore(root, { clock: { now: () => (at += 1) } })
  const ids: string[] = []
  for (let count = 0; count < 40; count++) ids.unshift((await openOne(store, `${count}`)).id)
  const listed: string[] = []
  for await (const id of store.list()) listed.push(id)
  expect(listed).toEqual(ids)
})

test('who works on an incident is named to others, and nobody else is stopped', async () => {
  const root = makeRoot()
  const store = await openFileIncidentStore(root)
  const { id } = await openOne(store, 'a')
  const other = await openFileIncidentStore(root)
  await store.withJournal(id, ann, now, async () => {
    await expect(note(other, id, 'no')).rejects.toMatchObject({
      code: 'INCIDENT_BUSY',
      message: expect.stringMatching(/ann \(process \d+ on /),
    })
    await openOne(other, 'b')
    expect(await other.read(id)).toHaveLength(1)
  })
  await note(other, id, 'yes')
})

test('who waits gets it, or stops when told to', async () => {
  const store = await openFileIncidentStore(makeRoot())
  const { id } = await openOne(store, 'a')
  const stop = new AbortController()
  await store.withJournal(id, ann, now, async ({ append }) => {
    const waiting = store.withJournal(id, ann, { waitMs: 60_000, signal: stop.signal }, () =>
      Promise.resolve(),
    )
    setTimeout(() => stop.abort(new Error('stopped')), 20)
    await expect(waiting).rejects.toThrow('stopped')
    await append(noted('meanwhile'))
  })
})

test('a journal that was lent takes nothing afterwards', async () => {
  const store = await openFileIncidentStore(makeRoot())
  const { id } = await openOne(store, 'a')
  const { append } = await store.withJournal(id, ann, now, (journal) => Promise.resolve(journal))
  await expect(append(noted('late'))).rejects.toMatchObject({ code: 'INCIDENT_NOT_WRITTEN' })
})

test('appending at once from many hands keeps the chain', async () => {
  const store = await openFileIncidentStore(makeRoot())
  const { id } = await openOne(store, 'a')
  await store.withJournal(id, ann, now, async ({ append }) => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => append(noted(`${at}`))))
  })
  expect(await store.read(id)).toHaveLength(21)
})

test.for(['../key', 'nothing', '', 'inc-20261126-120000-aaaaaa', '/etc/passwd'])(
  'no incident: %s',
  async (id) => {
    const store = await openFileIncidentStore(makeRoot())
    await expect(store.read(id)).rejects.toMatchObject({ code: 'INCIDENT_UNKNOWN' })
    await expect(note(store, id, 'x')).rejects.toMatchObject({ code: 'INCIDENT_UNKNOWN' })
  },
)

test('a directory of other things is not taken', async () => {
  const root = makeRoot()
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'thesis.tex'), '')
  await expect(openFileIncidentStore(root)).rejects.toMatchObject({ code: 'INCIDENT_STORE' })
  expect(readdirSync(root)).toEqual(['thesis.tex'])
})

test('no second key is made where the first was lost, and none is used that others can read', async () => {
  const root = makeRoot()
  await openOne(await openFileIncidentStore(root), 'a')
  const key = readFileSync(join(root, 'key'))
  rmSync(join(root, 'key'))
  await expect(openFileIncidentStore(root)).rejects.toThrow(/key.*missing/s)
  rmSync(join(root, 'index.jsonl'))
  await expect(openFileIncidentStore(root)).rejects.toThrow(/key.*missing/s)
  writeFileSync(join(root, 'key'), key, { mode: 0o644 })
  await expect(openFileIncidentStore(root)).rejects.toThrow(/chmod 600/)
})

test('what a process left that was killed while it made an incident is cleared away', async () => {
  const root = makeRoot()
  const store = await openFileIncidentStore(root)
  mkdirSync(join(root, 'new', 'inc-20261126-120000-aaaaaa'))
  await openOne(store, 'a')
  expect(readdirSync(join(root, 'new'))).toEqual([])
})
