import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ScanResult } from '../../src/report/scan-result.ts'
import { scanInProcess } from '../git/scan-in-process.ts'
import {
  commit,
  gitText,
  makeHistory,
  restore,
  takeSnapshot,
  tokenLine,
  withoutTime,
  type Snapshot,
} from './history-repository.ts'
import { run } from './run-stanch.ts'

const refused = 'the index is not used, everything is scanned'

interface Options {
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly times?: number
}

function scan(cwd: string, args: readonly string[], env?: NodeJS.ProcessEnv) {
  return run(['scan', 'git', '--format', 'json', ...args], { cwd, ...(env && { env }) })
}

/** Scans without the index, and as often as told with it: all must say the same. @returns what the last one warns of */
async function check(cwd: string, { args = [], env, times = 1 }: Options = {}): Promise<string> {
  const plain = await scan(cwd, args, env)
  let stderr = ''
  for (let time = 0; time < times; time++) {
    const indexed = await scan(cwd, ['--index', '.git/stanch.idx', ...args], env)
    expect(withoutTime(indexed.stdout)).toBe(withoutTime(plain.stdout))
    expect(indexed.status).toBe(plain.status)
    stderr = indexed.stderr
  }
  return stderr
}

let scanned: Snapshot | undefined

/** The history, and the index that a first scan of it wrote. */
async function makeScanned(): Promise<string> {
  if (!scanned) {
    const cwd = makeHistory()
    await check(cwd)
    scanned = takeSnapshot(cwd)
  }
  return restore(scanned)
}

test('a first scan writes it, a second one says the same', async () => {
  const cwd = makeHistory()
  expect(await check(cwd)).toBe('')
  expect(statSync(join(cwd, '.git/stanch.idx')).mode & 0o777).toBe(0o600)
  expect(await check(cwd)).toBe('')
})

test('the very same scan reads no object', async () => {
  const cwd = await makeScanned()
  const first = await scan(cwd, [])
  const directory = join(cwd, '.git/objects/pack')
  const pack = join(
    directory,
    readdirSync(directory).find((name) => name.endsWith('.pack'))!,
  )
  const bytes = readFileSync(pack)
  rmSync(pack)
  writeFileSync(
    pack,
    bytes.map((byte, at) => (at > bytes.length / 2 ? byte ^ 85 : byte)),
  )
  expect(withoutTime((await scan(cwd, ['--index', '.git/stanch.idx'])).stdout)).toBe(
    withoutTime(first.stdout),
  )
  expect((await scan(cwd, [])).status).toBe(2)
})

test.for<readonly [string, (cwd: string) => void]>([
  ['new commits', (cwd) => commit(cwd, { 'a.txt': tokenLine(70), 'new.txt': tokenLine(71) })],
  ['a commit that takes a secret away', (cwd) => commit(cwd, { 'a.txt': 'nothing\n' })],
  ['an old secret at a new path', (cwd) => commit(cwd, { 'copy.txt': tokenLine(1) })],
  ['a file that comes back', (cwd) => commit(cwd, { 'c.env': tokenLine(50) })],
  ['a deleted branch', (cwd) => gitText(cwd, 'branch', '-D', 'side')],
  ['a deleted tag', (cwd) => gitText(cwd, 'tag', '-d', 'v1')],
  ['a new branch on an old commit', (cwd) => gitText(cwd, 'branch', 'old', 'HEAD~6')],
  ['another commit checked out', (cwd) => gitText(cwd, 'checkout', '--quiet', 'HEAD~4')],
  ['another way of packing', (cwd) => gitText(cwd, 'repack', '-adfq', '--depth=1')],
  ['objects in two packs', (cwd) => {
    commit(cwd, { 'd.txt': tokenLine(72) })
    gitText(cwd, 'repack', '-q')
  }],
  ['unpacked objects', (cwd) => {
    gitText(cwd, 'clone', '--quiet', '--bare', '.', 'other.git')
    commit(cwd, { 'e.txt': tokenLine(73) })
  }],
  ['a rewritten history', (cwd) => gitText(cwd, 'commit', '--quiet', '--amend', '--message=again')],
  ['a .stanchignore', (cwd) => writeFileSync(join(cwd, '.stanchignore'), 'a.txt\n')],
  ['a stanch.yaml that ignores', (cwd) => writeFileSync(join(cwd, 'stanch.yaml'), 'ignore: [a.txt]\n')],
  ['a disabled rule', (cwd) =>
    writeFileSync(join(cwd, 'stanch.yaml'), 'rules:\n  disable: [github-pat]\n')],
]) // prettier-ignore
('%s: what was remembered hides nothing and adds nothing', async ([, change]) => {
  const cwd = await makeScanned()
  change(cwd)
  await check(cwd, { times: 2 })
})

test.for<readonly [string, Options]>([
  ['another key', { env: { STANCH_KEY: 'fedcba98'.repeat(8) } }],
  ['another confidence', { args: ['--min-confidence', 'low'] }],
])('%s: the index is not used, and that is said', async ([, options]) => {
  const cwd = await makeScanned()
  expect(await check(cwd, options)).toContain(refused)
})

test.for<readonly [string, Options]>([
  ['all commits', { args: ['--all-commits'] }],
  ['one branch', { args: ['--branch', 'side'] }],
  ['paths', { args: ['--paths', '*.env'] }],
  ['what nothing reaches', { args: ['--unreachable'] }],
])('%s: other options have a result of their own', async ([, options]) => {
  const cwd = await makeScanned()
  expect(await check(cwd, options)).toBe('')
})

test('a suppressed secret stays suppressed, and another one is still found', async () => {
  const cwd = await makeScanned()
  const args = ['--suppress', '--owner', 'a', '--reason', 'b', '--paths', 'c.env']
  expect((await scan(cwd, args)).status).toBe(0)
  await check(cwd, { times: 2 })
})

test('without a key it is neither read nor written', async () => {
  const cwd = makeHistory()
  const { stderr, status } = await scan(cwd, ['--index', 'idx'], { STANCH_KEY: '' })
  expect(stderr).toContain(refused)
  expect(status).toBe(1)
  expect(existsSync(join(cwd, 'idx'))).toBe(false)
})

test('a scan with trouble leaves no index', async () => {
  const cwd = makeHistory()
  writeFileSync(join(cwd, '.git/objects/pack/pack-0.pack'), 'none')
  const { status } = await scan(cwd, ['--index', 'idx'])
  expect(status).toBe(2)
  expect(existsSync(join(cwd, 'idx'))).toBe(false)
})

test('changed at any place, it is refused and everything is scanned', async () => {
  const cwd = await makeScanned()
  const path = join(cwd, '.git/stanch.idx')
  const whole = readFileSync(path)
  commit(cwd, { 'f.txt': 'so that the facts are needed, too\n' })
  // In the order in which objects are met, which is another one where some are remembered.
  const said = ({ findings, coverage }: ScanResult) => [
    findings.map((finding) => JSON.stringify(finding)).toSorted(),
    withoutTime(JSON.stringify(coverage)),
  ]
  const plain = said(await scanInProcess(cwd))
  // Refused it would be an error: this one is sound.
  expect(said(await scanInProcess(cwd, { index: path }))).toEqual(plain)
  const places = [0, 5, 24, 60, 0.2, 0.5, 0.7, 0.9].map((at) =>
    at < 1 && at > 0 ? Math.floor(whole.length * at) : at,
  )
  const changed: readonly Buffer[] = [
    ...[...places, whole.length - 1].map((at) => {
      const bytes = Buffer.from(whole)
      bytes[at]! ^= 1
      return bytes
    }),
    ...[0, 10, 30, 0.5, 0.9].map((at) => whole.subarray(0, at < 1 ? whole.length * at : at)),
    Buffer.concat([whole, Buffer.from('x')]),
    Buffer.alloc(whole.length),
  ]
  for (const bytes of changed) {
    writeFileSync(path, bytes)
    const reasons: string[] = []
    const result = await scanInProcess(cwd, { index: path }, (reason) => reasons.push(reason))
    expect(said(result)).toEqual(plain)
    expect(reasons).toHaveLength(1)
  }
}, 60_000)

test('two halves of different indexes do not make one', async () => {
  const cwd = makeHistory()
  const path = join(cwd, '.git/stanch.idx')
  await check(cwd)
  const older = readFileSync(path)
  commit(cwd, { 'a.txt': tokenLine(80) })
  await check(cwd)
  const newer = readFileSync(path)
  const headEnd = (file: Buffer) => 27 + file.readUInt32LE(23) + 32
  const mixed = [newer.subarray(0, headEnd(newer)), older.subarray(headEnd(older))]
  writeFileSync(path, Buffer.concat(mixed))
  commit(cwd, { 'g.txt': 'more\n' })
  expect(await check(cwd)).toContain(refused)
})

test('the index holds no secret', async () => {
  const cwd = await makeScanned()
  const text = readFileSync(join(cwd, '.git/stanch.idx')).toString('latin1')
  for (const seed of [1, 5, 9, 50, 52, 53]) expect(text).not.toContain(tokenLine(seed).slice(7, 30))
})

test('where a name holds a secret nothing is remembered, and the name is not said', async () => {
  const cwd = makeHistory()
  const secret = tokenLine(51).slice(3)
  commit(cwd, { [`${secret}.env`]: tokenLine(54) })
  const { stdout, stderr } = await scan(cwd, ['--index', 'idx'])
  expect(stdout).toContain('"part":"path"')
  expect(stdout).not.toContain(secret)
  expect(stderr).toContain(refused)
  expect(existsSync(join(cwd, 'idx'))).toBe(false)
  const staged = `${secret}.txt`
  writeFileSync(join(cwd, staged), tokenLine(55))
  gitText(cwd, 'add', staged)
  const added = await scan(cwd, ['--staged'])
  expect(added.stdout).toContain('"part":"path"')
  expect(added.stdout).not.toContain(secret)
  for (const shard of ['1/2', '2/2']) {
    expect((await scan(cwd, ['--shard', shard])).stdout).not.toContain(secret)
  }
})
