import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inventoryFile, recordOf, sampleToken } from '../inventory/known-secret.ts'
import { makeDirectory, run, testKey } from './run-stanch.ts'

const token = sampleToken(21)
const stranger = sampleToken(22)
const record = recordOf(token, [testKey], { owner: { team: 'payments' }, agent: 'deploy-bot' })
const findingsIn = (cwd: string) =>
  readFileSync(join(cwd, 'found.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('redact --findings says whose each secret is, in order', async () => {
  const cwd = makeDirectory({ 'stanch-inventory.yaml': inventoryFile(record) })
  const input = `a ${stranger}\nb ${token}\nc ${token}\n`
  const { status, stdout, stderr } = await run(['redact', '--findings', 'found.jsonl'], {
    cwd,
    input,
  })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).not.toContain(token)
  const owners = findingsIn(cwd).map(({ inventory, count }) => [inventory?.owner ?? null, count])
  expect(owners).toEqual([
    [null, 1],
    ['payments', 1],
    ['payments', 1],
  ])
})

test('an inventory that cannot be asked stops no stream', async () => {
  const cwd = makeDirectory({ 'stanch-inventory.yaml': 'version: 1\nrecords: {}\n' })
  const { status, stdout, stderr } = await run(['redact', '--findings', 'found.jsonl'], {
    cwd,
    input: `${token}\n`,
  })
  expect(status).toBe(0)
  expect(stdout).toContain('[stanch:')
  expect(stderr.match(/the inventory cannot be asked/g)).toHaveLength(1)
  expect(findingsIn(cwd)).toMatchObject([{ inventory: null }])
})

test('the report of a redacted export says it, too', async () => {
  const message = (text: string) => ({ type: 'message', user: 'U1', text, ts: '1.0' })
  const cwd = makeDirectory({
    'stanch-inventory.yaml': inventoryFile(record),
    'in/messages.json': JSON.stringify([message(token), message(stranger)]),
  })
  const json = await run(['redact', 'export', '--format', 'json', 'in', 'out'], { cwd })
  const { secrets } = JSON.parse(json.stdout)
  const owners = secrets.map(
    ({ inventory }: { inventory: { owner: string } | null }) => inventory?.owner ?? null,
  )
  expect(new Set(owners)).toEqual(new Set(['payments', null]))
  const text = await run(['redact', 'export', 'in', 'out2'], { cwd })
  expect(text.stdout).toMatch(/OWNER\n/)
  expect(text.stdout).toContain('payments · agent deploy-bot (gh-7)')
})
