import { expect, test } from 'vitest'
import { secretKeyOf } from '../../src/inventory/guarded-store.ts'
import type { InventoryRecord } from '../../src/inventory/record.ts'
import { openInventory } from '../../src/scan/open-inventory.ts'
import { inventoryPlaceOf } from '../../src/scan/inventory-place.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeDirectory } from '../cli/run-stanch.ts'

const plain = { id: 'a', state: 'active', fingerprints: [] } as const
const holdsSecret = (text: string) => text.includes('hush')

test.for([
  ['purpose', { purpose: 'a hush' }],
  ['id', { id: 'hush' }],
  ['owner.team', { owner: { person: 'x', team: 'hush' } }],
  ['scopes', { scopes: ['a', 'hush'] }],
  ['store.path', { store: { type: 'vault', path: 'x/hush' } }],
  [undefined, { owner: { team: 'x' }, purpose: 'hu\nsh' }],
] as const)('a secret is looked for in %s', ([key, more]) => {
  expect(secretKeyOf({ ...plain, ...more } as InventoryRecord, holdsSecret)).toBe(key)
})

test('a token in a text is refused by its key, and nothing is written', async () => {
  const directory = makeDirectory()
  const token = assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(5)).text
  const store = await openInventory({ store: undefined, tenant: undefined, directory })
  for (const more of [
    { purpose: `posts with ${token}` },
    { credentialRef: token },
    { id: token },
  ]) {
    const change = store.change([{ id: more.id ?? 'a', apply: () => ({ ...plain, ...more }) }])
    await expect(change).rejects.toMatchObject({ code: 'INVENTORY_HOLDS_SECRET' })
    await expect(change).rejects.not.toThrow(token)
    await expect(change).rejects.toThrow(Object.keys(more)[0])
  }
  expect(existsSync(join(directory, 'stanch-inventory.yaml'))).toBe(false)
  expect(readdirSync(directory)).toEqual(['.stanch'])
})

test('what was typed outranks the environment, and that the configuration', () => {
  const inventory = { store: 'team/keys.yaml', tenant: 'configured', signers: ['x'] }
  const configured = { inventory, directory: '/srv/app' }
  expect(inventoryPlaceOf({}, configured, {})).toEqual({
    store: '/srv/app/team/keys.yaml',
    tenant: 'configured',
    directory: '/srv/app',
    signers: ['x'],
  })
  expect(inventoryPlaceOf({}, configured, { STANCH_TENANT: 'of env' }).tenant).toBe('of env')
  expect(
    inventoryPlaceOf({ store: 'x.yaml', tenant: 'typed' }, configured, { STANCH_TENANT: 'of env' }),
  ).toMatchObject({ store: 'x.yaml', tenant: 'typed' })
  for (const store of [
    'postgres://db/keys',
    `acme/keys@${'a'.repeat(40)}:x`,
    'https://a.example/b',
  ]) {
    const place = inventoryPlaceOf({}, { inventory: { ...inventory, store }, directory: '/x' }, {})
    expect(place.store).toBe(store)
  }
})

test.for([{ store: '' }, { store: ' ' }, { tenant: '' }])(
  'an empty variable of a shell is no choice: %o',
  (typed) => {
    const inventory = { store: undefined, tenant: 'a', signers: [], hmsl: false }
    const configured = { inventory, directory: '/srv/app' }
    expect(() => inventoryPlaceOf(typed, configured, {})).toThrow(/^--(store|tenant): expected/)
  },
)
