import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IncidentStore } from '../../../src/incident/incident-store.ts'
import { openFileIncidentStore } from '../../../src/store/incidents/file-incident-store.ts'
import { ann, noted, openedEvent } from '../../incident/sample-events.ts'
import { tamperingArbitrary } from '../../incident/tampering.ts'
import { headPath, journalPath, readLines, writeLines } from './sealed-journals.ts'

const root = mkdtempSync(join(tmpdir(), 'stanch-tampering-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const count = 6
const signal = new AbortController().signal
let store: IncidentStore
let id = ''
let other = ''

async function makeIncident(identity: string): Promise<string> {
  const made = await store.open([identity], ann, () => openedEvent([identity]))
  await append(made.id, count - 1)
  return made.id
}

function append(to: string, times: number): Promise<void> {
  return store.withJournal(to, ann, { waitMs: 0, signal }, async ({ append: one }) => {
    for (let at = 0; at < times; at++) await one(noted(`é note ${at}`))
  })
}

beforeAll(async () => {
  store = await openFileIncidentStore(join(root, 'store'))
  id = await makeIncident('a')
  other = await makeIncident('b')
})

const path = () => journalPath(store.name, id)
const head = () => headPath(store.name, id)

/** Tells what the store says of the files that `change` leaves, and puts them back. */
async function faultAfter(change: () => void): Promise<{ code: string; sequence: number }> {
  const kept = [path(), head()].map((one) => [one, readFileSync(one)] as const)
  try {
    change()
    const { fault } = await store.readUnchecked(id)
    const error = (await store.read(id).catch((thrown: unknown) => thrown)) as { code: string }
    const appended = append(id, 1).catch((thrown: unknown) => (thrown as { code: string }).code)
    expect(await appended).toBe(error.code)
    return { code: error.code, sequence: fault?.sequence ?? 0 }
  } finally {
    for (const [one, bytes] of kept) writeFileSync(one, bytes)
  }
}

test('whatever is done to a journal, the first record that does not hold is named', async () => {
  const lines = readLines(path())
  const others = readLines(journalPath(store.name, other))
  await fc.assert(
    fc.asyncProperty(tamperingArbitrary(count), async ({ apply, first }) => {
      const fault = await faultAfter(() => writeLines(path(), apply(lines, others)))
      expect(fault).toEqual({ code: 'JOURNAL_BROKEN', sequence: first })
    }),
    { numRuns: 300 },
  )
  expect(await store.read(id)).toHaveLength(count)
})

test('a journal that is cut within a line is no torn one', async () => {
  const bytes = readFileSync(path())
  for (let length = 0; length < bytes.length; length += 97) {
    const whole = bytes.subarray(0, length).toString().split('\n').length - 1
    const fault = await faultAfter(() => writeFileSync(path(), bytes.subarray(0, length)))
    expect(fault).toEqual({ code: 'JOURNAL_BROKEN', sequence: whole + 1 })
  }
})

test.for([
  ['removed', () => rmSync(head())],
  ['empty', () => writeFileSync(head(), '')],
  ['of another incident', () => cpSync(headPath(store.name, other), head())],
  ['for fewer records', () => writeFileSync(head(), forgedHead(3))],
  ['for more records', () => writeFileSync(head(), forgedHead(9))],
] as const)('a head that is not the right one is found: %s', async ([, change]) => {
  expect((await faultAfter(change)).code).toBe('JOURNAL_BROKEN')
})

function forgedHead(sequence: number): string {
  const parsed = JSON.parse(readFileSync(head(), 'utf8')) as object
  return JSON.stringify({ ...parsed, sequence })
}

test('both journals exchanged as a whole are found', async () => {
  const aside = join(root, 'aside')
  const [one, two] = [id, other].map((name) => join(store.name, 'incidents', name)) as [
    string,
    string,
  ]
  const exchange = () => {
    renameSync(one, aside)
    renameSync(two, one)
    renameSync(aside, two)
  }
  exchange()
  for (const name of [id, other])
    await expect(store.read(name)).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' })
  exchange()
  await store.read(id)
})

test('an incident that is removed as a whole is missed', async () => {
  const made = await makeIncident('c')
  rmSync(join(store.name, 'incidents', made), { recursive: true })
  const again = await openFileIncidentStore(store.name)
  await expect(again.read(made)).rejects.toThrow(/whole journal was removed/)
  const opening = again.open(['c'], ann, () => openedEvent(['c']))
  await expect(opening).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' })
  const listed: string[] = []
  for await (const one of again.list()) listed.push(one)
  expect(listed).toContain(made)
})

test('sealed under another key is not sealed', async () => {
  const foreign = await openFileIncidentStore(join(root, 'foreign'))
  cpSync(join(store.name, 'incidents'), join(foreign.name, 'incidents'), { recursive: true })
  await expect(foreign.read(id)).rejects.toThrow(/record 1: expected the seal of this store/)
})
