import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { inventoryFile, recordOf, sampleToken } from '../../inventory/known-secret.ts'
import { makeDirectory, run, testKey, type Ended, type RunOptions } from '../run-stanch.ts'

const keyId = assembleSample('AKIA<[A-Z2-7]:16>', seededRandom(2)).text
const secretKey = assembleSample('<base64:40>', seededRandom(3)).text
const pair = `AWS_ACCESS_KEY_ID=${keyId}\nAWS_SECRET_ACCESS_KEY=${secretKey}\n`
/** Of runs that have no key that lasts. */
const keyless = { STANCH_KEY: '' }
/** All that must stand nowhere but where it leaked. */
const secrets = [secretKey, ...[1, 2, 3].map(sampleToken)]

class Desk {
  readonly cwd: string
  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    this.cwd = makeDirectory(files)
  }

  async run(args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ended> {
    const env = { STANCH_ACTOR: 'ann', STANCH_INCIDENTS: join(this.cwd, 'state'), ...options.env }
    const ended = await run(args, { cwd: this.cwd, ...options, env })
    for (const secret of secrets)
      expect(ended.stdout + ended.stderr + this.written(), args.join(' ')).not.toContain(secret)
    return ended
  }

  open(args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ended> {
    return this.run(['incident', 'open', ...args], options)
  }

  async opened(args: readonly string[], options: Partial<RunOptions> = {}): Promise<Summary[]> {
    const { stdout, status, stderr } = await this.open([...args, '--format', 'json'], options)
    expect(status, stderr).toBe(0)
    return JSON.parse(stdout)
  }

  async list(...args: readonly string[]): Promise<Summary[]> {
    return JSON.parse((await this.run(['incident', 'list', '--format', 'json', ...args])).stdout)
  }

  /** Everything that the store has on the disk. */
  written(): string {
    try {
      const names = readdirSync(join(this.cwd, 'state'), { recursive: true, encoding: 'utf8' })
      return names.map((name) => readQuietly(join(this.cwd, 'state', name))).join('\n')
    } catch {
      return ''
    }
  }
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

interface Summary {
  readonly id: string
  readonly result?: string
  readonly name: string
  readonly severity: string
  readonly keyId: string | null
  readonly owner: string | null
  readonly places: number
  readonly group: string | null
  readonly state: string
}

async function scanned(desk: Desk, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const { stdout } = await run(['scan', '--format', 'json', 'files'], { cwd: desk.cwd, env })
  writeFileSync(join(desk.cwd, 'scan.json'), stdout)
}

const files = {
  'files/a.env': `A=${sampleToken(1)}\n`,
  'files/b.env': pair,
  'files/c.env': `C=${sampleToken(1)}\n`,
}

test('one incident for each secret, whatever key the report was made under', async () => {
  const desk = new Desk(files)
  await scanned(desk, keyless)
  const first = await desk.opened(['scan.json'], { env: keyless })
  expect(first.map(({ result, places, keyId: id }) => [result, places, id])).toEqual([
    ['opened', 2, null],
    ['opened', 1, keyId],
  ])
  await scanned(desk)
  const again = await desk.opened(['scan.json'])
  expect(again.map(({ id }) => id).sort()).toEqual(first.map(({ id }) => id).sort())
  expect(again.map(({ result }) => result)).toEqual(['seen-again', 'seen-again'])
  // By now it is known under the report's key, too: its places need not be there.
  renameSync(join(desk.cwd, 'files'), join(desk.cwd, 'moved'))
  expect((await desk.opened(['scan.json'])).map(({ result }) => result)).toEqual(['known', 'known'])
})

test('a value, its pair, its key id alone and a webhook come to the same incident', async () => {
  const desk = new Desk(files)
  const [byId] = await desk.opened(['--key-id', keyId])
  const [byPair] = await desk.opened(['--value-stdin'], { input: pair })
  expect(byPair).toMatchObject({ id: byId!.id, result: 'seen-again', keyId })
  const payload = JSON.stringify({ type: 'leak', keyId, provider: 'AWS' })
  const [byNotice] = await desk.opened(['--webhook', '-'], { input: payload })
  expect(byNotice!.id).toBe(byId!.id)
  await scanned(desk, keyless)
  const [, byReport] = await desk.opened(['scan.json'], { env: keyless })
  expect(byReport!.id).toBe(byId!.id)
})

test('a report under a random key is refused where its places are gone, and says what to do', async () => {
  const desk = new Desk(files)
  await scanned(desk, keyless)
  rmSync(join(desk.cwd, 'files/b.env'))
  const { status, stderr, stdout } = await desk.open(['scan.json'], { env: keyless })
  expect(status).toBe(2)
  expect(stderr).toMatch(
    /1 secret opened no incident[^]*files\/b.env:2: the file is not there[^]*STANCH_KEY/,
  )
  expect(stdout).toContain('GitHub token')
})

test('another secret that stands there by now is not taken for the one that leaked', async () => {
  const desk = new Desk({ 'files/a.env': `A=${sampleToken(1)}\n` })
  await scanned(desk, keyless)
  await new Promise((resolve) => setTimeout(resolve, 20))
  writeFileSync(join(desk.cwd, 'files/a.env'), `A=${sampleToken(2)}\n`)
  const { status, stderr } = await desk.open(['scan.json'], { env: keyless })
  expect(status).toBe(2)
  expect(stderr).toContain('it was written after the report was')
})

test('the report says which, and the inventory whose', async () => {
  const record = recordOf(sampleToken(1), [testKey], {
    owner: { team: 'payments' },
    environment: 'production',
    consumers: ['checkout-api'],
  })
  const desk = new Desk(files)
  await scanned(desk)
  writeFileSync(join(desk.cwd, 'stanch-inventory.yaml'), inventoryFile(record))
  const [one] = await desk.opened([
    'scan.json',
    '--finding',
    '1',
    '--public-since',
    '2026-01-01',
    '--group',
    'shop',
  ])
  expect(one).toMatchObject({ owner: 'payments', severity: 'critical', group: 'shop' })
  const shown = (await desk.run(['incident', 'show', one!.id.slice(-6)])).stdout
  expect(shown).toMatch(/^CRITICAL {2}GitHub token/)
  expect(shown).toMatch(/whose +payments · production \(gh-7\)/)
  expect(shown).toMatch(/breaks +checkout-api/)
  expect(shown).toContain(`stanch incident plan ${one!.id} --probe`)
  const { stderr, status } = await desk.open(['scan.json', '--finding', '7'])
  expect([status, stderr]).toEqual([2, expect.stringContaining('a number from 1 to 2')])
})

test('findings of a stream, one a line; text that is no report', async () => {
  const desk = new Desk(files)
  const { stdout } = await run(['scan', '--format', 'jsonl', 'files'], { cwd: desk.cwd })
  const line = stdout.split('\n')[0]!
  expect(await desk.opened(['-'], { input: line })).toHaveLength(1)
  const { status, stderr } = await desk.open(['-'], { input: 'hello' })
  expect([status, stderr]).toEqual([2, expect.stringContaining('stanch scan --format json')])
})

test('neither a word nor a secret is taken for what it is not', async () => {
  const desk = new Desk()
  expect((await desk.open(['--value-stdin'], { input: 'password\n' })).status).toBe(2)
  const pasted = await desk.open(['--key-id', sampleToken(1)])
  expect([pasted.status, pasted.stderr]).toEqual([2, expect.stringContaining('history')])
})

test('notes, the end and the way back; no secret gets into a journal', async () => {
  const desk = new Desk()
  const [{ id }] = (await desk.opened(['--value-stdin'], { input: sampleToken(1) })) as [Summary]
  const incident = (...args: string[]) => desk.run(['incident', ...args])
  expect((await incident('note', id, 'called the owner')).status).toBe(0)
  const leaked = await run(['incident', 'note', id, `it is ${sampleToken(1)}`], {
    cwd: desk.cwd,
    env: { STANCH_INCIDENTS: join(desk.cwd, 'state') },
  })
  expect([leaked.status, leaked.stderr]).toEqual([2, expect.stringContaining('without secrets')])
  const early = await incident('close', id, '--reason', 'done')
  expect(early.status).toBe(1)
  expect(early.stderr).toMatch(
    /cannot be closed yet:\n {2}- nothing proves that the credential is dead\n {4}stanch incident verify/,
  )
  expect((await incident('review', id, 'fine')).status).toBe(2)
  expect((await incident('abort', id, '--reason', 'wrong one')).status).toBe(0)
  expect((await incident('close', id, '--false-alarm', '--reason', 'a test key')).status).toBe(0)
  expect((await desk.list('--state', 'all')).map(({ state }) => state)).toEqual(['false-alarm'])
  const again = await desk.open(['--value-stdin'], { input: sampleToken(1) })
  expect(again.stderr).toContain('stanch incident reopen')
  expect((await incident('reopen', id, '--reason', 'it was none')).status).toBe(0)
  expect((await desk.list()).map(({ state }) => state)).toEqual(['open'])
})
