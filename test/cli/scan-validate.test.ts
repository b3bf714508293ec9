import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { playGithub } from '../providers/http/play-github.ts'
import { makeDirectory, run } from './run-stanch.ts'

const token = (seed: number) =>
  assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(seed)).text

interface Told {
  readonly findings: { readonly status: string; readonly redacted: string; readonly line: number }[]
  readonly exposures: { readonly status: string }[]
  readonly coverage: { readonly suppressions: { readonly suppressed: number } }
}

async function validate(
  files: Record<string, string>,
  env: Record<string, string>,
  ...more: string[]
) {
  const cwd = makeDirectory(files)
  const ended = await run(['scan', '--validate', '--format', 'json', ...more, '.'], { cwd, env })
  return { ...ended, cwd, told: JSON.parse(ended.stdout) as Told }
}

test('each secret is asked about once, and its status stands in all of its findings', async () => {
  const [live, dead, walled] = [token(1), token(2), token(3)]
  const { asked, host, env } = await playGithub({ [live]: 'live', [walled]: 'firewall' })
  const text = [live, dead, walled, live].map((one) => `GITHUB_TOKEN=${one}`).join('\n')
  const { told, status, stderr, stdout } = await validate({ 'a.env': text }, env)
  expect(told.findings.map((one) => one.status)).toEqual([
    'active',
    'inactive',
    'unverifiable',
    'active',
  ])
  expect(told.exposures.map((one) => one.status).toSorted()).toEqual([
    'active',
    'inactive',
    'unverifiable',
  ])
  expect(status).toBe(1)
  expect(stderr).toContain(`asking ${host} about 3 secrets`)
  // Besides these three there is one control, with a token that cannot be one.
  expect(asked).toHaveLength(4)
  expect(asked.filter((one) => ![live, dead, walled].includes(one))).toHaveLength(1)
  for (const one of [live, dead, walled]) expect(stdout + stderr).not.toContain(one.slice(4))
})

test('without --validate nobody is asked', async () => {
  const { asked, env } = await playGithub({})
  const cwd = makeDirectory({ 'a.env': `GITHUB_TOKEN=${token(4)}` })
  const { stdout } = await run(['scan', '--format', 'json', '.'], { cwd, env })
  expect((JSON.parse(stdout) as Told).findings[0]!.status).toBe('unverified')
  expect(asked).toEqual([])
})

test('a host that is not allowed is not asked', async () => {
  const { asked, env } = await playGithub({})
  const file = { 'a.env': `GITHUB_TOKEN=${token(5)}` }
  const { told, stderr } = await validate(file, env, '--validate-hosts', 'gitlab.com')
  expect(told.findings[0]!.status).toBe('unverified')
  expect(asked).toEqual([])
  expect(stderr).not.toContain('asking')
})

test('a server that does not answer leaves it open, and the exit status as it was', async () => {
  const secret = token(6)
  const { env } = await playGithub({ [secret]: 'hangs up' })
  const { told, status } = await validate({ 'a.env': `GITHUB_TOKEN=${secret}` }, env)
  expect(told.findings[0]!.status).toBe('unverifiable')
  expect(status).toBe(1)
})

test('what is suppressed, or allowed on its line, is reported all the same while it works', async () => {
  const [live, dead] = [token(7), token(8)]
  const { env } = await playGithub({ [live]: 'live' })
  const allow = 'suppressions: { inline: true }\n'
  const text = `A=${live} # stanch:allow\nB=${dead} # stanch:allow\n`
  const first = await validate({ 'stanch.yaml': allow, 'a.env': text }, env)
  expect(first.told.findings.map(({ line, status }) => [line, status])).toEqual([[1, 'active']])

  const plain = `A=${live}\nB=${dead}\n`
  const cwd = makeDirectory({ 'a.env': plain })
  const accept = ['--suppress', '--owner', 'ada', '--reason', 'a test']
  expect((await run(['scan', ...accept, '.'], { cwd, env })).status).toBe(0)
  const again = await run(['scan', '--validate', '--format', 'json', '.'], { cwd, env })
  const told = JSON.parse(again.stdout) as Told
  expect(told.findings.map(({ line, status }) => [line, status])).toEqual([[1, 'active']])
  expect(told.coverage.suppressions.suppressed).toBe(1)
  expect(again.status).toBe(1)
})

test('a proxy that lets nothing through leaves it open', async () => {
  const { asked, host } = await playGithub({})
  const file = { 'a.env': `GITHUB_TOKEN=${token(9)}` }
  const { told } = await validate(file, { HTTPS_PROXY: `http://${host}` })
  expect(told.findings[0]!.status).toBe('unverifiable')
  expect(asked).toEqual([])
})

test('options that do not go together are refused', async () => {
  const cwd = makeDirectory()
  const lone = await run(['scan', '--validate-hosts', 'api.github.com', '.'], { cwd })
  expect(lone.status).toBe(2)
  expect(lone.stderr).toContain('--validate-hosts goes with --validate')
  const strange = await run(['scan', '--validate', '--validate-hosts', 'https://x', '.'], { cwd })
  expect(strange.stderr).toContain('expected a host such as api.github.com')
})
