import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseConfiguration } from '../../../src/scan/parse-configuration.ts'
import { makeDirectory, run } from '../run-stanch.ts'
import { keepSample } from './kept-sample.ts'

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`

async function listen(status: () => number): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      bodies.push(body)
      // Nobody waits for so long: it is left to a later call.
      response.writeHead(status(), { 'retry-after': '3600' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, bodies }
}

test('tells each channel once; what fails stands in the journal and is told later; no secret is written', async () => {
  let status = 410
  const { url, bodies } = await listen(() => (status === 410 ? 204 : status))
  const cwd = makeDirectory({
    'stanch.yaml': `notify:\n  - { name: hook, type: webhook, url: "${url}", secretVariable: HOOK, private: true, when: [opened, closed] }\n`,
    '.github/CODEOWNERS': '/deploy/ @ops\n',
  })
  await run(['incident', 'trust'], { cwd })
  const { id, place } = await keepSample(cwd)
  const notify = (...more: string[]) =>
    run(['incident', 'notify', id, '--store', place, ...more], { cwd, env: { HOOK: secret } })

  const dry = await notify('--dry-run')
  expect(dry.stdout).toContain('payments (its team, by the inventory)')
  expect(dry.stdout).toContain(`POST ${new URL(url).host}`)
  expect([dry.status, bodies.length]).toEqual([0, 0])

  status = 404
  const failed = await notify()
  expect(failed.stdout).toMatch(/hook {2}opened {2}payments {2}failed\n/)
  expect(failed.status).toBe(1)
  status = 410
  const told = await notify('--retry', '--format', 'json')
  expect((JSON.parse(told.stdout) as { kind: string; result: string }[]).map(({ kind, result }) => [kind, result])).toEqual([['opened', 'sent'], ['closed', 'sent']]) // prettier-ignore
  expect(told.status).toBe(0)
  expect((await notify()).stdout).toContain('Nothing to tell')
  for (const body of bodies) expect(body).toContain(`"incident":"${id}"`)

  const journal = readFileSync(join(place, 'incidents', id, 'journal.jsonl'), 'utf8')
  for (const text of [journal, dry.stdout, failed.stdout, told.stdout])
    expect(text).not.toContain(secret.slice(6))
})

test('whatever command writes a journal tells the channels, and none fails because of them', async () => {
  let status = 204
  const { url, bodies } = await listen(() => status)
  const cwd = makeDirectory({
    'stanch.yaml': `notify:\n  - { name: hook, type: webhook, url: "${url}", secretVariable: HOOK, private: true, when: [opened] }\n`,
  })
  await run(['incident', 'trust'], { cwd })
  const note = async (env: Record<string, string>) => {
    const { id, place } = await keepSample(makeDirectory(), { count: 1 })
    return run(['incident', 'note', id, 'looked at it', '--store', place], { cwd, env })
  }
  expect((await note({ HOOK: secret })).stderr).toContain('stanch: told hook: opened (payments)')
  expect(bodies).toHaveLength(1)
  status = 500
  const failed = await note({ HOOK: secret })
  expect(failed.stderr).toMatch(
    /hook not told: opened: .* answered 500\nTry again: stanch incident notify/,
  )
  expect(failed.status).toBe(0)
  expect((await note({})).stderr).toContain('expected a secret in HOOK')
})

test('without channels, or with one that nobody knows, nobody is told, and that is said', async () => {
  const cwd = makeDirectory()
  const { id, place } = await keepSample(cwd, { count: 1 })
  const none = await run(['incident', 'notify', id, '--store', place], { cwd })
  expect(none).toMatchObject({ status: 2, stdout: '' })
  expect(none.stderr).toContain('notify: expected channels in stanch.yaml')
})

test.for([
  ['a secret address in the file', '{ name: a, type: slack, url: "https://hooks.example.org/x" }', 'expected urlVariable'],
  ['a value in place of a variable', '{ name: a, type: webhook, url: "https://a.example", secretVariable: "whsec_AAA=" }', 'not its value'],
  ['two of one name', '{ name: a, type: slack, urlVariable: A }\n  - { name: a, type: teams, urlVariable: B }', 'names that differ'],
  ['no signature', '{ name: a, type: webhook, url: "https://a.example" }', 'expected secretVariable'],
] as const)('%s is a fault of the configuration', ([, channel, expected]) => {
  expect(() => parseConfiguration(`notify:\n  - ${channel}\n`, 'stanch.yaml')).toThrow(expected)
}) // prettier-ignore
