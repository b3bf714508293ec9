import { spawn, spawnSync } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeDirectory } from './run-stanch.ts'
import { line, settings, TempRepository, tryGit, type Scanned } from './temp-repository.ts'

const hasBackend = spawnSync('git', ['http-backend'], { env: { PATH: process.env['PATH'] } })
  .stdout?.toString()
  .startsWith('Status: ')

/** Where the repository is served. */
let address: string
let root: string

/**
 * `main` has the commits 1 to 9, each a day later and with a secret of its own in `<n>.env`; `topic` parts after 5 with
 * t1 to t3; 8 merges `old`, which parts after 2. The tag v1 is at 4.
 */
beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-served-')))
  const served = await TempRepository.init(join(root, 'served.git'), '--bare')
  await served.git('config', 'uploadpack.allowFilter', 'true')
  await served.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  await served.git('config', 'http.receivepack', 'true')
  const work = await TempRepository.init(join(root, 'work'))
  const commit = (name: string, secret: number, day: number) => {
    const time = `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`
    const env = { GIT_COMMITTER_DATE: time, GIT_AUTHOR_DATE: time }
    return work.commit(name, { [`${name}.env`]: line(secret), 'all.txt': `${name}\n` }, { env })
  }
  for (let number = 1; number <= 7; number++) {
    await commit(String(number), number, number)
    if (number === 2) await work.git('branch', 'old')
    if (number === 4) await work.git('tag', 'v1')
    if (number === 5) await work.git('branch', 'topic')
  }
  await work.git('switch', '--quiet', 'old')
  await work.gitWith({}, 'commit', '--quiet', '--allow-empty', '--message=old')
  await work.git('switch', '--quiet', 'topic')
  for (const number of [1, 2, 3]) await commit(`t${number}`, 20 + number, 10 + number)
  await work.git('switch', '--quiet', 'main')
  await work.git('merge', '--quiet', '--no-commit', 'old')
  await commit('8', 8, 8)
  await commit('9', 9, 9)
  await work.git('push', '--quiet', served.directory, 'main', 'topic', 'old', 'v1')
  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return () => {
    server.closeAllConnections()
    server.close()
    rmSync(root, { recursive: true })
  }
}, 60_000)

/** Hands a request to git as CGI wants it. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url!, address)
  const header = (name: string) => request.headers[name]?.toString() ?? ''
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      ...settings,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_ADDR: '127.0.0.1',
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: header('content-type'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      HTTP_GIT_PROTOCOL: header('git-protocol'),
      // Absent where the body comes in chunks, whose end is the end of standard input.
      ...(header('content-length') && { CONTENT_LENGTH: header('content-length') }),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.on('close', () => {
    const output = Buffer.concat(chunks)
    const end = output.indexOf('\r\n\r\n')
    for (const text of output.toString('latin1', 0, end).split('\r\n')) {
      const [name, value] = text.split(': ') as [string, string]
      if (name === 'Status') response.statusCode = Number.parseInt(value)
      else response.setHeader(name, value)
    }
    response.end(output.subarray(end + 4))
  })
}

async function clone(...options: readonly string[]): Promise<TempRepository> {
  const directory = makeDirectory()
  const args = ['clone', '--quiet', ...options, `${address}/served.git`, 'clone']
  const { status, stderr } = await tryGit(directory, args)
  expect(status, stderr).toBe(0)
  return new TempRepository(join(directory, 'clone'))
}

const found = (...names: readonly (number | string)[]) =>
  names
    .map(
      (name) => `S${typeof name === 'number' ? name : 20 + Number(name[1])} ${name}.env:1 ${name}`,
    )
    .toSorted()

function expectFound(scanned: Scanned, names: readonly (number | string)[]) {
  const { status, found: words, problems, stderr } = scanned
  expect({ status, words, problems }, stderr).toEqual({
    status: names.length > 0 ? 1 : 0,
    words: found(...names),
    problems: [],
  })
}

/** The range cannot be told; afterwards, with every command that the message names, it can. */
async function checkDeepened(
  options: readonly string[],
  args: readonly string[],
  commands: readonly string[],
  names: readonly (number | string)[],
) {
  for (const command of commands) {
    const repository = await clone(...options)
    const { status, found: words, stderr } = await repository.scan(args)
    expect({ status, words }).toEqual({ status: 2, words: [] })
    expect(stderr).toMatch(/^stanch: Cannot tell what the range added: .*The clone is shallow\./)
    const named = stderr.match(/git fetch.*?(?=, or|$)/gm)
    expect(named).toEqual(commands)
    const fetched = await tryGit(repository.directory, command.split(' ').slice(1))
    expect(fetched.status, `${command}: ${fetched.stderr}`).toBe(0)
    expectFound(await repository.scan(args), names)
  }
}

const deepen = ['git fetch --deepen=1000', 'git fetch --unshallow']

describe.skipIf(!hasBackend)('a shallow clone (skipped without git http-backend)', () => {
  test.for([
    ['has ranges above the cut', ['--depth', '3'], ['--range', 'HEAD~1..HEAD'], [9]],
    ['may have the cut as the base', ['--depth', '2'], ['--since', 'HEAD~1'], [9]],
    ['has times after the cut', ['--depth', '3'], ['--since', '2026-01-09'], [9]],
    ['has ranges that are empty', ['--depth', '1'], ['--range', 'HEAD..HEAD'], []],
    ['has ranges between branches', ['--depth', '4', '--no-single-branch'], ['--range', 'origin/topic~2..origin/topic'], ['t2', 't3']],
    ['by date has what is after it', ['--shallow-since', '2026-01-06T00:00:00Z', '--single-branch'], ['--range', 'HEAD~1..HEAD'], [9]],
  ] as const)('%s', async ([, options, args, names]) => {
    expectFound(await (await clone(...options)).scan(args), names)
  }) // prettier-ignore

  test.for([
    ['the cut is in the range', ['--depth', '1'], ['--since', '2026-01-01'], deepen, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['the cut is behind a merge', ['--depth', '3'], ['--range', 'HEAD~2..HEAD'], deepen, [8, 9]],
    ['the branches part below it', ['--depth', '2', '--no-single-branch'], ['--range', 'origin/main..origin/topic'], deepen, ['t1', 't2', 't3']],
    ['so they do with three dots', ['--depth', '2', '--no-single-branch'], ['--range', 'origin/main...origin/topic'], deepen, ['t1', 't2', 't3']],
    ['the time is before it', ['--shallow-since', '2026-01-09T00:00:00Z'], ['--since', '2026-01-08'], deepen, [8, 9]],
    ['the base is below it', ['--depth', '3'], ['--since', 'HEAD~5'], ['git fetch --unshallow origin'], [5, 6, 7, 8, 9]],
    ['the base is of another branch', ['--depth', '2'], ['--range', 'origin/topic..HEAD'], ['git fetch --unshallow origin topic:refs/remotes/origin/topic'], [6, 7, 8, 9]],
    ['the base is a branch without a copy here', ['--depth', '2'], ['--range', 'topic...HEAD'], ['git fetch --unshallow origin topic:topic'], [6, 7, 8, 9]],
    ['the base is a tag', ['--depth', '2', '--no-tags'], ['--since', 'v1'], ['git fetch --unshallow origin v1:v1'], [5, 6, 7, 8, 9]],
  ] as const)('cannot tell where %s', async ([, options, args, commands, names]) => {
    await checkDeepened(options, args, commands, names)
  }) // prettier-ignore

  test('cannot tell from a commit that only the remote has', async () => {
    const served = new TempRepository(join(root, 'served.git'))
    const base = await served.git('rev-parse', 'topic')
    const command = `git fetch --unshallow origin ${base}`
    await checkDeepened(['--depth', '1'], ['--range', `${base}..HEAD`], [command], [6, 7, 8, 9])
  })

  test('of all history has what is there, as if the cut were its beginning', async () => {
    const repository = await clone('--depth', '2')
    const { status, found: words, problems } = await repository.scan([])
    expect({ status, problems }).toEqual({ status: 1, problems: [] })
    // What came before the cut is in the tree of the commit at the cut.
    const older = [1, 2, 3, 4, 5, 6, 7, 8].map((name) => `S${name} ${name}.env:1 8`)
    expect(words).toEqual([...older, 'S9 9.env:1 9'].toSorted())
  })

  test('is pushed from without a look below the cut', async () => {
    const repository = await clone('--depth', '1')
    await repository.commit('next', { 'n.env': line(30) })
    const [old, id] = (await repository.git('rev-parse', 'HEAD~1', 'HEAD')).split('\n')
    const zero = '0'.repeat(40)
    const args = ['--pre-receive', '--not-remote=origin']
    for (const from of [old, zero]) {
      const scanned = await repository.scan(args, { input: `${from} ${id} refs/heads/x\n` })
      expect(scanned.found, scanned.stderr).toEqual(['S30 n.env:1 next'])
    }
    const { status, stderr } = await repository.scan(['--pre-receive'], {
      input: `${zero} ${id} refs/heads/x\n`,
    })
    expect(status).toBe(2)
    expect(stderr).toMatch(/The clone is shallow\./)
  })

  test('stages as any other', async () => {
    const repository = await clone('--depth', '1')
    repository.write({ '9.env': line(9) + line(31) })
    await repository.git('add', '9.env')
    expect((await repository.scan(['--staged'])).found).toEqual(['S31 9.env:2 staged'])
  })
})

describe.skipIf(!hasBackend)('a clone of one branch (skipped without git http-backend)', () => {
  test('says how to get another one', async () => {
    const repository = await clone('--single-branch', '--branch', 'main')
    const args = ['--range', 'origin/main..origin/topic']
    const { status, stderr } = await repository.scan(args)
    expect(status).toBe(2)
    const command = /If it is a remote's: git (.*)$/m.exec(stderr)![1]!
    await repository.git(...command.split(' '))
    expectFound(await repository.scan(args), ['t1', 't2', 't3'])
  })
})

describe.skipIf(!hasBackend)('a partial clone (skipped without git http-backend)', () => {
  const filters = ['blob:none', 'tree:0', 'blob:limit=10']

  test.for(filters)('--filter=%s gets what a range wants', async (filter) => {
    const repository = await clone('--bare', `--filter=${filter}`)
    expectFound(await repository.scan(['--range', 'main~2..main']), [8, 9])
    expectFound(await repository.scan(['--range', 'main...topic']), ['t1', 't2', 't3'])
    expectFound(await repository.scan(['--since', '2026-01-07']), [7, 8, 9])
  })

  test('stages', async () => {
    const repository = await clone('--no-checkout', '--filter=blob:none')
    await repository.git('read-tree', 'HEAD')
    repository.write({ '9.env': line(9) + line(31) })
    await repository.git('add', '9.env')
    expect((await repository.scan(['--staged'])).found).toEqual(['S31 9.env:2 staged'])
  })

  test('that is shallow as well fails as such', () =>
    checkDeepened(['--depth', '1', '--filter=blob:none'], ['--since', '2026-01-09'], deepen, [9]))

  test('fails where the remote is gone', async () => {
    const repository = await clone('--bare', '--filter=blob:none')
    await repository.git('config', 'remote.origin.url', 'http://127.0.0.1:9/none.git')
    const { status, found: words, stderr } = await repository.scan(['--since', 'main~2'])
    expect({ status, words }).toEqual({ status: 2, words: [] })
    expect(stderr).toMatch(/127\.0\.0\.1/)
  })

  test.for(['blob:none', 'tree:0'])('--filter=%s: all history names what is missing', async (filter) => {
    const repository = await clone('--bare', `--filter=${filter}`)
    const { status, problems, stderr } = await repository.scan([])
    expect(status, stderr).toBe(2)
    const missing = (await repository.git('rev-list', '--objects', '--all', '--missing=print'))
      .split('\n')
      .filter((text) => text.startsWith('?'))
      .map((text) => text.slice(1))
    expect(missing.length).toBeGreaterThan(8)
    const text = problems.join('\n')
    for (const id of missing) expect(text).toContain(id)
  }) // prettier-ignore
})
