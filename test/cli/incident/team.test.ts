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

/** How many leaked at once. */
const members = Number(process.env['STANCH_TEAM_GROUP'] ?? 6)

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
    expect((await this.as('dan', ['incident', 'trust'])).status).toBe(0)
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
    return (await this.incidents([id]))[0]!
  }

  async incidents(ids: readonly string[]): Promise<Incident[]> {
    const store = await this.openStore()
    try {
      const incidents: Incident[] = []
      for (const id of ids) incidents.push(foldIncident(await store.read(id)))
      return incidents
    } finally {
      await store.close()
    }
  }

  /** A signature that was right, and holds no more. */
  async approveLate(id: string, person: string): Promise<void> {
    const store = await this.openStore()
    const incident = foldIncident(await store.read(id))
    const expiresAt = new Date(Date.now() - 1000).toISOString()
    const statement = { planDigest: incident.planDigest!, person, expiresAt }
    const key = join(this.cwd, person)
    const text = approvalText(incident, statement)
    const { stdout: signature } = spawnSync(
      keygen.path!,
      ['-Y', 'sign', '-n', 'stanch-approval', '-f', key],
      { input: text, encoding: 'utf8' },
    )
    const name = spawnSync(keygen.path!, ['-l', '-f', `${key}.pub`], { encoding: 'utf8' })
    const approval = { ...statement, key: name.stdout.split(' ')[1]!, signature }
    const options = { waitMs: 0, signal: new AbortController().signal }
    await store.withJournal(id, { person, via: 'cli' }, options, ({ append }) =>
      append({ type: 'approved', approval }),
    )
    await store.close()
  }
}

describe.skipIf(missing !== undefined)(`a team (${missing?.skip ?? 'all there'})`, () => {
  beforeAll(async () => {
    server = await startPostgres()
    server.sql('CREATE ROLE app LOGIN')
  }, 60_000)
  afterAll(() => server?.stop())

  test(
    'what cannot be undone waits for two people, and of two who run it one does',
    {
      timeout: 120_000,
    },
    async () => {
      const team = new Team(1)
      const [id] = await team.open()
      // Another machine, without the key of the fingerprints: no second incident.
      const elsewhere = ['open', '--value-stdin', '--format', 'json']
      const again = await team.as('eve', ['incident', ...elsewhere], {
        input: team.tokens[0]!,
        env: { STANCH_KEY: undefined },
      })
      expect(JSON.parse(again.stdout)).toMatchObject([{ id, result: 'seen-again', places: 2 }])

      const incident = (person: string, ...words: string[]) =>
        team.as(person, ['incident', ...words])
      const approve = (name: string, key = name) => incident(name, 'approve', id!, '--key', key)
      expect((await incident('dan', 'plan', id!)).stdout).toContain('Two people have to sign.')
      expect(await approve('dan')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('who made the plan may not approve it'),
      })
      expect(await approve('ann')).toMatchObject({ status: 1 })
      expect(await approve('ann', 'ann-laptop')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('expected a key that approvers in stanch.yaml names'),
      })
      await team.approveLate(id!, 'ben')
      const waiting = await incident('ann', 'run', id!)
      expect(waiting.status).toBe(1)
      expect(waiting.stdout).toMatch(
        /it has that of ann\..*\nthe approval of ben expired at .*\nben can: /,
      )
      expect(team.github.requests).toEqual([])

      expect(await approve('ben')).toMatchObject({ status: 0 })
      const both = await Promise.all(['ann', 'ben'].map((who) => incident(who, 'run', id!)))
      // The second is refused, or finds all done when the first was quick.
      expect(both.map(({ stdout }) => stdout).join('')).toContain('all but cleaning is done')
      for (const { status, stderr } of both)
        if (status === 2) expect(stderr).toMatch(/(?:ann|ben) on .* does, and was waited for 5 s/)
      expect(team.github.revoked).toEqual([[team.tokens[0]]])
      expect((await team.incident(id!)).verification).toMatchObject({ verdict: 'dead' })
      expect(await incident('ann', 'check')).toMatchObject({
        status: 0,
        stdout: expect.stringContaining(`${id}  holds`),
      })
    },
  )

  test('one person is enrolled with one key', async () => {
    const team = new Team(0)
    const key = readFileSync(join(team.cwd, 'ann-laptop.pub'), 'utf8').trim()
    const path = join(team.cwd, 'stanch.yaml')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, `${text}  - { name: ann-laptop, key: '${key}', aliases: [ann] }\n`)
    const refused = await run(['incident', 'list'], { cwd: team.cwd })
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('expected each name and alias once')
  })

  test(
    `${members} incidents: one plan, one signature of each person, one call`,
    {
      timeout: 600_000,
    },
    async () => {
      const team = new Team(members)
      const told: string[] = []
      const timed = async (what: string, person: string, words: readonly string[]) => {
        const started = performance.now()
        const ended = await team.as(person, ['incident', ...words, '--group', 'wave'])
        told.push(`${what} ${((performance.now() - started) / 1000).toFixed(1)} s`)
        return ended
      }
      const ids = await team.open()
      expect(new Set(ids).size).toBe(members)
      const [gone, dead] = [team.tokens[members - 1]!, team.tokens[members - 2]!]
      writeFileSync(join(team.cwd, `leaks/app-${members - 1}/.env`), 'GITHUB_TOKEN=\n')
      team.github.live.delete(dead)

      const planned = await timed('plan', 'dan', ['plan'])
      expect(planned.stdout).toContain(`revoke, ${members - 1} of ${members} in 1 call`)
      expect((await timed('approve', 'ann', ['approve', '--key', 'ann'])).status).toBe(1)
      expect((await timed('approve', 'ben', ['approve', '--key', 'ben'])).status).toBe(0)
      const ran = await timed('run', 'ben', ['run'])
      // One is for a person to do, of whose value nothing is left.
      expect(ran.status, ran.stderr).not.toBe(0)
      const sent = team.tokens.filter((token) => token !== gone)
      expect(team.github.revoked.map((one) => one.toSorted())).toEqual([sent.toSorted()])
      expect(team.github.live).toEqual(new Set([team.operator, gone]))

      const all = await team.incidents(ids)
      const proven = all.filter(({ verification }) => verification?.verdict === 'dead')
      expect(proven).toHaveLength(members - 2)
      console.log(
        `${members} incidents: ${told.join(', ')}; ${team.github.requests.length} requests`,
      )
    },
  )
})
