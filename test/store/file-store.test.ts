import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { InventoryRecord } from '../../src/inventory/record.ts'
import { FileStore } from '../../src/store/file-store.ts'

function makeDirectory(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-store-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

const plain = { state: 'active', fingerprints: [] } as const

function put(store: FileStore, ...records: readonly InventoryRecord[]) {
  return store.change(records.map((record) => ({ id: record.id, apply: () => record })))
}

async function idsOf(store: FileStore): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of store.list()) ids.push(id)
  return ids
}

const fingerprint = (digit: string) => `v1:01234567:${digit.repeat(32)}`

test('what is put in is there, for this store and the next', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const store = new FileStore(path, undefined)
  const record = {
    id: 'b',
    ...plain,
    fingerprints: [{ form: 'raw', value: fingerprint('a') }],
  } as const
  expect(await put(store, record, { id: 'a', ...plain })).toHaveLength(2)
  for (const reader of [store, new FileStore(path, undefined)]) {
    expect(await idsOf(reader)).toEqual(['a', 'b'])
    expect(await reader.get('b')).toEqual(record)
    expect([...(await reader.match([fingerprint('a'), fingerprint('b')]))]).toEqual([
      [fingerprint('a'), [record]],
    ])
  }
  expect(readFileSync(path, 'utf8')).toMatch(/^# Known credentials[^]*\$schema=[^]*version: 1/)
})

test('a file that others change is read again', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const store = new FileStore(path, undefined)
  await put(store, { id: 'a', ...plain })
  writeFileSync(path, readFileSync(path, 'utf8').replace('id: a', 'id: b'))
  expect(await idsOf(store)).toEqual(['b'])
})

test('a change that changes nothing touches nothing', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const store = new FileStore(path, undefined)
  await put(store, { id: 'a', ...plain })
  const { ino } = statSync(path)
  expect(await put(store, { id: 'a', ...plain })).toEqual([])
  expect(await store.change([{ id: 'a', apply: () => undefined }])).toEqual([])
  expect(statSync(path).ino).toBe(ino)
})

test('tenants see and change their own records only', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const [acme, other, all] = ['acme', 'other', undefined].map((one) => new FileStore(path, one))
  const shared = { fingerprints: [{ form: 'raw', value: fingerprint('a') }] } as const
  await put(acme!, { id: 'x', ...plain, ...shared, purpose: 'of acme' })
  await put(other!, { id: 'x', ...plain, ...shared, purpose: 'of other' }, { id: 'y', ...plain })
  await put(acme!, { id: 'x', ...plain, ...shared, tenant: 'other', purpose: 'still of acme' })
  expect(await idsOf(acme!)).toEqual(['x'])
  expect(await other!.get('x')).toMatchObject({ tenant: 'other', purpose: 'of other' })
  expect((await acme!.match([fingerprint('a')])).get(fingerprint('a'))).toMatchObject([
    { tenant: 'acme', purpose: 'still of acme' },
  ])
  expect(await acme!.get('y')).toBeUndefined()
  expect(await idsOf(all!)).toEqual(['x', 'x', 'y'])
  await expect(all!.get('x')).rejects.toMatchObject({ code: 'INVENTORY_AMBIGUOUS' })
  await expect(put(all!, { id: 'x', ...plain })).rejects.toMatchObject({
    code: 'INVENTORY_AMBIGUOUS',
  })
})

test('a record that does not fit is refused, naming keys and no values', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const store = new FileStore(path, undefined)
  const bad = { id: 'a', ...plain, ttl: 'hunter2', hint: 'correct horse' }
  await expect(put(store, { id: 'b', ...plain }, bad)).rejects.toThrow(
    /^record a: ttl: expected a duration[^]*\nrecord a: hint: expected a hint/,
  )
  await expect(put(store, bad)).rejects.not.toThrow(/hunter2|correct/)
  await expect(
    store.change([{ id: 'a', apply: () => ({ id: 'b', ...plain }) }]),
  ).rejects.toMatchObject({ code: 'INVENTORY_RECORD_INVALID' })
  expect(existsSync(path)).toBe(false)
})

test('mode and symbolic link stay, and a copy lies where git does not see it', async () => {
  const root = makeDirectory()
  mkdirSync(join(root, 'real'))
  symlinkSync('real/file.yaml', join(root, 'link.yaml'))
  const store = new FileStore(join(root, 'link.yaml'), undefined)
  await put(store, { id: 'a', ...plain })
  chmodSync(join(root, 'real/file.yaml'), 0o664)
  await put(store, { id: 'b', ...plain })
  expect(lstatSync(join(root, 'link.yaml')).isSymbolicLink()).toBe(true)
  expect(statSync(join(root, 'real/file.yaml')).mode & 0o777).toBe(0o664)
  const side = join(root, 'real/.stanch')
  expect(readdirSync(side).sort()).toEqual(['.gitignore', 'file.yaml.bak'])
  expect(readFileSync(join(side, '.gitignore'), 'utf8')).toMatch(/^\*$/m)
  expect(readFileSync(join(side, 'file.yaml.bak'), 'utf8')).toBe(
    readFileSync(join(root, 'real/file.yaml'), 'utf8'),
  )
})

test('a damaged file is refused with each line, and the copy is named', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  await put(new FileStore(path, undefined), { id: 'a', ...plain })
  writeFileSync(
    path,
    'version: 1\nrecords:\n  - id: a\n    state: alive\n  - id: b\n    state: active\n    ower: { team: x }\n',
  )
  const damaged = new FileStore(path, undefined)
  await expect(damaged.get('a')).rejects.toThrow(
    new RegExp(
      `${path}:4: records\\[0\\]\\.state: expected [^]*:7: records\\[1\\]\\.ower: [^]*did you mean owner[^]*\\.stanch/inventory\\.yaml\\.bak`,
    ),
  )
  await expect(put(damaged, { id: 'c', ...plain })).rejects.toMatchObject({
    code: 'INVENTORY_INVALID',
  })
  expect(readFileSync(path, 'utf8')).toContain('alive')
})

test.for([
  [
    'the same id twice',
    'version: 1\nrecords:\n  - id: a\n    state: active\n\n  - id: a\n    state: active\n',
    /:6: records\[1\]\.id: [^]*line 3/,
  ],
  [
    'twice in one tenant, in another layout',
    'version: 1\nrecords:\n- { id: a, tenant: t, state: active }\n- { id: a, state: active }\n- { id: a, tenant: t, state: active }\n',
    /:5: records\[2\]\.id: [^]*of tenant t [^]*line 3/,
  ],
  [
    'a merge that was not finished',
    'version: 1\nrecords:\n<<<<<<< HEAD\n  - id: a\n=======\n>>>>>>> x\n',
    /:3: [^]*conflict[^]*:6:/,
  ],
  [
    'a list in place of a mapping',
    'version: 1\nrecords:\n  - id: a\n    state: active\n    owner:\n      - x\n',
    /:6?5?: ?records\[0\]\.owner/,
  ],
  ['nothing', '', /expected a mapping/],
] as const)('refused: %s', async ([, text, message]) => {
  const path = join(makeDirectory(), 'inventory.yaml')
  writeFileSync(path, text)
  const read = new FileStore(path, undefined).get('a')
  await expect(read).rejects.toThrow(message)
  await expect(read).rejects.toMatchObject({ code: 'INVENTORY_INVALID' })
})

test('a file that is missing or no text says so', async () => {
  const root = makeDirectory()
  const missing = new FileStore(join(root, 'a.yaml'), undefined, { mustExist: true })
  await expect(missing.get('a')).rejects.toMatchObject({ code: 'INVENTORY_MISSING' })
  await put(missing, { id: 'a', ...plain })
  expect(await idsOf(missing)).toEqual(['a'])
  writeFileSync(join(root, 'b.yaml'), Buffer.from([0xff, 0xfe, 0, 1]))
  if (process.platform !== 'win32') spawnSync('mkfifo', [join(root, 'pipe')])
  for (const name of process.platform === 'win32' ? ['b.yaml', '.'] : ['b.yaml', '.', 'pipe']) {
    await expect(new FileStore(join(root, name), undefined).get('a')).rejects.toMatchObject({
      code: 'INVENTORY_UNREADABLE',
    })
  }
  await expect(
    put(new FileStore(join(root, 'no/such/a.yaml'), undefined), { id: 'a', ...plain }),
  ).rejects.toMatchObject({ code: 'INVENTORY_NOT_WRITTEN' })
})

test('over ten thousand records the other store is named, by reading and by writing', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const many = Array.from({ length: 10_000 }, (_, at) => ({ id: `r${at}`, ...plain }))
  const store = new FileStore(path, undefined)
  await put(store, ...many)
  const tooMany = {
    code: 'INVENTORY_TOO_LARGE',
    message: expect.stringMatching(/10,001[^]*--store postgres:\/\//) as string,
  }
  await expect(put(store, { id: 'x', ...plain })).rejects.toMatchObject(tooMany)
  await put(store, { id: 'r7', ...plain, purpose: 'still changed' })
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n  - id: x\n    state: active\n`)
  await expect(store.get('x')).rejects.toMatchObject({ code: 'INVENTORY_TOO_LARGE' })
})

/** A process that adds `count` records of its own, one by one, and prints the id of each that is stored. */
function startWriter(path: string, name: string, count: number, loops = 1) {
  const module = JSON.stringify(new URL('../../dist/store/file-store.js', import.meta.url).href)
  const code = `
    const { FileStore } = await import(${module})
    const store = new FileStore(${JSON.stringify(path)}, undefined)
    for (let at = 0; at < ${count}; at++) {
      const id = '${name}-' + at
      const more = Array.from({ length: ${loops} }, (_, n) => 'c' + at + n).join(' ')
      await store.change([{ id, apply: () => ({ id, state: 'active', fingerprints: [], purpose: more }) }])
      process.stdout.write(id + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  let trouble = ''
  child.stdout.on('data', (chunk: Buffer) => said.push(...chunk.toString().trim().split('\n')))
  child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()))
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  return { child, said, ended, trouble: () => trouble }
}

test('several processes that write at once lose nothing', { timeout: 60_000 }, async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const writers = ['a', 'b', 'c', 'd'].map((name) => startWriter(path, name, 12))
  await Promise.all(writers.map(({ ended }) => ended))
  expect(writers.map(({ trouble }) => trouble()).join('')).toBe('')
  expect(await idsOf(new FileStore(path, undefined))).toHaveLength(48)
  expect(readdirSync(join(path, '../.stanch')).sort()).toEqual(['.gitignore', 'inventory.yaml.bak'])
})

test('stores of one process that write at once lose nothing', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const stores = Array.from({ length: 8 }, () => new FileStore(path, undefined))
  await Promise.all(stores.map((store, at) => put(store, { id: `s${at}`, ...plain })))
  expect(await idsOf(stores[0]!)).toHaveLength(8)
})

test(
  'kill -9 at any time loses nothing that was said to be stored',
  { timeout: 60_000 },
  async () => {
    const path = join(makeDirectory(), 'inventory.yaml')
    const many = Array.from({ length: 1000 }, (_, at) => ({ id: `old${at}`, ...plain }))
    await put(new FileStore(path, undefined), ...many)
    for (let round = 0; round < 4; round++) {
      const { child, said, ended } = startWriter(path, `k${round}`, 1000, 20)
      while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      await new Promise((resolve) => setTimeout(resolve, 53 * round))
      child.kill('SIGKILL')
      await ended
      const ids = new Set(await idsOf(new FileStore(path, undefined)))
      for (const id of said) expect(ids).toContain(id)
      expect([...ids].filter((id) => id.startsWith('old'))).toHaveLength(1000)
      const added = [...ids].filter((id) => id.startsWith(`k${round}-`)).length
      expect(added).toBeLessThanOrEqual(said.length + 1)
    }
    // The last writer's lock is still there: it is taken over.
    await put(new FileStore(path, undefined), { id: 'last', ...plain })
    const left = readdirSync(join(path, '../.stanch')).sort()
    expect(left).toEqual(['.gitignore', 'inventory.yaml.bak'])
  },
)

function leaveLock(path: string, holder: object | undefined): string {
  const side = join(path, '../.stanch')
  mkdirSync(side, { recursive: true })
  const lock = join(side, 'inventory.yaml.lock')
  writeFileSync(lock, holder === undefined ? '' : JSON.stringify(holder))
  return lock
}

test('the lock of one that runs, or of another machine, is waited for and then named', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const store = new FileStore(path, undefined, { lockWaitMs: 150 })
  const since = '2026-01-01T00:00:00Z'
  for (const holder of [
    { pid: 1, host: 'elsewhere', space: '', start: '1', token: 'x', since },
    { pid: 999_999, host: hostname(), space: 'another container', start: '', token: 'x', since },
  ]) {
    leaveLock(path, holder)
    await expect(put(store, { id: 'a', ...plain })).rejects.toThrow(
      new RegExp(`process ${holder.pid} on ${holder.host} since [^]*\\.lock`),
    )
  }
  leaveLock(path, undefined)
  await expect(put(store, { id: 'a', ...plain })).rejects.toMatchObject({
    code: 'INVENTORY_LOCKED',
  })
  expect(existsSync(path)).toBe(false)
})

test('the lock of a process that ended is taken over, also when its number was given again', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const store = new FileStore(path, undefined, { lockWaitMs: 150 })
  const ended = startWriter(path, 'a', 1)
  await ended.ended
  // As this process writes it, but for the number or the start.
  let mine: object = {}
  await store.change([
    {
      id: 'b',
      apply: () => {
        const lock = join(path, '../.stanch/inventory.yaml.lock')
        mine = JSON.parse(readFileSync(lock, 'utf8')) as object
        return { id: 'b', ...plain }
      },
    },
  ])
  leaveLock(path, { ...mine, pid: ended.child.pid })
  await put(store, { id: 'c', ...plain })
  if (process.platform === 'linux') {
    leaveLock(path, { ...mine, start: '1' })
    await put(store, { id: 'd', ...plain })
  }
  leaveLock(path, mine)
  await expect(put(store, { id: 'e', ...plain })).rejects.toMatchObject({
    code: 'INVENTORY_LOCKED',
  })
})

test('a side directory that leads elsewhere is not used', async () => {
  const root = makeDirectory()
  mkdirSync(join(root, 'elsewhere'))
  symlinkSync('elsewhere', join(root, '.stanch'))
  await expect(
    put(new FileStore(join(root, 'inventory.yaml'), undefined), { id: 'a', ...plain }),
  ).rejects.toMatchObject({ code: 'INVENTORY_NOT_WRITTEN' })
  expect(readdirSync(join(root, 'elsewhere'))).toEqual([])
})

test('git merges what two people changed, each elsewhere', async () => {
  const root = makeDirectory()
  const git = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words],
      {
        cwd: root,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
      },
    )
    expect(status, stdout + stderr).toBe(0)
    return stdout
  }
  const store = new FileStore(join(root, 'inventory.yaml'), undefined)
  const raw = (digit: string) => ({ form: 'raw', value: fingerprint(digit) }) as const
  git('init', '-q', '-b', 'main')
  const middle = {
    id: 'm',
    ...plain,
    purpose: 'x',
    environment: 'x',
    scopes: ['a'],
    fingerprints: [raw('1')],
  }
  await put(store, middle, { id: 'c', ...plain }, { id: 'x', ...plain })
  git('add', '-A')
  git('commit', '-qm', 'first')
  git('checkout', '-qb', 'other')
  await put(store, { ...middle, purpose: 'new' }, { id: 'y', ...plain })
  git('commit', '-qam', 'theirs')
  git('checkout', '-q', 'main')
  await put(store, { ...middle, fingerprints: [raw('1'), raw('2')] }, { id: 'a', ...plain })
  git('commit', '-qam', 'ours')
  git('merge', '-q', 'other', '-m', 'both')
  expect(await idsOf(store)).toEqual(['a', 'c', 'm', 'x', 'y'])
  expect(await store.get('m')).toMatchObject({ purpose: 'new', fingerprints: [raw('1'), raw('2')] })
  expect(git('ls-files').trim()).toBe('inventory.yaml')
  expect(git('status', '--porcelain')).toBe('')
})

test('who lost the lock does not write', async () => {
  const path = join(makeDirectory(), 'inventory.yaml')
  const store = new FileStore(path, undefined)
  const change = store.change([
    {
      id: 'a',
      apply: () => {
        rmSync(join(path, '../.stanch/inventory.yaml.lock'))
        return { id: 'a', ...plain }
      },
    },
  ])
  await expect(change).rejects.toMatchObject({ code: 'INVENTORY_LOCK_LOST' })
  expect(existsSync(path)).toBe(false)
})
