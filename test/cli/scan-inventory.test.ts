import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hmslOf } from '../../src/inventory/hmsl.ts'
import { nodeScrypt } from '../../src/scan/node-scrypt.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import {
  fingerprintUnder,
  inventoryFile,
  recordOf,
  sampleToken,
} from '../inventory/known-secret.ts'
import { makeDirectory, run, testKey } from './run-stanch.ts'

const token = sampleToken(1)
const stranger = sampleToken(2)
const otherKey = 'fedcba9876543210'.repeat(4)
const record = recordOf(token, [testKey], {
  owner: { team: 'payments' },
  environment: 'production',
  agent: 'deploy-bot',
  state: 'compromised',
})
const linesOf = (jsonl: string) =>
  jsonl
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('every finding and every exposure says whose it is, or null', async () => {
  const cwd = makeDirectory({
    'a.env': `A=${token}\nB=${stranger}\n`,
    'b.env': `C=${token}\n`,
    'stanch-inventory.yaml': inventoryFile(record),
  })
  const { status, stdout, stderr } = await run(['scan', '--format', 'jsonl', 'a.env', 'b.env'], {
    cwd,
  })
  expect(stderr).toBe('')
  expect(status).toBe(1)
  const lines = linesOf(stdout)
  expect(lines.filter(({ type }) => type === 'finding').map(({ inventory }) => inventory)).toEqual([
    {
      id: 'gh-7',
      owner: 'payments',
      tenant: null,
      environment: 'production',
      agent: 'deploy-bot',
      tool: null,
      purpose: null,
      state: 'compromised',
      form: 'raw',
    },
    null,
    expect.objectContaining({ id: 'gh-7' }),
  ])
  const exposures = lines.filter(({ type }) => type === 'exposure')
  expect(new Set(exposures.map(({ inventory }) => inventory?.id ?? null))).toEqual(
    new Set(['gh-7', null]),
  )
  expect(stdout + stderr).not.toContain(token)
})

test('history, what is staged, and exports say it, too; with an index the same', async () => {
  const cwd = makeDirectory({
    'a.env': `A=${token}\n`,
    'stanch-inventory.yaml': inventoryFile(record),
    'export/messages.json': JSON.stringify([
      { type: 'message', user: 'U1', text: token, ts: '1.0' },
    ]),
  })
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd })
  git('init', '-q')
  git('add', 'a.env')
  const staged = await run(['scan', 'git', '--staged', '--format', 'json'], { cwd })
  git('commit', '-qm', 'one')
  const history = ['scan', 'git', '--format', 'json', '--index', join(cwd, 'index')]
  const runs = [
    staged,
    await run(history, { cwd }),
    await run(history, { cwd }),
    await run(['scan', 'export', '--format', 'json', 'export'], { cwd }),
  ]
  for (const { stdout, stderr } of runs) {
    expect(stderr).toBe('')
    const { findings, exposures } = JSON.parse(stdout)
    expect(findings.map((finding: { inventory: unknown }) => finding.inventory)).toEqual([
      expect.objectContaining({ id: 'gh-7', owner: 'payments' }),
    ])
    expect(exposures[0].inventory.id).toBe('gh-7')
  }
})

test('a record known under an older key only matches, and the scan says how to refresh it', async () => {
  const cwd = makeDirectory({
    'a.env': `A=${token}\n`,
    keys: `${testKey}\n${otherKey}\n`,
    'stanch-inventory.yaml': inventoryFile(recordOf(token, [otherKey])),
  })
  const { stdout, stderr } = await run(['scan', '--format', 'json', 'a.env'], {
    cwd,
    env: { STANCH_KEY: undefined, STANCH_KEY_FILE: 'keys' },
  })
  expect(JSON.parse(stdout).findings[0].inventory.id).toBe('gh-7')
  expect(stderr).toMatch(/1 of 1 known secret is known under an older key only.*match --update/)
})

test('without a key only the unkeyed column matches, and it is said once', async () => {
  const hash = hmslOf(bytesOfUtf8(token), nodeScrypt)!
  const cwd = makeDirectory({
    'a.env': `A=${token}\nB=${stranger}\n`,
    'stanch-inventory.yaml': inventoryFile(
      {
        ...record,
        fingerprints: [...record.fingerprints, { form: 'hmsl', value: `hmsl:${hash}` }],
      },
      recordOf(stranger, [testKey], { id: 'gh-8' }),
    ),
  })
  const { stdout, stderr } = await run(['scan', '--format', 'json', 'a.env'], {
    cwd,
    env: { STANCH_KEY: undefined },
  })
  const matches = JSON.parse(stdout).findings.map(
    ({ inventory }: { inventory: unknown }) => inventory,
  )
  expect(matches).toEqual([expect.objectContaining({ id: 'gh-7', form: 'hmsl' }), null])
  expect(stderr.match(/no STANCH_KEY/g)).toHaveLength(1)
})

test.for([
  ['a damaged one', ['--inventory', 'bad.yaml'], 'stranger'],
  ['one that is not there', ['--inventory', 'none.yaml'], 'stranger'],
  ['a damaged one, though nothing is found', ['--inventory', 'bad.yaml'], 'nothing'],
  ['the default one, damaged', [], 'stranger'],
] as const)('an inventory that cannot be read is a problem: %s', async ([, args, holds]) => {
  const cwd = makeDirectory({
    'a.env': holds === 'nothing' ? 'A=1\n' : `A=${stranger}\n`,
    'bad.yaml': 'version: 1\nrecords: {}\n',
    ...(args.length === 0 && { 'stanch-inventory.yaml': 'version: 1\nrecords: {}\n' }),
  })
  const { status, stdout } = await run(['scan', '--format', 'json', ...args, 'a.env'], { cwd })
  const { findings, coverage } = JSON.parse(stdout)
  expect(status).toBe(2)
  expect(coverage.complete).toBe(false)
  expect(coverage.problems).toEqual([
    {
      path: args[1] ?? 'stanch-inventory.yaml',
      reason: expect.stringContaining('the inventory cannot be asked'),
    },
  ])
  expect(findings).toHaveLength(holds === 'nothing' ? 0 : 1)
})

test('of another tenant nothing is known', async () => {
  const cwd = makeDirectory({
    'a.env': `A=${token}\n`,
    'stanch-inventory.yaml': inventoryFile({ ...record, tenant: 'acme' }),
  })
  const ownerUnder = async (tenant: string) => {
    const { stdout } = await run(['scan', '--format', 'json', '--tenant', tenant, 'a.env'], { cwd })
    return JSON.parse(stdout).findings[0].inventory?.owner ?? null
  }
  expect([await ownerUnder('acme'), await ownerUnder('other')]).toEqual(['payments', null])
})

test('a pair whose key id alone is known, under an older key', async () => {
  const random = seededRandom(5)
  const id = assembleSample('⟦AKIA<base32:16>⟧', random).text
  const secret = assembleSample('⟦<base64:40>⟧', random).text
  const fingerprints = [{ form: 'key-id', value: fingerprintUnder(id, otherKey) }] as const
  const cwd = makeDirectory({
    credentials: `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    keys: `${testKey}\n${otherKey}\n`,
    'stanch-inventory.yaml': inventoryFile({ id: 'aws-7', state: 'active', fingerprints }),
  })
  const env = { STANCH_KEY: undefined, STANCH_KEY_FILE: 'keys' }
  const { stdout, stderr } = await run(['scan', '--format', 'json', 'credentials'], { cwd, env })
  const matches = JSON.parse(stdout).findings.map(
    ({ inventory }: { inventory: unknown }) => inventory,
  )
  expect(matches).toEqual([expect.objectContaining({ id: 'aws-7', form: 'key-id' })])
  expect(stderr).toContain('under an older key only')
})
