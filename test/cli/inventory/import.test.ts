import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { makeDirectory, run } from '../run-stanch.ts'

const token = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(8)).text
const hex = assembleSample('⟦<hex:40>⟧', seededRandom(9)).text

const inventory = 'stanch-inventory.yaml'

function importing(cwd: string, ...words: string[]) {
  return run(['inventory', 'import', ...words], { cwd })
}

describe('sources', () => {
  test('--help lists them, and no source is an error that does, too', async () => {
    const cwd = makeDirectory()
    const help = await importing(cwd, '--help')
    expect(help).toMatchObject({ status: 0, stderr: '' })
    expect(help.stdout).toMatch(/^ {2}dotenv +\S/m)
    const none = await importing(cwd)
    expect(none).toMatchObject({ status: 2, stdout: '', stderr: help.stdout })
  })

  test.for([
    [['dotenw'], 'do you mean dotenv?'],
    [['constructor'], 'no source "constructor"'],
    [['--tenant', 'a', 'dotenv'], 'expected a source first'],
    [['dotenv', '--formt', 'json'], 'did you mean --format?'],
    [['dotenv', '--format', 'xml'], 'expected text or json'],
    [['dotenv', '--name', 'a', 'b', 'c'], '--name: expected one file, got 2.'],
  ] as const)('%j', async ([words, said]) => {
    const ended = await importing(makeDirectory(), ...words)
    expect(ended).toMatchObject({ status: 2, stdout: '' })
    expect(ended.stderr.toLowerCase()).toContain(said.toLowerCase())
    expect(ended.stderr).not.toMatch(/^ +at /m)
  })

  test('each says what it wants', async () => {
    const { status, stdout } = await importing(makeDirectory(), 'json', '--help')
    expect(status).toBe(0)
    for (const text of ['[file...]', '--name <name>', '--store <place>', '--retire-missing'])
      expect(stdout).toContain(text)
  })
})

test('what was taken is said, with what was not and why', async () => {
  const cwd = makeDirectory({ '.env': `A=${token}\nB='${hex}'\nPORT=8080\nHOST=db\nEMPTY=\n` })
  const { status, stdout, stderr } = await importing(cwd, 'dotenv', '.env', '--owner-team', 'ops')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^dotenv → .*stanch-inventory\.yaml$/m)
  expect(stdout).toMatch(/^ {2}took +2 {2}2 new, 0 changed, 0 unchanged$/m)
  expect(stdout).toMatch(
    /^ {2}2 {2}shorter than 8 bytes {2}dotenv\/\.env#PORT, dotenv\/\.env#HOST$/m,
  )
  expect(stdout).toMatch(/^ {2}1 {2}empty {2}\.env:5 EMPTY$/m)
  const before = parse(readFileSync(join(cwd, inventory), 'utf8')) as object
  expect(before).toMatchObject({ records: [{ owner: { team: 'ops' } }, {}] })
  expect((await importing(cwd, 'dotenv', '.env')).stdout).toContain('0 new, 0 changed, 2 unchanged')
  expect(parse(readFileSync(join(cwd, inventory), 'utf8'))).toEqual(before)
})

test('a dry run shows changes and writes nothing', async () => {
  const cwd = makeDirectory({ '.env': `A=${token}\n` })
  const { status, stdout } = await importing(cwd, 'dotenv', '.env', '--dry-run')
  expect(status).toBe(0)
  expect(stdout).toContain('\n  + dotenv/.env#A\n')
  expect(stdout).toContain('Without --dry-run this is written.')
  expect(existsSync(join(cwd, inventory))).toBe(false)
})

test('a part that cannot be read makes it incomplete: the others are taken, nothing is retired', async () => {
  const cwd = makeDirectory({ '.env': `A=${token}\nB=${hex}\n` })
  await importing(cwd, 'dotenv', '.env')
  writeFileSync(join(cwd, '.env'), `A=${token}\nsome words\n`)
  const incomplete = await importing(cwd, 'dotenv', '.env', '--retire-missing', '--format', 'json')
  expect(incomplete.status).toBe(2)
  expect(JSON.parse(incomplete.stdout)).toMatchObject({
    complete: false,
    problems: [{ path: '.env:2', reason: 'expected NAME=value' }],
    changes: [],
  })
  writeFileSync(join(cwd, '.env'), `A=${token}\n`)
  const told = await importing(cwd, 'dotenv', '.env')
  expect(told.status).toBe(0)
  expect(told.stdout).toContain('No longer in the store\n  dotenv/.env#B\n')
  expect(readFileSync(join(cwd, inventory), 'utf8')).not.toContain('deactivated')
  expect((await importing(cwd, 'dotenv', '.env', '--retire-missing')).stdout).toMatch(/retired +1/)
  expect(readFileSync(join(cwd, inventory), 'utf8')).toContain('deactivated')
})

test('nothing on standard input retires nothing', async () => {
  const cwd = makeDirectory({ a: `A=${token}\n` })
  await importing(cwd, 'dotenv', '--name', 'app', 'a')
  const words = ['inventory', 'import', 'dotenv', '--name', 'app', '--retire-missing']
  const { status, stdout } = await run(words, { cwd, input: '' })
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/took +0/) })
  expect(readFileSync(join(cwd, inventory), 'utf8')).not.toContain('deactivated')
})

test('without a key nothing is read or written', async () => {
  const cwd = makeDirectory({ '.env': `A=${token}\n` })
  const ended = await run(['inventory', 'import', 'dotenv', '.env'], {
    cwd,
    env: { STANCH_KEY: '' },
  })
  expect(ended).toMatchObject({ status: 2, stdout: '' })
  expect(ended.stderr).toContain('STANCH_KEY')
  expect(existsSync(join(cwd, inventory))).toBe(false)
})

test('a damaged inventory is said before a store is asked', async () => {
  const cwd = makeDirectory({ [inventory]: 'version: 1\nrecords:\n  - id: 7\n' })
  const ended = await importing(cwd, 'dotenv', 'absent')
  expect(ended).toMatchObject({ status: 2, stdout: '' })
  expect(ended.stderr).toContain(`${inventory}:3`)
})

test('an interrupt writes nothing', async () => {
  const cwd = makeDirectory()
  const ended = await run(['inventory', 'import', 'dotenv'], {
    cwd,
    onStart: (child) => {
      child.stdin!.write(`A=${token}\n`)
      setTimeout(() => child.kill('SIGINT'), 1500)
    },
  })
  expect(ended).toMatchObject({ status: 130, stdout: '' })
  expect(ended.stderr).toBe('stanch: interrupted: nothing was written\n')
  expect(existsSync(join(cwd, inventory))).toBe(false)
})

test('names of options and control characters are names', async () => {
  const name = '--help\n\u202e\x1b[2J'
  const cwd = makeDirectory({
    'a.json': JSON.stringify({ [name]: token, '-h': '', x: '--verbose' }),
  })
  const { status, stdout } = await importing(cwd, 'json', 'a.json', '--verbose')
  expect(status).toBe(0)
  expect(stdout).toContain('+ json/a.json#--help~0a~e2~80~ae~1b~5b2J')
  expect(stdout).toContain('a.json:1 -h')
  // oxlint-disable-next-line no-control-regex
  expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/)
})

describe('--known-from', () => {
  const files = { '.env': `A=${token}\nURL=postgres://app:${hex}@db/app\n` }

  test('masks what a store holds, whole and in parts, in any encoding', async () => {
    const cwd = makeDirectory({ ...files, sources: '# of the application\n\ndotenv .env\n' })
    const input = `${token} ${Buffer.from(token).toString('base64')} ${hex}\n`
    for (const source of ['dotenv .env', '@sources']) {
      const { status, stdout } = await run(['redact', '--known-from', source], { cwd, input })
      expect(status).toBe(0)
      expect(stdout.match(/\[stanch:/g)).toHaveLength(3)
    }
    const { stdout } = await run(['exec', '--known-from', 'dotenv .env', '--', 'echo', hex], {
      cwd,
    })
    expect(stdout).toMatch(/^\[stanch:known-value:/)
  })

  test('a part that cannot be read stops it before anything passes', async () => {
    const cwd = makeDirectory(files)
    const words = ['redact', '--known-from', 'dotenv .env absent']
    const closed = await run(words, { cwd, input: `${hex}\n` })
    expect(closed).toMatchObject({ status: 2, stdout: '' })
    expect(closed.stderr).toContain('--known-from-partial')
    const open = await run([...words, '--known-from-partial'], { cwd, input: `${hex}\n` })
    expect(open).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\[stanch:/) })
  })

  test.for([
    ['dotenv', 'standard input is what is redacted'],
    ['dotenv --nam x', "unknown option '--nam'"],
    ["dotenv 'x", 'expected a source'],
    ['', 'expected a source'],
    ['nothing', 'no source "nothing"'],
    ['@absent', 'absent cannot be read'],
  ] as const)('%j', async ([source, said]) => {
    const ended = await run(['redact', '--known-from', source], {
      cwd: makeDirectory(),
      input: hex,
    })
    expect(ended).toMatchObject({ status: 2, stdout: '' })
    expect(ended.stderr).toContain(said)
  })

  test.for([`KEY=${token}`, token, hex, `K='${token}`, `-${token}`])(
    'a file of values in place of one of sources is not shown: form %#',
    async (line) => {
      const cwd = makeDirectory({ values: `# of mine\n${line}\n` })
      const { status, stdout, stderr } = await run(['redact', '--known-from', '@values'], { cwd })
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^stanch: values:2: expected a source .* by --known\.$/m)
      for (const secret of [token, hex]) expect(stderr).not.toContain(secret)
    },
  )

  test('what is typed in place of a source is not shown unless it could be the name of one', async () => {
    for (const words of [
      ['redact', '--known-from', `${token} x`],
      ['inventory', 'import', hex],
    ]) {
      const { status, stderr } = await run(words, { cwd: makeDirectory() })
      expect(status).toBe(2)
      expect(stderr).toContain('no source by what stands there')
      for (const secret of [token, hex]) expect(stderr).not.toContain(secret)
    }
  })
})
