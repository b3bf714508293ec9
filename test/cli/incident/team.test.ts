import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approvalText } from '../../../src/incident/approval-text.ts'
import { foldIncident } from '../../../src/incident/fold-incident.ts'
import type { Incident } from '../../../src/incident/incident.ts'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { openPostgresIncidentStore } from '../../../src/store/incidents/postgres-incident-store.ts'
import { requiredProgram } from '../../required-program.ts'
import { requiredPostgres, startPostgres, type PostgresServer } from '../../store/start-postgres.ts'
import { makeDirectory, run, type Ended, type RunOptions } from '../run-stanch.ts'
import { serveGithub, type ServedGithub } from './serve-github.ts'

const keygen = requiredProgram('ssh-keygen', 'apt-get install -y openssh-client')
const missing = [requiredPostgres, keygen].find(({ path }) => path === undefined)

/** The same one for the same number. */
function tokenOf(number: number): string {
  return assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(number)).text
}

let server: PostgresServer
let databases = 0

/** A team with a database of its own, and what leaked to it. */
class Team {
  readonly operator = tokenOf(1)
  readonly database = `team_${++databases}`
  readonly cwd = makeDirectory()
  readonly tokens: readonly string[]
  github!: ServedGithub

  constructor(count: number) {
    this.tokens = Array.from({ length: count }, (_, at) => tokenOf(100 + at))
    server.sql(`CREATE DATABASE ${this.database} OWNER app`)
    const people = ['dan', 'ann', 'ben']
    const approvers = people.map((name) => `  - { name: ${name}, key: '${this.makeKey(name)}' }\n`)
    this.makeKey('ann-laptop')
    const store = `incidents: { store: ${server.addressOf(this.database)} }\ninventory: { tenant: acme }\n`
    writeFileSync(join(this.cwd, 'stanch.yaml'), `${store}approvers:\n${approvers.join('')}`)
  }

  makeKey(name: string): string {
    const path = join(this.cwd, name)
    spawnSync(keygen.path!, ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path])
    return readFileSync(`${path}.pub`, 'utf8').trim()
  }

  async as(
    person: string,
    args: readonly string[],
    options: Partial<RunOptions> = {},
  ): Promise<Ended> {
    const ended = await run(args, {
      cwd: this.cwd,
      ...options,
      env: {
        ...server.environmentOf('app'),
        STANCH_ACTOR: person,
        GITHUB_API_URL: this.github.url,
        GH_ENTERPRISE_TOKEN: this.operator,
        ...options.env,
      },
    })
    const said = ended.stdout + ended.stderr
    for (const secret of [this.operator, ...this.tokens]) expect(said).not.toContain(secret)
    return ended
  }

  async open(): Promise<string[]> {
    this.github = await serveGithub(this.tokens, this.operator)
    for (const [at, token] of this.tokens.entries()) {
      const path = join(this.cwd, 'leaks', `app-${at}`, '.env')
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, `GITHUB_TOKEN=${token}\n`)
    }
    const scan = await this.as('dan', ['scan', '--format', 'json', 'leaks'])
    writeFileSync(join(this.cwd, 'scan.json'), scan.stdout)
    const words = ['open', 'scan.json', '--group', 'wave', '--format', 'json']
    const opened = await this.as('dan', ['incident', ...words])
    expect(opened.status, opened.stderr).toBe(0)
    return (JSON.parse(opened.stdout) as { id: string }[]).map(({ id }) => id)
  }

  async openStore() {
    const env = server.environmentOf('app')
    return openPostgresIncidentStore(server.addressOf(this.database), 'acme', env)
  }

  async incident(id: string): Promise<Incident> {
    const store = await this.openStore()
    try {
      return foldIncident(await store.read(id))
    } finally {
      await store.close()
    }
  }
}

describe.skipIf(missing !== undefined)(`a team (${missing?.skip ?? 'all there'})`, () => {
  beforeAll(async () => {
    server = await startPostgres()
    server.sql('CREATE ROLE app LOGIN')
  }, 60_000)
  afterAll(() => server?.stop())

  test('a group', { timeout: 300_000 }, async () => {
    const team = new Team(300)
    const show = (name: string, ended: Ended) =>
      console.log(name, ended.status, Date.now() - t, '\n', ended.stdout.slice(0, 3000), '...', ended.stdout.slice(-600), ended.stderr.slice(0, 1500))
    let t = Date.now()
    const ids = await team.open()
    console.log(ids.length, 'opened', Date.now() - t)
    team.github.live.delete(team.tokens[7]!)
    writeFileSync(join(team.cwd, 'leaks/app-9/.env'), 'GITHUB_TOKEN=gone')
    t = Date.now()
    show('plan', await team.as('dan', ['incident', 'plan', '--group', 'wave']))
    t = Date.now()
    show('ann', await team.as('ann', ['incident', 'approve', '--group', 'wave', '--key', 'ann']))
    t = Date.now()
    show('ben', await team.as('ben', ['incident', 'approve', '--group', 'wave', '--key', 'ben']))
    t = Date.now()
    show('run', await team.as('ben', ['incident', 'run', '--group', 'wave']))
    const counts: Record<string, number> = {}
    for (const one of team.github.requests) counts[one] = (counts[one] ?? 0) + 1
    console.log(counts, team.github.revoked.map((one) => one.length))
    void approvalText
  })
})
