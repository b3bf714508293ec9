import { expect, test } from 'vitest'
import type { InventoryMatch } from '../../src/engine/finding.ts'
import { describeOwner } from '../../src/report/describe-owner.ts'
import { loadReport, reportFormats } from '../../src/report/load-report.ts'
import { inventoryMatch } from './inventory-match.ts'
import { readCsv } from './read-csv.ts'
import {
  findingIn,
  findingWith,
  fingerprintFor,
  printResult,
  resultOf,
  sampleOptions,
} from './sample-result.ts'

const told = inventoryMatch({
  id: 'vault/kv/pay#KEY',
  agent: 'deploy-bot',
  state: 'compromised',
  others: ['gh-8'],
})

test.for([
  ['what the record says', {}, 'payments · production (gh-7)'],
  ['nobody', { owner: null, environment: null }, 'nobody is named (gh-7)'],
  [
    'agent, tool and tenant',
    { agent: 'bot', tool: 'crm', tenant: 'acme' },
    'payments · production · agent bot · tool crm · tenant acme (gh-7)',
  ],
  [
    'a state out of the ordinary',
    { state: 'destroyed' },
    'payments · production (gh-7), destroyed',
  ],
  ['that only its id is known', { form: 'key-id' }, 'payments · production (gh-7), by its key id'],
  ['further records', { others: ['a', 'b'] }, 'payments · production (gh-7), also a, b'],
  [
    'no flood of them',
    { others: ['a', 'b', 'c', 'd', 'e'] },
    'payments · production (gh-7), also a, b, c, and 2 further records',
  ],
] as const satisfies [string, Partial<InventoryMatch>, string][])(
  'says %s',
  ([, changes, expected]) => {
    expect(describeOwner(inventoryMatch(changes))).toBe(expected)
  },
)

test.for(reportFormats)('%s shows whose it is', async (format) => {
  const report = await loadReport(format, { ...sampleOptions })
  const text = printResult(report, resultOf([findingWith({ inventory: told })]))
  expect(text).toContain('payments')
  expect(text).toContain('vault/kv/pay')
  expect(text).toContain('compromised')
})

test('SARIF has the record and a truncated fingerprint, and neither where nothing is known', async () => {
  const report = await loadReport('sarif', sampleOptions)
  const known = findingWith({ inventory: told, fingerprint: fingerprintFor(3) })
  const { runs } = JSON.parse(printResult(report, resultOf([known, findingWith({})])))
  const [first, second] = runs[0].results
  const [, kid, hash] = known.fingerprint.split(':')
  expect(first.properties.inventory).toMatchObject({
    id: 'vault/kv/pay#KEY',
    owner: 'payments',
    state: 'compromised',
  })
  expect(first.partialFingerprints['inventory-hmac/v1']).toBe(`${kid}:${hash!.slice(0, 16)}`)
  expect(second.properties.inventory).toBeUndefined()
  expect(second.partialFingerprints['inventory-hmac/v1']).toBeUndefined()
})

test('CSV has columns for it', async () => {
  const report = await loadReport('csv', sampleOptions)
  const [columns = [], row = []] = readCsv(
    printResult(report, resultOf([findingWith({ inventory: told })])),
  )
  const cell = (name: string) => row[columns.indexOf(name)]
  expect(
    ['owner', 'inventory', 'inventoryEnvironment', 'inventoryAgent', 'inventoryState'].map(cell),
  ).toEqual(['payments', 'vault/kv/pay#KEY', 'production', 'deploy-bot', 'compromised'])
})

test('advice that names a record is not told as that of another one', async () => {
  const report = await loadReport('text', sampleOptions)
  const nobody = (id: string) => ({ inventory: inventoryMatch({ id, owner: null }) })
  const text = printResult(
    report,
    resultOf([
      findingIn('a', { ...nobody('one'), fingerprint: fingerprintFor(1) }),
      findingIn('b', { ...nobody('two'), fingerprint: fingerprintFor(2) }),
    ]),
  )
  expect(text).toContain('set one')
  expect(text).toContain('set two')
})

test('runs say whose it is', async () => {
  const report = await loadReport('text', { ...sampleOptions, byRun: true })
  const origin = { kind: 'export', path: 'a.jsonl', format: 'claude-code', run: 'one' } as const
  const text = printResult(report, resultOf([findingWith({ origin, inventory: told })]))
  expect(text.split('1 secret')[1]).toMatch(/owner: {4}payments · production · agent deploy-bot/)
})
