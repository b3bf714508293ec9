import { expect, test, vi } from 'vitest'
import { playGithub, type GithubAnswer } from '../providers/http/play-github.ts'
import { madeToken, pullPayload, testKey } from './payloads.ts'
import { Forgery, runEntry, StubForge } from './run-entry.ts'

vi.setConfig({ testTimeout: 120_000 })

const secret = madeToken(1)
const liveness = /still works|no longer works|inactive|\bactive\b|\bdead\b/i

test.each([
  ['a private repository says why', true],
  ['a public one says only that it is', false],
])('a thread is folded once the provider says that the secret is dead: %s', async (_name, isPrivate) => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `TOKEN=${secret}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const forge = new StubForge()
  const answers: Record<string, GithubAnswer> = {}
  const github = await playGithub(answers)
  const runAs = async (answer: GithubAnswer) => {
    answers[secret] = answer
    const ended = await runEntry({
      event: 'pull_request',
      payload: pullPayload(base, head, { 'repository.private': isPrivate }),
      forgery,
      forge,
      inputs: { validate: 'true', report: 'r.json', sarif: 's.sarif' },
      env: { STANCH_KEY: testKey, ...github.env },
    })
    expect(ended.outputs, ended.err).toMatchObject({ exposures: '1', complete: 'true' })
    expect(ended.all).not.toContain(secret)
    expect(forge.comments).toHaveLength(1)
    const [{ body, thread }] = forge.comments as [StubForge['comments'][number]]
    const told = (body + ended.summary + ended.out).replaceAll('with proof that it is dead', '')
    if (!isPrivate) expect(told).not.toMatch(liveness)
    return { line: body.split('\n')[1]!, isFolded: thread?.isResolved }
  }
  const open = await runAs('live')
  expect(open).toEqual({ line: expect.stringMatching(/^🔑 \*\*/) as string, isFolded: false })
  // Asked in vain proves nothing.
  expect((await runAs('firewall')).isFolded).toBe(false)
  const dead = await runAs('dead')
  const why = isPrivate ? ': it no longer works' : ''
  expect(dead.line.startsWith(`✅ **Resolved${why}.** `)).toBe(true)
  expect(dead.isFolded).toBe(true)
  const again = forge.calls.length
  await runAs('dead')
  expect(forge.calls.slice(again).filter((call) => call === 'update')).toEqual([])
  // Somebody made it work again.
  expect(await runAs('live')).toEqual(open)
}) // prettier-ignore
