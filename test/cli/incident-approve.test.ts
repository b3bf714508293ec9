import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foldIncident } from '../../src/incident/fold-incident.ts'
import { digestOf } from '../../src/incident/journal.ts'
import type { ApprovalNeed } from '../../src/incident/plan.ts'
import { openFileIncidentStore } from '../../src/store/incidents/file-incident-store.ts'
import { makePlan, makeStep } from '../incident/fake-journal.ts'
import { openedEvent } from '../incident/sample-events.ts'
import { requiredProgram } from '../required-program.ts'
import { run } from './run-stanch.ts'

const keygen = requiredProgram('ssh-keygen', 'apt-get install -y openssh-client')
const root = mkdtempSync(join(tmpdir(), 'stanch-approve-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const path = (name: string) => join(root, name)

function execute(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  expect(`${stderr}${status}`).toMatch(/0$/)
  return stdout
}

function makeKey(name: string, type = 'ed25519'): string {
  execute(keygen.path!, ['-q', '-t', type, '-N', '', '-C', name, '-f', path(name)])
  return readFileSync(path(`${name}.pub`), 'utf8').trim()
}

beforeAll(async () => {
  if (keygen.path === undefined) return
  const keys = ['ann', 'ben'].map((name) => ({ name, key: makeKey(name) }))
  makeKey('eve')
  makeKey('old', 'rsa')
  const lines = keys.map(
    ({ name, key }) => `  - { name: ${name}, key: '${key}', aliases: [adm-${name}] }`,
  )
  writeFileSync(
    path('stanch.yaml'),
    `incidents: { store: state }\napprovers:\n${lines.join('\n')}\n`,
  )
  await run(['incident', 'trust'], { cwd: root })
})

let incidents = 0

async function makePlanned(signatures: ApprovalNeed['signatures'] = 1, plannedBy = 'dan') {
  const store = await openFileIncidentStore(path('state'))
  const actor = { person: plannedBy, via: 'cli' }
  const identities = [`i${++incidents}`]
  const { id } = await store.open(identities, actor, () => openedEvent(identities))
  await plan(id, signatures, plannedBy)
  return id
}

async function plan(id: string, signatures: ApprovalNeed['signatures'], plannedBy = 'dan') {
  const store = await openFileIncidentStore(path('state'))
  const options = { waitMs: 0, signal: new AbortController().signal }
  const step = makeStep({ id: 'revoke', title: 'Revoke the token', incident: id, manual: ['do'] })
  const made = makePlan([step], {
    incident: id,
    needs: { signatures, reason: 'It cannot be undone.' },
    reason: `plan ${++incidents}`,
  })
  await store.withJournal(id, { person: plannedBy, via: 'cli' }, options, ({ append }) =>
    append({ type: 'planned', plan: made, digest: digestOf(made) }),
  )
}

async function incidentOf(id: string) {
  return foldIncident(await (await openFileIncidentStore(path('state'))).read(id))
}

function approve(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return run(['incident', 'approve', ...words], { cwd: root, env: { STANCH_ACTOR: 'dan', ...env } })
}

test.skipIf(keygen.path === undefined)(`approvals (${keygen.skip})`, () => undefined)
const real = test.runIf(keygen.path !== undefined)

real('a plan is shown with its digest and how it is approved', async () => {
  const id = await makePlanned()
  const { status, stdout } = await approve([id])
  const { planDigest } = await incidentOf(id)
  expect(status).toBe(1)
  expect(stdout).toContain(planDigest)
  expect(stdout).toMatch(/Revoke the token/)
  expect(stdout).toMatch(/ann or ben can/)
  expect(stdout).toContain(`stanch incident approve ${id} --plan ${planDigest!.slice(0, 16)} --key`)
})

real('a key signs, and then it may run', async () => {
  const id = await makePlanned()
  const { status, stdout, stderr } = await approve([id, '--key', path('ann')])
  expect(stderr).toMatch(/ann approved plan/)
  expect({ status, stdout }).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`stanch incident run ${id}`),
  })
  const { approvals, state } = await incidentOf(id)
  expect(state).toBe('approved')
  const until = Date.parse(approvals[0]!.expiresAt) - Date.now()
  expect(until / 3_600_000).toBeCloseTo(4, 1)
  const json = JSON.parse((await approve([id, '--format', 'json'])).stdout) as { waits: unknown }
  expect(json.waits).toBeNull()
})

real('what is signed on another machine counts, and nothing else does', async () => {
  const id = await makePlanned()
  const printed = await approve([id, '--as', 'adm-ben', '--expires', '30m', '--print-text'])
  expect(printed.status).toBe(0)
  expect(printed.stdout).toMatch(/^\{.*"person":"ben".*\}\n$/)
  writeFileSync(path('approval'), printed.stdout)
  execute(keygen.path!, [
    '-Y',
    'sign',
    '-q',
    '-n',
    'stanch-approval',
    '-f',
    path('eve'),
    path('approval'),
  ])
  const byEve = await approve([id, '--signature', path('approval.sig')])
  expect(byEve).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/another key than the enrolled/),
  })
  rmSync(path('approval.sig'))
  execute(keygen.path!, ['-Y', 'sign', '-q', '-n', 'git', '-f', path('ben'), path('approval')])
  const forGit = await approve([id, '--signature', path('approval.sig')])
  expect(forGit).toMatchObject({ status: 2, stderr: expect.stringMatching(/namespace/) })
  rmSync(path('approval.sig'))
  execute(keygen.path!, [
    '-Y',
    'sign',
    '-q',
    '-n',
    'stanch-approval',
    '-f',
    path('ben'),
    path('approval'),
  ])
  writeFileSync(
    path('longer'),
    printed.stdout.replace(/T(\d\d):/, (_, hour) => (hour === '23' ? 'T22:' : 'T23:')),
  )
  for (const [text, fault] of [
    ['longer', /changed after it was signed|more than 24|expired/],
    ['stanch.yaml', /exactly as --print-text/],
  ] as const) {
    const other = await approve([id, '--signature', path('approval.sig'), '--text', path(text)])
    expect(other).toMatchObject({ status: 2, stderr: expect.stringMatching(fault) })
  }
  expect((await incidentOf(id)).approvals).toEqual([])
  expect(await approve([id, '--signature', path('approval.sig')])).toMatchObject({ status: 0 })
  await plan(id, 1)
  const stale = await approve([id, '--signature', path('approval.sig')])
  expect(stale).toMatchObject({ status: 2, stderr: expect.stringMatching(/current plan/) })
})

real('an agent signs for a public key', async () => {
  const agent = execute('ssh-agent', ['-s'])
  const env = Object.fromEntries(
    [...agent.matchAll(/(SSH_\w+)=([^;]+);/g)].map(([, name, value]) => [name!, value!]),
  )
  try {
    execute('ssh-add', ['-q', path('ann')], env)
    writeFileSync(path('away.pub'), readFileSync(path('ann.pub')))
    const id = await makePlanned()
    expect(await approve([id, '--key', path('away.pub')], env)).toMatchObject({ status: 0 })
    const without = await approve([id, '--key', path('away.pub')])
    expect(without).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/ssh-agent has by its \.pub/),
    })
  } finally {
    execute('ssh-agent', ['-k'], env)
  }
})

real('a passphrase is asked for by ssh-keygen itself', async () => {
  writeFileSync(path('locked'), readFileSync(path('ann')), { mode: 0o600 })
  execute(keygen.path!, ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', path('locked')])
  writeFileSync(path('ask'), '#!/bin/sh\necho open sesame\n', { mode: 0o755 })
  const id = await makePlanned()
  const env = { SSH_ASKPASS: path('ask'), SSH_ASKPASS_REQUIRE: 'force' }
  expect(await approve([id, '--key', path('locked')], env)).toMatchObject({ status: 0 })
})

real('what is refused', async () => {
  const id = await makePlanned(1, 'adm-ann')
  const none = await makePlanned(0)
  const cases: [string[], RegExp][] = [
    [[id, '--key', path('ann')], /who made the plan may not approve it/],
    [
      [id, '--key', path('eve')],
      /expected a key that approvers in stanch\.yaml names; got SHA256:.*\nThere are: ann, ben/,
    ],
    [[id, '--key', path('old')], /of the type RSA/],
    [[id, '--key', path('nothing')], /expected an ed25519 key/],
    [[id, '--key', path('ben'), '--expires', '25h'], /--expires/],
    [[id, '--key', path('ben'), '--plan', '0123456789ab'], /the current one is/],
    [[id, '--key', path('ben'), '--print-text'], /expected one of/],
    [[id, '--as', 'eve', '--print-text'], /expected one of the approvers/],
    [[none, '--key', path('ben')], /needs no signature/],
    [['inc-20261126-120000-aaaaaa'], /No incident/],
  ]
  for (const [words, fault] of cases) {
    const { status, stderr, stdout } = await approve(words)
    expect({ words, status, stdout }).toEqual({ words, status: 2, stdout: '' })
    expect(stderr).toMatch(fault)
  }
  expect((await incidentOf(id)).approvals).toEqual([])
})

real(
  'two people are not enough on a laptop, and breaking the glass is one and a review',
  async () => {
    const id = await makePlanned(2, 'ann')
    const refused = await approve([id, '--key', path('ben')])
    expect(refused).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/postgres:.*--break-glass/s),
    })
    const words = [id, '--key', path('ann'), '--break-glass', 'nobody else is awake']
    expect(await approve(words)).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/to be reviewed/),
    })
    expect(await incidentOf(id)).toMatchObject({ state: 'approved', wantsReview: true })
  },
)

real('check tells which journals hold, and which record does not', async () => {
  const id = await makePlanned()
  const good = await run(['incident', 'check', id], { cwd: root })
  expect(good).toMatchObject({ status: 0, stdout: `${id}  holds   2 records\n` })
  const journal = path(`state/incidents/${id}/journal.jsonl`)
  const text = readFileSync(journal, 'utf8')
  writeFileSync(journal, text.replace('plan ', 'PLAN '))
  const bad = await run(['incident', 'check', '--format', 'json'], { cwd: root })
  expect(bad.status).toBe(2)
  const faults = (JSON.parse(bad.stdout) as { incident: string; fault: unknown }[]).filter(
    ({ fault }) => fault,
  )
  expect(faults).toMatchObject([{ incident: id, fault: { sequence: 2 } }])
  expect(await approve([id])).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/record 2/),
  })
  writeFileSync(journal, text)
})
