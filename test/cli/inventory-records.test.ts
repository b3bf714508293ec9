import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { makeDirectory, program, run, testKey, type Ended, type RunOptions } from './run-stanch.ts'

const token = assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(3)).text
const keyId = assembleSample('AKIA<base32:16>', seededRandom(4)).text

function stanch(
  cwd: string,
  words: readonly string[],
  more: Partial<RunOptions> = {},
): Promise<Ended> {
  return run(['inventory', ...words], { cwd, ...more })
}

function textOf(directory: string): string {
  return readFileSync(join(directory, 'stanch-inventory.yaml'), 'utf8')
}

/** Everything below a directory. */
function everythingIn(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

test('a credential is entered by its value, which is nowhere afterwards', async () => {
  const cwd = makeDirectory()
  const words = [
    'add',
    'ci/github',
    '--value-stdin',
    '--owner-team',
    'platform',
    '--purpose',
    '--help',
  ]
  const added = await stanch(cwd, [...words, '--scope', 'repo', '--scope', 'read:org'], {
    input: `${token}\n`,
  })
  expect(added).toMatchObject({ status: 0, stderr: '' })
  expect(added.stdout).toMatch(
    /^ci\/github: added to stanch-inventory\.yaml, active, known by 1 fingerprint\nmissing: environment, who uses it, when it ends\n {2}stanch inventory set ci\/github --environment NAME/,
  )
  const shown = await stanch(cwd, ['show', 'ci/github', '--format', 'json'])
  expect(JSON.parse(shown.stdout)).toMatchObject({
    id: 'ci/github',
    provider: 'GitHub',
    owner: { team: 'platform' },
    purpose: '--help',
    scopes: ['repo', 'read:org'],
    state: 'active',
    fingerprints: [{ form: 'raw', value: expect.stringMatching(/^v1:/) as string }],
  })
  for (const text of [everythingIn(cwd), added.stdout, shown.stdout])
    expect(text).not.toContain(token)
})

test('of a pair the key id is known by itself', async () => {
  const cwd = makeDirectory()
  const secret = assembleSample('<base64:40>', seededRandom(6)).text
  const input = JSON.stringify({ aws_access_key_id: keyId, aws_secret_access_key: secret })
  expect(
    await stanch(cwd, ['add', 'aws', '--value-stdin', '--credential-ref', keyId], { input }),
  ).toMatchObject({ status: 0 })
  expect(textOf(cwd)).toMatch(/form: raw,[^]*form: part,[^]*form: key-id,/)
  expect(everythingIn(cwd)).not.toContain(secret)
})

test.for([
  ['an ordinary word', ['--value-stdin'], 'production\n', {}, /a word, or a few/],
  ['a port', ['--value-stdin'], '5432', {}, /shorter than 8 bytes/],
  ['nothing', ['--value-stdin'], '', {}, /shorter than 8 bytes/],
  ['no key', ['--value-stdin'], token, { STANCH_KEY: '' }, /STANCH_KEY_FILE[^]*openssl rand/],
  [
    'a token as a purpose',
    ['--purpose', `for ${token}`],
    '',
    {},
    /purpose: expected a text without a secret/,
  ],
  [
    'the value as a name',
    ['--value-stdin', '--credential-ref', 'Zw4rte-Kuh7-mag_Gras'],
    'Zw4rte-Kuh7-mag_Gras',
    {},
    /credentialRef: expected anything but the value/,
  ],
  ['a day that is none', ['--expires', '2026-02-31'], '', {}, /expiresAt: expected a day/],
  ['an unknown state', ['--state', 'alive'], '', {}, /--state: expected one of pre-activation/],
  ['a place without kind', ['--kept-in', ':x'], '', {}, /--kept-in: expected the kind/],
  ['another format', ['--format', 'xml'], '', {}, /--format: expected one of text, json/],
] as const)('refused, and nothing is written: %s', async ([, words, input, env, message]) => {
  const cwd = makeDirectory()
  const ended = await stanch(cwd, ['add', 'a', ...words], { input, env })
  expect(ended).toMatchObject({ status: 2, stdout: '' })
  expect(ended.stderr).toMatch(message)
  expect(existsSync(join(cwd, 'stanch-inventory.yaml'))).toBe(false)
  if (input.length > 8) expect(ended.stderr).not.toContain(input.trim())
  expect(ended.stderr).not.toContain(token)
})

test('what is set changes its lines only; what is unset is gone', async () => {
  const cwd = makeDirectory()
  await stanch(cwd, ['add', 'a', '--purpose', 'mail', '--owner-team', 'x', '--owner-person', 'ann'])
  writeFileSync(
    join(cwd, 'stanch-inventory.yaml'),
    textOf(cwd).replace('    state:', '    # mine\n    state:'),
  )
  const before = textOf(cwd)
  const words = [
    'set',
    'a',
    '--environment',
    'production',
    '--unset',
    'purpose',
    '--unset',
    'owner.person',
  ]
  expect(await stanch(cwd, words)).toMatchObject({ status: 0 })
  expect(textOf(cwd)).toBe(
    before
      .replace('    purpose: mail\n', '')
      .replace('      person: ann\n', '')
      .replace('    state: active\n', '    state: active\n    environment: production\n'),
  )
  for (const [more, message] of [
    [['--unset', 'purpose'], /--unset: expected a key that the record has: owner, environment/],
    [['--unset', 'state'], /--unset: expected a key that may be missing/],
    [[], /expected something to change/],
  ] as const) {
    const ended = await stanch(cwd, ['set', 'a', ...more])
    expect(ended.status).toBe(2)
    expect(ended.stderr).toMatch(message)
  }
})

test('a life: rotated, compromised, renewed, retired', async () => {
  const cwd = makeDirectory()
  const second = assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(8)).text
  await stanch(cwd, ['add', 'a', '--value-stdin'], { input: token })
  await stanch(cwd, ['set', 'a', '--state', 'compromised', '--reason', 'in a ticket'])
  expect(textOf(cwd)).toMatch(
    /state: compromised\n {4}stateSince: \S+\n {4}stateReason: in a ticket\n/,
  )
  for (const input of ['', token]) {
    const again = await stanch(
      cwd,
      ['set', 'a', '--state', 'active', ...(input ? ['--value-stdin'] : [])],
      { input },
    )
    expect(again).toMatchObject({ status: 2 })
    expect(again.stderr).toMatch(/expected a new value[^]*--value-stdin/)
  }
  const soon = await stanch(cwd, ['retire', 'a', '--reason', 'x'])
  expect(soon.stderr).toMatch(/expected its value to be dead first/)
  const renewed = await stanch(cwd, ['set', 'a', '--state', 'active', '--value-stdin'], {
    input: second,
  })
  expect(renewed.stdout).toMatch(/active, known by 2 fingerprints/)
  expect(textOf(cwd)).toMatch(/lastRotatedAt: 20/)
  expect(textOf(cwd)).not.toMatch(/in a ticket/)
  expect((await stanch(cwd, ['retire', 'a'])).stderr).toMatch(/--reason: expected why/)
  const retired = await stanch(cwd, ['retire', 'a', '--reason', 'not needed'])
  expect(retired.stdout).toMatch(/^a: deactivated since 20[^]*late leak is known\n[^]*--destroyed/)
  const gone = await stanch(cwd, ['retire', 'a', '--destroyed', '--reason', 'revoked'])
  expect(gone.stdout).toMatch(/^a: destroyed since/)
  const back = await stanch(cwd, ['set', 'a', '--state', 'active', '--value-stdin'], {
    input: `x${second}x`,
  })
  expect(back.stderr).toMatch(/stay destroyed[^]*stanch inventory add/)
})

test.skipIf(process.platform === 'win32')(
  'where nothing can be written any more, the lock is not left and no stack is shown',
  async () => {
    const cwd = makeDirectory()
    await stanch(cwd, ['add', 'a', '--purpose', 'x'])
    const before = everythingIn(cwd)
    const script = `ulimit -f 0; exec "$0" "$@"`
    const words = [process.execPath, program, 'inventory', 'add', 'b', '--purpose', 'x']
    const { status, stderr } = spawnSync('sh', ['-c', script, ...words], { cwd, encoding: 'utf8' })
    expect(stderr).toMatch(
      /^stanch: stanch-inventory\.yaml: expected to lock the inventory by .*EFBIG/,
    )
    expect(stderr).not.toContain('    at ')
    expect(status).toBe(2)
    expect(everythingIn(cwd)).toBe(before)
    expect(readdirSync(join(cwd, '.stanch')).join()).not.toContain('.lock')
  },
)

test('a value that is taken for an id is not shown', async () => {
  const { status, stderr } = await stanch(makeDirectory(), ['show', token])
  expect(status).toBe(2)
  expect(stderr).toContain('stanch inventory match -')
  expect(stderr).not.toContain(token)
})

test('of several tenants the next step says which', async () => {
  const cwd = makeDirectory()
  for (const tenant of ["o'neil & co", 'b']) await stanch(cwd, ['add', 'a', '--tenant', tenant])
  const { stderr } = await stanch(cwd, ['list'])
  expect(stderr).toMatch(/2 without owner: stanch inventory set a --tenant b --owner-team NAME$/m)
  const one = await stanch(cwd, ['list', '--tenant', "o'neil & co"])
  expect(one.stderr).toContain(`--tenant 'o'\\''neil & co' --owner-team NAME`)
})

test('a value may be slow to come, in parts, through a pipe', async () => {
  const cwd = makeDirectory()
  const slow = `(sleep 1; printf %s "$1"; sleep 0.2; printf %s "$2") | "$3" "$4" inventory add a --value-stdin`
  const words = [token.slice(0, 9), token.slice(9), process.execPath, program]
  const { status, stderr } = spawnSync('sh', ['-c', slow, 'sh', ...words], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: cwd, STANCH_KEY: testKey },
  })
  expect([status, stderr]).toEqual([0, ''])
  expect(await run(['inventory', 'match', '-'], { cwd, input: token })).toMatchObject({ status: 1 })
})
