import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { makeDirectory, run } from '../run-stanch.ts'

const token = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(8)).text
const hex = assembleSample('⟦<hex:40>⟧', seededRandom(9)).text

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
