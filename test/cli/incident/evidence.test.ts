import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/rules/sample.ts'
import { assembleSample } from '../../../src/rules/sample.ts'
import { approvalText } from '../../../src/incident/approval-text.ts'
import { keyNameOf } from '../../../src/incident/approver.ts'
import { makeDirectory, run } from '../run-stanch.ts'
import { keepSample } from './kept-sample.ts'

const all = [
  'approvals.json', 'findings.json', 'head.json', 'incident.json', 'journal.jsonl', 'manifest.json',
  'ocsf.jsonl', 'plan.json', 'plan.txt', 'report.html', 'report.md', 'timeline.json',
] // prettier-ignore

describe('a bundle', () => {
  test('of a finished incident is whole, as a directory and as a tar archive', async () => {
    const cwd = makeDirectory()
    const { id, place } = await keepSample(cwd)
    for (const out of ['evidence', 'evidence.tar']) {
      const made = await run(['incident', 'evidence', id, '--store', place, '--out', out], { cwd })
      expect(made.stderr).toContain('Proven dead')
      expect(made).toMatchObject({ status: 0, stdout: `${join(cwd, out)}\n` })
      const checked = await run(['incident', 'check-evidence', out], { cwd })
      expect(checked.stdout).toMatch(/^whole /)
      expect(checked.status).toBe(0)
    }
    expect(readdirSync(join(cwd, 'evidence')).toSorted()).toEqual(all)
    expect(
      execFileSync('tar', ['-tf', join(cwd, 'evidence.tar')]).toString().trim().split('\n').toSorted(),
    ).toEqual(all.map((name) => `evidence/${name}`)) // prettier-ignore
  })

  test('of an unfinished incident says so, in its report too', async () => {
    const cwd = makeDirectory()
    const { id, place } = await keepSample(cwd, { count: 11 })
    const made = await run(['incident', 'evidence', id, '--store', place, '--out', 'e'], { cwd })
    expect(made.stderr).toContain('unfinished')
    expect(made.status).toBe(0)
    const read = (name: string) => readFileSync(join(cwd, 'e', name), 'utf8')
    expect(JSON.parse(read('manifest.json'))).toMatchObject({ isFinished: false })
    expect(read('report.html')).toContain('Unfinished')
    expect(read('report.md')).toContain('**Unfinished.**')
    expect((await run(['incident', 'check-evidence', 'e'], { cwd })).status).toBe(0)
  })

  test('is not written when a secret stands in what was typed', async () => {
    const cwd = makeDirectory()
    const token = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(7)).text
    const { id, place } = await keepSample(cwd, {
      change: (event) =>
        event.type === 'closed' ? { ...event, reason: `it was ${token}, dead now` } : event,
    })
    const made = await run(['incident', 'evidence', id, '--store', place, '--out', 'e'], { cwd })
    expect(made.status).toBe(2)
    expect(made.stderr).toContain('without a secret')
    expect(made.stderr + made.stdout).not.toContain(token)
    expect(readdirSync(cwd).filter((name) => name !== 'incidents')).toEqual([])
  })
})

describe('check-evidence', () => {
  async function bundle(): Promise<{ cwd: string; file: (name: string) => string }> {
    const cwd = makeDirectory()
    const { id, place } = await keepSample(cwd)
    await run(['incident', 'evidence', id, '--store', place, '--out', 'e'], { cwd })
    return { cwd, file: (name) => join(cwd, 'e', name) }
  }

  test('names the first broken record, and exits with 1', async () => {
    const { cwd, file } = await bundle()
    const lines = readFileSync(file('journal.jsonl'), 'utf8').split('\n')
    writeFileSync(file('journal.jsonl'), lines.toSpliced(5, 1).join('\n'))
    const { status, stdout } = await run(['incident', 'check-evidence', 'e'], { cwd })
    expect(stdout).toMatch(/^BROKEN /)
    expect(stdout).toContain('journal.jsonl: record 6')
    expect(status).toBe(1)
  })

  test('what is no bundle is unreadable, not broken', async () => {
    const cwd = makeDirectory({ 'd/x.txt': 'hello', 'g.tar': new Uint8Array(512).fill(65) }) // prettier-ignore
    for (const place of ['d', 'g.tar', 'missing']) {
      const { status, stderr } = await run(['incident', 'check-evidence', place], { cwd })
      expect(status, place).toBe(2)
      expect(stderr).toContain(place)
    }
  })
})

test('timeline tells the whole story, and how long each part took', async () => {
  const cwd = makeDirectory()
  const { id, place } = await keepSample(cwd)
  const { stdout, status } = await run(['incident', 'timeline', id, '--store', place], { cwd })
  expect(status).toBe(0)
  expect(stdout).toMatch(/to contain +18 min 54 s/)
  expect(stdout).toContain('Probe aws-iam/identity: dead (ours)')
  const json = await run(['incident', 'timeline', id, '--store', place, '--format', 'json'], {
    cwd,
  })
  expect(JSON.parse(json.stdout)).toMatchObject({ isFinished: true, lacking: [] })
  const unknown = await run(['incident', 'timeline', 'inc-20260101-000000-000000', '--store', place], { cwd }) // prettier-ignore
  expect(unknown).toMatchObject({ status: 2, stdout: '' })
  expect(existsSync(join(cwd, 'incidents'))).toBe(true)
})

describe('signatures', () => {
  /** A key pair of OpenSSH, without a passphrase. @returns the line of its public half */
  function makeKey(cwd: string, name: string): string {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(cwd, name)])
    return readFileSync(join(cwd, `${name}.pub`), 'utf8').trim()
  }

  function sign(cwd: string, name: string, text: string): string {
    const args = ['-Y', 'sign', '-q', '-n', 'stanch-approval', '-f', join(cwd, name)]
    return execFileSync('ssh-keygen', args, { input: text }).toString()
  }

  async function signedBundle(approversOf: (keys: { bob: string; carol: string }) => string) {
    const cwd = makeDirectory()
    const keys = { bob: makeKey(cwd, 'bob'), carol: makeKey(cwd, 'carol') }
    writeFileSync(join(cwd, 'stanch.yaml'), approversOf(keys))
    await run(['incident', 'trust'], { cwd })
    const { id, place } = await keepSample(cwd, {
      approvals: (plan, planDigest) =>
        (['bob', 'carol'] as const).map((person) => {
          const said = { planDigest, person, expiresAt: '2026-11-26T07:20:00.000Z' }
          const signature = sign(cwd, person, approvalText({ id: plan.incident, plan }, said))
          return {
            type: 'approved',
            approval: { ...said, key: keyNameOf(keys[person]), signature },
          }
        }),
    })
    const args = ['incident', 'evidence', id, '--store', place, '--out', 'e', '--key', 'bob']
    const made = await run(args, { cwd })
    expect(made.stderr).toContain('; signed')
    expect(made.status).toBe(0)
    return { cwd, keys }
  }

  const enrolled = ({ bob, carol }: { bob: string; carol: string }) =>
    `approvers:\n  - { name: bob, key: "${bob}" }\n  - { name: carol, key: "${carol}" }\n`

  test('of approvals and of the bundle hold under the enrolled keys, and only there', async () => {
    const { cwd, keys } = await signedBundle(enrolled)
    const checked = await run(['incident', 'check-evidence', 'e'], { cwd })
    expect(checked.stdout).toContain('bob, carol: signatures hold\n')
    expect(checked.stdout).toContain(`signature  holds, by ${keyNameOf(keys.bob)}`)
    expect(checked.status).toBe(0)

    const swapped = enrolled({ bob: keys.carol, carol: keys.bob })
    writeFileSync(join(cwd, 'others.yaml'), swapped)
    const other = await run(['incident', 'check-evidence', 'e', '--approvers', 'others.yaml'], { cwd }) // prettier-ignore
    expect(other.stdout).toContain('journal.jsonl: record 4: approval of bob: ')
    expect(other.status).toBe(1)

    writeFileSync(join(cwd, 'none.yaml'), 'approvers: []\n')
    const none = await run(['incident', 'check-evidence', 'e', '--approvers', 'none.yaml'], { cwd })
    expect(none.stdout).toContain('by keys that the bundle itself names')
    expect(none.stdout).toContain('not checked')
    expect(none.status).toBe(0)

    // All its hashes fit, but it is not what was signed.
    const path = join(cwd, 'e', 'manifest.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"isFinished": true', '"isFinished": false')) // prettier-ignore
    const { status, stdout } = await run(['incident', 'check-evidence', 'e'], { cwd })
    expect(stdout).toContain('manifest.json.sig: expected one of exactly these bytes')
    expect(status).toBe(1)
  })
})
