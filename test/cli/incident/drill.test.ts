import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drillProviders } from '../../../src/providers/drill/drill-providers.ts'
import { run as runStanch } from '../run-stanch.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'stanch-drill-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const play = (...args: string[]) => runStanch(['incident', 'drill', ...args], { cwd: directory })

test('a drill shows what happened, where time went and how it ended; the same seed the same', async () => {
  const [one, other] = [await play('--seed', '3'), await play('--seed', '3')]
  expect(one).toMatchObject({ status: 0, stderr: '' })
  expect(other.stdout).toBe(one.stdout)
  for (const part of ['What happened', 'Where the time went', 'Waited for', 'PROVEN DEAD'])
    expect(one.stdout).toContain(part)
  expect((await play('--seed', '4')).stdout).not.toBe(one.stdout)
})

test('one that is accepted and lives on ends with 1', async () => {
  const { status, stdout } = await play('--fault', 'accepted-but-alive')
  expect(status).toBe(1)
  expect(stdout).toContain('STILL ALIVE')
})

test('the bundle of a drill is marked as one, holds, and holds no secret', async () => {
  const path = join(directory, 'evidence')
  const { status, stdout } = await play(
    '--provider',
    'slack',
    '--evidence',
    path,
    '--format',
    'json',
  )
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ provider: 'slack', verdict: 'proven' })
  const checked = await runStanch(['incident', 'check-evidence', path], { cwd: directory })
  expect(checked.status).toBe(0)
  const journal = readFileSync(join(path, 'journal.jsonl'), 'utf8').trim().split('\n')
  const vias = journal.map((line) => (JSON.parse(line) as { actor: { via: string } }).actor.via)
  expect(new Set(vias)).toEqual(new Set(['drill']))
  const slack = drillProviders.find(({ id }) => id === 'slack')!
  const { value } = slack.open({ seed: 1, hasLookAlikes: false }).planted
  for (const name of readdirSync(path))
    expect(readFileSync(join(path, name), 'utf8').includes(value)).toBe(false)
})

test.for([
  [['--fault', 'flaping'], 'flapping'],
  [['--fault', 'flapping=3s'], 'only slow-propagation'],
  [['--provider', 'githup'], 'github'],
  [['--playbook', 'aws-access-key'], 'aws-secret-access-key'],
  [['--all', '--evidence', 'x'], '--all'],
] as const)('%j is refused', async ([args, told]) => {
  const { status, stderr } = await play(...args)
  expect(status).toBe(2)
  expect(stderr).toContain(told)
})
