import { createServer } from 'node:http'
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeDirectory, run } from '../run-stanch.ts'

/** Whoever wrote the repository in which a responder stands, and what came to him. */
async function attacker() {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    request.setEncoding('utf8')
    request.on('data', (text: string) => bodies.push(text))
    request.on('end', () => response.writeHead(202).end('{}'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { bodies, url }
}

const keyId = `AKIA${'QYLPMN5H'.repeat(2)}`
const open = ['incident', 'open', '--key-id', keyId]

test('a repository that somebody cloned chooses nobody who is told, nor what of the environment he gets', async () => {
  const { bodies, url } = await attacker()
  const channel = `{ name: hook, type: pagerduty, url: "${url}", secretVariable: GITHUB_TOKEN, private: true }`
  const cwd = makeDirectory({ 'stanch.yaml': `notify:\n  - ${channel}\n`, '.git/HEAD': '' })
  const env = { GITHUB_TOKEN: 'an-operators-own-token' }
  const refused = await run(open, { cwd, env })
  expect(bodies).toEqual([])
  expect(refused).toMatchObject({ status: 2, stdout: '' })
  expect(refused.stderr).toContain('stanch.yaml: notify')
  expect(refused.stderr).toContain('stanch incident trust')

  // Whoever wants none of it goes on without.
  expect(await run([...open, '--config', '/dev/null'], { cwd, env })).toMatchObject({ status: 0 })
  expect(bodies).toEqual([])

  const trusted = await run(['incident', 'trust'], { cwd, env })
  expect(trusted).toMatchObject({ status: 0 })
  expect(trusted.stdout).toContain(`hook  pagerduty  ${url}  GITHUB_TOKEN`)
  expect(bodies).toEqual([])
  const other = ['incident', 'open', '--key-id', keyId.replace(/5/g, '6')]
  expect(await run(other, { cwd, env })).toMatchObject({ status: 0 })
  expect(bodies).toHaveLength(1)
})

test.for([
  ['incidents', 'incidents:\n  store: kept\n', 'incidents:\n  store: elsewhere\n'],
  [
    'inventory',
    'inventory:\n  store: postgres://a.example/x\n',
    'inventory:\n  store: postgres://b.example/x\n',
  ],
])(
  '%s of a file that was found count once it is trusted, and not when they were changed since',
  async ([key, before, after]) => {
    const cwd = makeDirectory({ 'stanch.yaml': before!, '.git/HEAD': '' })
    const list = ['incident', 'list', '--format', 'json']
    expect((await run(list, { cwd })).stderr).toContain(`stanch.yaml: ${key}`)
    // To name a file is to trust it.
    expect(await run([...list, '--config', 'stanch.yaml'], { cwd })).toMatchObject({ status: 0 })
    expect(await run(['incident', 'trust'], { cwd })).toMatchObject({ status: 0 })
    expect(await run(list, { cwd })).toMatchObject({ status: 0 })
    writeFileSync(join(cwd, 'stanch.yaml'), `minConfidence: high\n${before}`)
    expect(await run(list, { cwd })).toMatchObject({ status: 0 })
    writeFileSync(join(cwd, 'stanch.yaml'), after!)
    expect(await run(list, { cwd })).toMatchObject({ status: 2 })
  },
)
