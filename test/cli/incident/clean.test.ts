import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { foldIncident } from '../../../src/incident/fold-incident.ts'
import type { EventOf } from '../../../src/incident/event.ts'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { openFileIncidentStore } from '../../../src/store/incidents/file-incident-store.ts'
import { makeDirectory, run, type Ended } from '../run-stanch.ts'
import { settings } from '../temp-repository.ts'

const secret = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(31)).text
const other = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(32)).text

interface Told {
  readonly number: number
  readonly kind: string
  readonly place: string
  readonly result: string
  readonly detail: string
  readonly digestBefore?: string
  readonly digestAfter?: string
  readonly next: readonly string[]
}

/** A directory where it leaked, and its incident. */
class Desk {
  readonly cwd: string
  id = ''
  constructor(files: Readonly<Record<string, string>>) {
    this.cwd = makeDirectory(files)
  }
  git(...args: readonly string[]): string {
    const env = { ...process.env, ...settings }
    return execFileSync('git', args, { cwd: this.cwd, env, encoding: 'utf8' })
  }
  async incident(...args: readonly string[]): Promise<Ended> {
    const env = { STANCH_ACTOR: 'ann', STANCH_INCIDENTS: join(this.cwd, '..', `${this.cwd.split('/').at(-1)}-state`), ...settings } // prettier-ignore
    const ended = await run(['incident', ...args], { cwd: this.cwd, env })
    expect(ended.stdout + ended.stderr).not.toContain(secret)
    return ended
  }
  async open(...scan: readonly string[]): Promise<void> {
    const { stdout } = await run(['scan', ...scan, '--format', 'json'], { cwd: this.cwd, env: settings }) // prettier-ignore
    const found = JSON.parse(stdout) as { findings: { redacted: string }[] }
    const env = { STANCH_ACTOR: 'ann', STANCH_INCIDENTS: this.state }
    const ended = await run(['incident', 'open', '-', '--format', 'json'], { cwd: this.cwd, env, input: JSON.stringify(found) }) // prettier-ignore
    const [summary] = JSON.parse(ended.stdout) as { id: string }[]
    this.id = summary!.id
  }
  get state(): string {
    return join(this.cwd, '..', `${this.cwd.split('/').at(-1)}-state`)
  }
  async clean(...args: readonly string[]): Promise<{ status: number | null; places: Told[] }> {
    const { status, stdout, stderr } = await this.incident('clean', this.id, '--format', 'json', ...args) // prettier-ignore
    expect(stderr.replaceAll(/stanch: .*going on without the value\n|stanch: (?:Incident|Run|  ).*\n/g, '')).not.toMatch(/Error/) // prettier-ignore
    return { status, places: (JSON.parse(stdout) as { places: Told[] }).places }
  }
  async receipts(): Promise<EventOf<'cleaned'>[]> {
    const store = await openFileIncidentStore(this.state)
    const records = await store.read(this.id)
    expect(JSON.stringify(records)).not.toContain(secret)
    expect(foldIncident(records).state).toBe('open')
    return records.flatMap(({ event }) => (event.type === 'cleaned' ? [event] : []))
  }
  read(name: string): string {
    return readFileSync(join(this.cwd, name), 'latin1')
  }
}

test('a log: lines are named, then the value is taken out, and nothing else is touched', async () => {
  const base64 = Buffer.from(`x:${secret}`).toString('base64')
  const log = `start\r\ntoken=${secret}\r\nother ${other}\nauth ${base64}\nagain ${secret} end\n`
  const desk = new Desk({ 'app.log': log })
  await desk.open('app.log')
  const dry = await desk.clean('--dry-run')
  expect(dry).toMatchObject({ status: 1, places: [{ place: 'app.log', result: 'guided', next: expect.arrayContaining(['app.log:2:7', 'app.log:5:7']) as unknown }] }) // prettier-ignore
  expect([await desk.receipts(), desk.read('app.log')]).toEqual([[], log])
  expect((await desk.clean()).status).toBe(1)
  expect(desk.read('app.log')).toBe(log)
  const done = await desk.clean('--in-place')
  const redacted = desk.read('app.log')
  expect(done).toMatchObject({ status: 0, places: [{ result: 'purged' }] })
  expect(redacted).not.toContain(secret)
  expect(redacted).not.toContain(base64)
  expect(redacted).toContain('start\r\ntoken=REDACTED\r\n')
  expect(redacted).toContain(`other ${other}\n`)
  expect(redacted).toContain('again REDACTED end\n')
  expect(readdirSync(desk.cwd).filter((name) => /stanch|orig|bak|~/.test(name))).toEqual([])
  expect((await desk.clean()).status).toBe(0)
  const receipts = await desk.receipts()
  expect(receipts.map(({ result }) => result)).toEqual(['guided', 'purged', 'purged'])
  expect(receipts[1]).toMatchObject({ digestBefore: expect.stringMatching(/^v1:/) as unknown, digestAfter: expect.stringMatching(/^sha256:[\da-f]{64}$/) as unknown }) // prettier-ignore
})

test('a second name of a file is not forgotten, and what is gone is not said to be clean', async () => {
  const desk = new Desk({ 'a.env': `A=${secret}\n` })
  await desk.open('a.env')
  linkSync(join(desk.cwd, 'a.env'), join(desk.cwd, 'b.env'))
  const linked = await desk.clean('--in-place')
  expect(linked).toMatchObject({ status: 2, places: [{ result: 'failed', detail: expect.stringMatching(/2 names/) as unknown }] }) // prettier-ignore
  expect(desk.read('a.env')).toContain(secret)
  execFileSync('rm', [join(desk.cwd, 'a.env')])
  expect(await desk.clean()).toMatchObject({ status: 1, places: [{ result: 'guided', detail: expect.stringMatching(/cannot be told/) as unknown }] }) // prettier-ignore
})

test('a Slack export: a copy, then the file itself', async () => {
  const day = JSON.stringify([{ type: 'message', user: 'U1', text: `see ${secret}`, ts: '1737714849.675319' }]) // prettier-ignore
  const desk = new Desk({
    'export/users.json': '[{"id":"U1","name":"ann"}]',
    'export/general/2025-01-24.json': day,
  })
  await desk.open('export', 'export')
  const kinds = (await desk.clean('--dry-run')).places
  expect(kinds).toMatchObject([{ kind: 'export', result: 'guided', next: [expect.stringMatching(/--out DIRECTORY/), expect.stringMatching(/--in-place/), expect.stringMatching(/chat\.delete/)] as unknown }]) // prettier-ignore
  const copied = await desk.clean('--out', 'clean')
  expect(copied).toMatchObject({ status: 1, places: [{ result: 'guided', detail: expect.stringMatching(/a scan of it finds nothing/) as unknown }] }) // prettier-ignore
  expect(desk.read('clean/2025-01-24.json')).not.toContain(secret)
  expect(desk.read('export/general/2025-01-24.json')).toBe(day)
  expect(await desk.clean('--in-place')).toMatchObject({
    status: 0,
    places: [{ result: 'purged' }],
  })
  const [message] = JSON.parse(desk.read('export/general/2025-01-24.json')) as { text: string }[]
  expect(message!.text).toMatch(/^see \[stanch:github-token:/)
  expect((await desk.receipts()).at(-1)).toMatchObject({ result: 'purged', digestAfter: expect.stringMatching(/^sha256:/) as unknown }) // prettier-ignore
})

function madeHistory(): Desk {
  const desk = new Desk({ 'deploy.env': `TOKEN=${secret}\n`, 'README.md': 'hello\n' })
  desk.git('init', '-q', '-b', 'main')
  desk.git('remote', 'add', 'origin', 'git@github.com:acme/shop.git')
  desk.git('add', '.')
  desk.git('commit', '-q', '-m', 'first')
  writeFileSync(join(desk.cwd, 'deploy.env'), 'TOKEN=from-vault\n')
  desk.git('commit', '-q', '-a', '-m', 'move it')
  return desk
}

test('a history: exact commands, an expressions file for one pair of eyes, no value elsewhere', async () => {
  const desk = madeHistory()
  await desk.open('git', '.')
  const path = join(desk.cwd, '.git/stanch', `${desk.id}.txt`)
  const { status, places } = await desk.clean('--dry-run')
  expect([status, existsSync(path)]).toEqual([1, false])
  expect(places).toMatchObject([{ kind: 'git', place: 'history of deploy.env', result: 'guided' }])
  await desk.clean()
  expect(readFileSync(path, 'utf8')).toBe(`literal:${secret}==>REDACTED\n`)
  expect([statSync(path).mode & 0o777, statSync(join(path, '..')).mode & 0o777]).toEqual([0o600, 0o700]) // prettier-ignore
  const { stdout } = await desk.incident('clean', desk.id)
  expect(stdout).toMatch(/git filter-repo --force --sensitive-data-removal --replace-text \S+\.txt --replace-message/) // prettier-ignore
  expect(stdout).toMatch(/git push --force --mirror origin/)
  expect(stdout).toMatch(/Ask GitHub Support to remove cached views/)
  expect(stdout).toContain('gh api -X DELETE repos/acme/shop/actions/runs/RUN_ID/logs')
  expect(desk.git('status', '--porcelain')).toBe('')
})

const filterRepo = ['git-filter-repo'].find((name) => spawnSync(name, ['--version']).status === 0)

test.skipIf(filterRepo === undefined && process.env['STANCH_SERVICES'] !== 'required')(
  'a history that was rewritten as told is proven clean, and the expressions file is gone (pip install git-filter-repo)',
  async () => {
    const desk = madeHistory()
    appendFileSync(join(desk.cwd, 'README.md'), 'more\n')
    desk.git('commit', '-q', '-a', '-m', `use ${secret} for now`)
    await desk.open('git', '.')
    const before = await desk.clean()
    // Threads tell the places, in no order of their own.
    expect(before.places.map(({ result }) => result)).toEqual(['guided', 'guided'])
    expect(before.places.map(({ place }) => place)).toEqual(
      expect.arrayContaining([
        'history of deploy.env',
        expect.stringMatching(/^message of commit/),
      ]),
    )
    const path = join(desk.cwd, '.git/stanch', `${desk.id}.txt`)
    const rewrite = (...args: readonly string[]) => {
      execFileSync(filterRepo ?? 'git-filter-repo', ['--force', ...args], { cwd: desk.cwd, stdio: 'ignore', env: { ...process.env, ...settings } }) // prettier-ignore
      desk.git('reflog', 'expire', '--expire=now', '--all')
      desk.git('gc', '-q', '--prune=now')
    }
    // The messages are forgotten: their commits have other names now, and the value still.
    rewrite('--replace-text', path)
    const half = await desk.clean()
    expect(half).toMatchObject({ status: 1, places: [{ result: 'guided' }, { result: 'guided' }] })
    rewrite('--replace-text', path, '--replace-message', path)
    expect(desk.git('log', '--all', '-p')).not.toContain(secret)
    expect(existsSync(path)).toBe(true)
    const after = await desk.clean()
    expect(after).toMatchObject({ status: 0, places: [{ result: 'purged' }, { result: 'purged' }] })
    expect(existsSync(path)).toBe(false)
    expect((await desk.receipts()).map(({ result }) => result)).toEqual(['guided', 'guided', 'guided', 'guided', 'purged', 'purged']) // prettier-ignore
  },
)

test('what stands in the newest commit lies in the work tree, too', async () => {
  const desk = new Desk({ 'deploy.env': `TOKEN=${secret}\n` })
  desk.git('init', '-q')
  desk.git('add', '.')
  desk.git('commit', '-q', '-m', 'first')
  await desk.open('git', '.')
  const { places } = await desk.clean('--in-place')
  expect(places.map(({ kind, result }) => [kind, result])).toEqual([
    ['file', 'purged'],
    ['git', 'guided'],
  ])
  expect(desk.read('deploy.env')).toBe('TOKEN=REDACTED\n')
  expect((await desk.incident('clean', desk.id, '--place', '7')).status).toBe(2)
})
