import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { InventoryRecord } from '../../../src/inventory/record.ts'
import type { RecordDraft } from '../../../src/inventory/stored-secret.ts'
import type { CollectedImport } from '../../../src/scan/import/collect-import.ts'
import { mergeImport, type MergeOptions } from '../../../src/scan/import/merge-import.ts'
import { FileStore } from '../../../src/store/file-store.ts'

const source = { importer: 'vault', at: '2026-11-01T00:00:00Z' }

function record(id: string, more: Partial<InventoryRecord> = {}): InventoryRecord {
  return { id, state: 'active', fingerprints: [], source, ...more }
}

async function storeOf(...records: InventoryRecord[]): Promise<FileStore> {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-merge-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const store = new FileStore(join(directory, 'inventory.yaml'), undefined)
  await store.change(records.map((one) => ({ id: one.id, apply: () => one })))
  return store
}

function collected(drafts: readonly RecordDraft[], more: Partial<CollectedImport> = {}) {
  const taken = new Map(drafts.map((draft) => [draft.id, { draft, fingerprints: [] }]))
  return {
    taken,
    skipped: [],
    refused: [],
    problems: [],
    kept: [],
    covered: [{ idPrefix: 'vault/' }],
    ...more,
  }
}

const options: MergeOptions = {
  importer: 'vault',
  at: '2026-11-26T00:00:00Z',
  defaults: { environment: 'production', owner: { team: 'payments' } },
  retiresMissing: false,
  isDry: false,
}

test('new, changed and unchanged; what is unchanged is not touched', async () => {
  const store = await storeOf(record('vault/a'), record('vault/b', { agent: 'billing' }))
  const merged = await mergeImport(
    store,
    collected([
      { id: 'vault/a' },
      { id: 'vault/b', expiresAt: '2027-01-01', agent: 'other' },
      { id: 'vault/c', environment: 'staging' },
    ]),
    options,
  )
  expect(merged.changes).toEqual([
    { id: 'vault/b', change: 'changed', fields: ['expiresAt'] },
    { id: 'vault/c', change: 'new', fields: [] },
  ])
  expect(merged).toMatchObject({ unchanged: 1, missing: [], withoutOwner: 2 })
  expect(await store.get('vault/a')).toEqual(record('vault/a'))
  expect(await store.get('vault/b')).toMatchObject({ agent: 'billing', source: { at: options.at } })
  // Defaults are for new records, and for what their store does not say.
  expect(await store.get('vault/b')).not.toHaveProperty('environment')
  expect(await store.get('vault/c')).toMatchObject({
    environment: 'staging',
    owner: { team: 'payments' },
  })
})

test('a dry run says the same and writes nothing', async () => {
  const store = await storeOf(record('vault/a'), record('vault/gone'))
  const told = collected([{ id: 'vault/a', expiresAt: '2027-01-01' }, { id: 'vault/b' }])
  const dry = await mergeImport(store, told, { ...options, isDry: true, retiresMissing: true })
  expect(await store.get('vault/b')).toBeUndefined()
  expect(await store.get('vault/a')).toEqual(record('vault/a'))
  expect(await mergeImport(store, told, { ...options, retiresMissing: true })).toEqual(dry)
  expect(dry.changes.map(({ change }) => change)).toEqual(['changed', 'new', 'retired'])
})

const others = [
  record('vault/gone'),
  record('vault/told', { store: { type: 'vault', path: 'x/told' } }),
  record('vault/refused'),
  record('vault/dead', { state: 'destroyed' }),
  record('vault/leaked', { state: 'compromised' }),
  record('vault/other', { source: { importer: 'aws', at: source.at } }),
  record('vault/own', { source: { importer: 'manual', at: source.at } }),
  record('elsewhere/a'),
]
const notes = {
  refused: [
    { path: 'x/told', reason: 'a word' },
    { path: 'vault/refused', reason: 'a word' },
  ],
}

test('missing is what this importer wrote, of what it covers, and what is in use', async () => {
  const store = await storeOf(...others)
  expect((await mergeImport(store, collected([], notes), options)).missing).toEqual(['vault/gone'])
  const uncovered = collected([], { ...notes, covered: [] })
  expect((await mergeImport(store, uncovered, options)).missing).toEqual([])
  expect((await store.get('vault/gone'))!.state).toBe('active')
})

test('not missing is what is left out by choice, nor what is named below a flat place', async () => {
  const inSsm = { store: { type: 'aws-ssm', path: '1/plain' } }
  const store = await storeOf(
    record('vault/1/plain#key', inSsm),
    record('vault/prod/gone'),
    record('vault/prod/eu/other'),
  )
  const told = { kept: ['1/plain'], covered: [{ idPrefix: 'vault/1/' }, { idPrefix: 'vault/prod/', isFlat: true }] as const } // prettier-ignore
  const { missing } = await mergeImport(store, collected([], told), options)
  expect(missing).toEqual(['vault/prod/gone'])
})

test('missing records are retired when that is asked for', async () => {
  const store = await storeOf(...others)
  const retiring = { ...options, retiresMissing: true }
  const merged = await mergeImport(store, collected([], notes), retiring)
  expect(merged).toMatchObject({
    missing: [],
    changes: [{ id: 'vault/gone', change: 'retired', fields: ['state'] }],
  })
  expect((await store.get('vault/gone'))!.state).toBe('deactivated')
  expect((await store.get('vault/told'))!.state).toBe('active')
  expect((await mergeImport(store, collected([], notes), retiring)).changes).toEqual([])
})

test('and never when something could not be read', async () => {
  const store = await storeOf(...others)
  const incomplete = collected([], { ...notes, problems: [{ path: 'x', reason: 'forbidden' }] })
  const merged = await mergeImport(store, incomplete, { ...options, retiresMissing: true })
  expect(merged).toMatchObject({ missing: ['vault/gone'], changes: [] })
  expect((await store.get('vault/gone'))!.state).toBe('active')
})
