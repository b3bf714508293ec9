import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeDirectory, run, type Ended, type RunOptions } from './run-stanch.ts'

function stanch(
  cwd: string,
  words: readonly string[],
  more: Partial<RunOptions> = {},
): Promise<Ended> {
  return run(['inventory', ...words], { cwd, ...more })
}

test('lists are tables, filtered, or JSON; a screen shows all', async () => {
  const cwd = makeDirectory()
  expect((await stanch(cwd, ['list'])).stderr).toMatch(
    /no record yet; enter one: stanch inventory add/,
  )
  await stanch(cwd, [
    'add',
    'b',
    '--owner-oncall',
    '#pay',
    '--agent',
    'support',
    '--kept-in',
    'vault:x/y',
  ])
  await stanch(cwd, [
    'add',
    'a',
    '--environment',
    'production',
    '--break-glass',
    '--tenant',
    'acme',
  ])
  const listed = await stanch(cwd, ['list'])
  expect(listed.stdout.split('\n')).toEqual([
    'id  tenant  owner  environment  agent    tool  provider  state   expires',
    'a   acme    –      production   –        –     –         active  –',
    'b   –       #pay   –            support  –     –         active  –',
    '',
  ])
  expect(listed.stderr).toMatch(
    /2 records; 1 without owner: stanch inventory set a --tenant acme --owner-team/,
  )
  const ids = async (...words: string[]) =>
    (
      JSON.parse((await stanch(cwd, ['list', '--format', 'json', ...words])).stdout) as {
        id: string
      }[]
    ).map(({ id }) => id)
  expect(await ids()).toEqual(['a', 'b'])
  expect(await ids('--owner', '#pay', '--agent', 'support', '--kept-in', 'vault')).toEqual(['b'])
  expect(await ids('--tenant', 'acme')).toEqual(['a'])
  expect(await ids('--environment', 'staging')).toEqual([])
  const lines = (await stanch(cwd, ['list', '--format', 'jsonl'])).stdout.trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['a', 'b'])
  const shown = await stanch(cwd, ['show', 'b'])
  expect(shown.stdout).toMatch(
    /^b\n\nstate {8}active\nowner {8}on call: #pay\nagent {8}support\nkept in {6}vault x\/y\nknown by {5}nothing: [^]*\nmissing: purpose, environment, when it ends\n/,
  )
  expect((await stanch(cwd, ['show', 'a'])).stdout).toMatch(/\nbreak glass {2}never tested\n/)
})

test('an unknown id names the nearest', async () => {
  const cwd = makeDirectory()
  await stanch(cwd, ['add', 'vault/payments'])
  for (const words of [['show'], ['set', '--tool', 'x'], ['retire', '--reason', 'x']]) {
    const ended = await stanch(cwd, [words[0]!, 'vault/paymets', ...words.slice(1)])
    expect(ended).toMatchObject({ status: 2, stdout: '' })
    expect(ended.stderr).toMatch(/no record vault\/paymets\. Did you mean vault\/payments\?/)
  }
  const again = await stanch(cwd, ['add', 'vault/payments'])
  expect(again.stderr).toMatch(/not taken; [^]*stanch inventory set vault\/payments/)
})

test('the configuration says where; a named file must be there', async () => {
  const cwd = makeDirectory({
    'stanch.yaml': 'inventory: { store: team/keys.yaml, tenant: acme }\n',
    'team/x': '',
    'deep/y': '',
  })
  const missing = await stanch(cwd, ['list'])
  expect(missing).toMatchObject({ status: 2 })
  expect(missing.stderr).toMatch(/team\/keys\.yaml: expected an inventory; there is no such file/)
  expect(await stanch(join(cwd, 'deep'), ['add', 'a'])).toMatchObject({ status: 0 })
  expect(readFileSync(join(cwd, 'team/keys.yaml'), 'utf8')).toMatch(/tenant: acme/)
  expect((await stanch(cwd, ['list', '--tenant', 'other'])).stderr).toMatch(/no record yet/)
})

test('an inventory of a repository is read at its commit and not written', async () => {
  const cwd = makeDirectory()
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`)
    response.end('version: 1\nrecords:\n  - id: central\n    state: active\n')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const env = {
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    GH_TOKEN: 'word',
  }
  const store = `acme/keys@${'a1'.repeat(20)}:keys.yaml`
  const listed = await stanch(cwd, ['list', '--store', store], { env })
  expect(listed.stdout).toMatch(/\ncentral /)
  expect(asked).toEqual([`/repos/acme/keys/contents/keys.yaml?ref=${'a1'.repeat(20)} Bearer word`])
  const added = await stanch(cwd, ['add', 'x', '--store', store], { env })
  expect(added).toMatchObject({ status: 2 })
  expect(added.stderr).toMatch(/only read from here\.\nChange keys\.yaml in a clone of acme\/keys/)
})
