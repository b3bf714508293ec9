import { spawn } from 'node:child_process'
import fs, { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import type { IncidentStore } from '../../../src/incident/incident-store.ts'
import { openFileIncidentStore } from '../../../src/store/incidents/file-incident-store.ts'
import { ann, noted, openedEvent } from '../../incident/sample-events.ts'
import { headPath, journalPath } from './sealed-journals.ts'

/** The file system's next answers, by call. */
const faults = vi.hoisted(() => ({ next: new Map<string, (() => void)[]>() }))
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>()
  const faulty = (name: 'writeSync' | 'fsyncSync' | 'renameSync' | 'ftruncateSync') =>
    ((...args: never[]) => {
      faults.next.get(name)?.shift()?.()
      return (real[name] as (...all: never[]) => unknown)(...args)
    }) as never
  const changed = {
    writeSync: faulty('writeSync'),
    fsyncSync: faulty('fsyncSync'),
    renameSync: faulty('renameSync'),
    ftruncateSync: faulty('ftruncateSync'),
  }
  return { ...real, ...changed, default: { ...real, ...changed } }
})
afterEach(() => faults.next.clear())

const signal = new AbortController().signal

function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'stanch-crashes-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return join(root, 'incidents')
}

async function openWith(root: string, ...texts: string[]) {
  const store = await openFileIncidentStore(root)
  const { id } = await store.open(['a'], ann, () => openedEvent(['a']))
  await note(store, id, ...texts)
  return { store, id, journal: journalPath(root, id), head: headPath(root, id) }
}

function note(store: IncidentStore, id: string, ...texts: string[]): Promise<void> {
  return store.withJournal(id, ann, { waitMs: 0, signal }, async ({ append }) => {
    for (const text of texts) await append(noted(text))
  })
}

async function textsOf(store: IncidentStore, id: string): Promise<string[]> {
  const records = await store.read(id)
  return records.flatMap(({ event }) => (event.type === 'noted' ? [event.text] : []))
}

test('a record of which any part came to the disk is there as a whole or not at all', async () => {
  const { store, id, journal, head } = await openWith(makeRoot(), 'kept')
  const [before, headBefore] = [readFileSync(journal), readFileSync(head)]
  await note(store, id, 'é last')
  const after = readFileSync(journal)
  const line = after.subarray(before.length)
  for (let length = 0; length <= line.length; length += length < line.length - 3 ? 31 : 1) {
    writeFileSync(journal, Buffer.concat([before, line.subarray(0, length)]))
    writeFileSync(head, headBefore)
    const isThere = length === line.length
    expect(await textsOf(store, id)).toEqual(isThere ? ['kept', 'é last'] : ['kept'])
    expect((await store.readUnchecked(id)).fault).toBeUndefined()
    await note(store, id, 'next')
    expect(await textsOf(store, id)).toEqual([...(isThere ? ['kept', 'é last'] : ['kept']), 'next'])
    expect(readFileSync(journal).toString().split('\n')).toHaveLength(isThere ? 5 : 4)
  }
})

test.for([
  ['zeros', Buffer.alloc(400)],
  ['zeros and a line end', Buffer.from(`${'\0'.repeat(400)}\n`)],
  ['zeros and the end of a line', Buffer.from(`${'\0'.repeat(40)}"v":1}\n`)],
] as const)('a line that the disk has the length of, but not the text: %s', async ([, left]) => {
  const { store, id, journal } = await openWith(makeRoot(), 'kept')
  writeFileSync(journal, Buffer.concat([readFileSync(journal), left]))
  expect(await textsOf(store, id)).toEqual(['kept'])
  await note(store, id, 'next')
  expect(await textsOf(store, id)).toEqual(['kept', 'next'])
})

test('a journal ahead of its head is brought to order, and then the head tells its end', async () => {
  const { store, id, journal, head } = await openWith(makeRoot(), 'one')
  const old = readFileSync(head)
  await note(store, id, 'two', 'three')
  writeFileSync(head, old)
  const { fault, head: told } = await store.readUnchecked(id)
  expect({ fault, sequence: told?.sequence }).toEqual({ fault: undefined, sequence: 4 })
  await note(store, id)
  const lines = readFileSync(journal, 'utf8').split('\n').slice(0, 3)
  writeFileSync(journal, `${lines.join('\n')}\n`)
  await expect(store.read(id)).rejects.toThrow(/record 4: .*the journal was cut/)
})

function fail(code: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: as the test wants it`), { code })
  }
}

test.for([
  ['the record is not written', 'writeSync', [fail('ENOSPC')], ['one']],
  ['the record is not fsynced', 'fsyncSync', [fail('EIO')], ['one']],
  ['the head is not written', 'writeSync', [() => undefined, fail('ENOSPC')], ['one', 'two']],
  ['the head is not fsynced', 'fsyncSync', [() => undefined, fail('EIO')], ['one', 'two']],
  ['the head does not give way', 'renameSync', [fail('EROFS')], ['one', 'two']],
] as const)('a failing disk loses nothing: %s', async ([, call, answers, kept]) => {
  const { store, id } = await openWith(makeRoot(), 'one')
  let later: unknown
  const failing = store.withJournal(id, ann, { waitMs: 0, signal }, async ({ append }) => {
    faults.next.set(call, [...answers])
    try {
      await append(noted('two'))
    } finally {
      later = await append(noted('three')).catch((error: unknown) => error)
    }
  })
  await expect(failing).rejects.toMatchObject({
    code: 'INCIDENT_NOT_WRITTEN',
    message: expect.stringMatching(/E(?:NOSPC|IO|ROFS).*\n.*is kept/),
  })
  expect(later).toMatchObject({ code: 'INCIDENT_NOT_WRITTEN' })
  expect(await textsOf(store, id)).toEqual(kept)
  await note(store, id, 'four')
  expect(await textsOf(store, id)).toEqual([...kept, 'four'])
})

test('a record that a failing disk neither takes nor gives back is told apart from a written one', async () => {
  const { store, id } = await openWith(makeRoot(), 'one')
  const failing = store.withJournal(id, ann, { waitMs: 0, signal }, async ({ append }) => {
    faults.next.set('fsyncSync', [fail('EIO')])
    faults.next.set('ftruncateSync', [fail('EIO')])
    await append(noted('two'))
  })
  await expect(failing).rejects.toMatchObject({ code: 'INCIDENT_NOT_WRITTEN' })
  await note(store, id, 'three')
  expect(await textsOf(store, id)).toEqual(['one', 'two', 'three'])
})

test.for(['writeSync', 'fsyncSync', 'renameSync'])(
  'an incident that cannot be made leaves nothing: %s',
  async (call) => {
    const root = makeRoot()
    const { store } = await openWith(root)
    // The lock's own text is the first that is written.
    faults.next.set(call, [...(call === 'writeSync' ? [() => undefined] : []), fail('ENOSPC')])
    const opening = store.open(['b'], ann, () => openedEvent(['b']))
    await expect(opening).rejects.toMatchObject({ code: 'INCIDENT_NOT_WRITTEN' })
    expect(fs.readdirSync(join(root, 'new'))).toEqual([])
    expect(fs.readdirSync(join(root, 'incidents'))).toHaveLength(1)
    expect((await store.open(['b'], ann, () => openedEvent(['b']))).isNew).toBe(true)
  },
)

/** A process of its own that runs `body` with the store and prints what it says. */
function startProcess(root: string, body: string) {
  const from = (path: string) =>
    JSON.stringify(new URL(`../../../dist/store/incidents/${path}`, import.meta.url).href)
  const code = `
    const { openFileIncidentStore } = await import(${from('file-incident-store.js')})
    const store = await openFileIncidentStore(${JSON.stringify(root)})
    const actor = { person: 'ben', via: 'cli' }
    const signal = new AbortController().signal
    const say = (text) => process.stdout.write(text + '\\n')
    const opened = (name) => (${JSON.stringify(openedEvent([]))})
    ${body}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let trouble = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()))
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  return { child, ended, said: () => said.split('\n').slice(0, -1), trouble: () => trouble }
}

test('processes that begin at once make one key, and one incident of each credential', async () => {
  const root = makeRoot()
  const body = `for (let at = 0; at < 6; at++) {
    const identities = ['x' + at, 'x' + ((at + 1) % 3)]
    const { id } = await store.open(identities, actor, (old) => old ? undefined : { ...opened(), identities })
    say(at + ' ' + id)
  }`
  const processes = Array.from({ length: 3 }, () => startProcess(root, body))
  await Promise.all(processes.map(({ ended }) => ended))
  expect(processes.map(({ trouble }) => trouble()).join('')).toBe('')
  const [first, ...others] = processes.map(({ said }) => said())
  expect(first).toHaveLength(6)
  for (const said of others) expect(said).toEqual(first)
  const store = await openFileIncidentStore(root)
  const ids: string[] = []
  for await (const id of store.list()) ids.push(id)
  expect(ids).toHaveLength(new Set(first!.map((line) => line.split(' ')[1])).size)
})

test('processes that write one incident wait for each other', async () => {
  const root = makeRoot()
  const { store, id } = await openWith(root)
  const body = `for (let at = 0; at < 4; at++)
    await store.withJournal('${id}', actor, { waitMs: 30_000, signal }, ({ append }) =>
      append({ type: 'noted', text: process.pid + ' ' + at }))`
  const processes = Array.from({ length: 3 }, () => startProcess(root, body))
  await Promise.all(processes.map(({ ended }) => ended))
  expect(processes.map(({ trouble }) => trouble()).join('')).toBe('')
  expect(await store.read(id)).toHaveLength(13)
})

test('kill -9 at any time loses nothing that was said to be written', async () => {
  const root = makeRoot()
  const { store, id } = await openWith(root)
  let written = 1
  for (let round = 0; round < 4; round++) {
    const body = `await store.withJournal('${id}', actor, { waitMs: 30_000, signal }, async ({ append }) => {
      for (let at = 0; ; at++) say(String((await append({ type: 'noted', text: 'n'.repeat(at) })).sequence))
    })`
    const { child, ended, said, trouble } = startProcess(root, body)
    while (said().length === 0 && trouble() === '')
      await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 29 * round))
    child.kill('SIGKILL')
    await ended
    expect(trouble()).toBe('')
    const records = await store.read(id)
    expect(records.length).toBeGreaterThanOrEqual(Number(said().at(-1)))
    expect(records.length).toBeLessThanOrEqual(Number(said().at(-1)) + 1)
    expect(records.length).toBeGreaterThan(written)
    written = records.length
  }
  // The last one's lock is still there: it is taken over.
  await note(store, id, 'last')
  expect(await store.read(id)).toHaveLength(written + 1)
})
