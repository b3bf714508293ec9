import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { digestOf } from '../../src/incident/journal.ts'
import { openPostgresIncidentStore } from '../../src/store/incidents/postgres-incident-store.ts'
import { makePlan, makeStep } from '../incident/fake-journal.ts'
import { openedEvent } from '../incident/sample-events.ts'
import { requiredProgram } from '../required-program.ts'
import { requiredPostgres, startPostgres } from '../store/start-postgres.ts'
import { run } from './run-stanch.ts'

const keygen = requiredProgram('ssh-keygen', 'apt-get install -y openssh-client')
const missing = [requiredPostgres, keygen].find(({ path }) => path === undefined)

test.skipIf(missing !== undefined)(
  `two people approve in the team’s store (${missing?.skip ?? 'all there'})`,
  { timeout: 60_000 },
  async () => {
    const server = await startPostgres()
    onTestFinished(() => server.stop())
    const root = mkdtempSync(join(tmpdir(), 'stanch-team-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    server.sql('CREATE ROLE app LOGIN; CREATE DATABASE team OWNER app')
    const keyOf = (name: string) => {
      const path = join(root, name)
      spawnSync(keygen.path!, ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path])
      return readFileSync(`${path}.pub`, 'utf8').trim()
    }
    const approvers = ['ann', 'ben'].map((name) => `  - { name: ${name}, key: '${keyOf(name)}' }\n`)
    writeFileSync(
      join(root, 'stanch.yaml'),
      `incidents: { store: ${server.addressOf('team')} }\ninventory: { tenant: acme }\napprovers:\n${approvers.join('')}`,
    )
    const env = server.environmentOf('app')
    const store = await openPostgresIncidentStore(server.addressOf('team'), 'acme', env)
    const actor = { person: 'dan', via: 'cli' }
    const { id } = await store.open(['a'], actor, () => openedEvent(['a']))
    const plan = makePlan([makeStep({ id: 'revoke', incident: id })], {
      incident: id,
      needs: { signatures: 2, reason: 'It cannot be undone, and it is of production.' },
    })
    const options = { waitMs: 0, signal: new AbortController().signal }
    await store.withJournal(id, actor, options, ({ append }) =>
      append({ type: 'planned', plan, digest: digestOf(plan) }),
    )
    await store.close()
    const stanch = (...words: string[]) => run(['incident', ...words], { cwd: root, env })
    expect(await stanch('trust')).toMatchObject({ status: 0 })
    const sign = (name: string) => stanch('approve', id, '--key', join(root, name))
    expect(await sign('ann')).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/two approvals; it has that of ann[^]*ben can/),
    })
    expect(await sign('ann')).toMatchObject({ status: 1 })
    expect(await sign('ben')).toMatchObject({
      status: 0,
      stdout: `Run it: stanch incident run ${id}\n`,
    })
    expect(await stanch('check')).toMatchObject({ status: 0, stdout: `${id}  holds   5 records\n` })
  },
)
