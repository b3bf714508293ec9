import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, afterAll, describe, expect, test } from 'vitest'
import { createRedactor } from '../../../src/scan/create-redactor.ts'
import { testKey } from '../../cli/run-stanch.ts'
import { plant, templates } from '../../engine/real-pack.ts'

const root = join(import.meta.dirname, '../../..')
const redactor = createRedactor({ key: testKey })
const { secret } = plant('⟦ghp_<base62:30><crc32-base62>⟧', 1)
const token = redactor.redactText(secret)
const pem = plant(templates.key, 2).secret

/** A program's directory, with Stanch and pino installed. */
let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'stanch-transport-'))
  mkdirSync(join(directory, 'node_modules'))
  symlinkSync(root, join(directory, 'node_modules/stanch'))
  symlinkSync(join(root, 'node_modules/pino'), join(directory, 'node_modules/pino'))
})
afterAll(() => rmSync(directory, { recursive: true }))

const run = promisify(execFile)

interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Runs a program that logs through a transport. */
async function runProgram(transport: object, body: string): Promise<Ended> {
  const file = join(directory, 'program.mjs')
  writeFileSync(
    file,
    `import { pino } from 'pino'
     const logger = pino({ transport: ${JSON.stringify(transport)} })
     const { SECRET: secret, PEM: pem } = process.env
     ${body}`,
  )
  const env = { ...process.env, STANCH_KEY: testKey, SECRET: secret, PEM: pem }
  return run(process.execPath, [file], { env, cwd: directory, maxBuffer: 1 << 26 }).then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    ({ stdout, stderr, code }: Ended) => ({ stdout, stderr, code }),
  )
}

function recordsOf(text: string): { readonly at?: number; readonly msg?: string }[] {
  expect(text).not.toContain(secret)
  expect(text).not.toContain(pem.split('\n')[3])
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { at?: number; msg?: string })
}

const count = 2000
/** Many lines, some with secrets, and the first lines of a key that has no end. */
const body = `for (let at = 0; at < ${count}; at++) logger.info({ at, deep: [{ at: at % 10 ? '' : secret }] }, 'x')
  for (const line of pem.split('\\n').slice(0, 9)) logger.info(line)`

function expectAll(text: string): void {
  const records = recordsOf(text)
  expect(records).toHaveLength(count + 9)
  const places = records.map(({ at }) => at).slice(0, count)
  expect(places).toEqual(Array.from({ length: count }, (_, at) => at))
  expect(text.split(token)).toHaveLength(count / 10 + 1)
}

describe.for([
  ['the end', ''],
  ['exit', 'process.exit(0)'],
  ['an uncaught exception', "throw new Error('stop')"],
] as const)('nothing is lost and nothing is in clear at %s', ([, end]) => {
  test('on standard output', async () => {
    const { stdout } = await runProgram({ target: 'stanch/pino' }, `${body}\n${end}`)
    expectAll(stdout)
  })
})

test('in a file, in directories to be made', async () => {
  const file = join(directory, 'log/of/today.log')
  const options = { destination: file, mkdir: true }
  const ended = await runProgram({ target: 'stanch/pino', options }, body)
  expect(ended).toEqual({ stdout: '', stderr: '', code: 0 })
  expectAll(readFileSync(file, 'utf8'))
})

test('before another transport', async () => {
  const file = join(directory, 'behind.log')
  const pipeline = [
    { target: 'stanch/pino' },
    { target: 'pino/file', options: { destination: file } },
  ]
  expect(await runProgram({ pipeline }, body)).toMatchObject({ stdout: '', code: 0 })
  expectAll(readFileSync(file, 'utf8'))
})

test('beside others, by level', async () => {
  const [all, errors] = [join(directory, 'all.log'), join(directory, 'errors.log')]
  const targets = [
    { target: 'stanch/pino', level: 'info', options: { destination: all } },
    { target: 'stanch/pino', level: 'error', options: { destination: errors } },
  ]
  await runProgram({ targets }, 'logger.info(secret); logger.error(secret)')
  expect(recordsOf(readFileSync(all, 'utf8')).map(({ msg }) => msg)).toEqual([token, token])
  expect(recordsOf(readFileSync(errors, 'utf8')).map(({ msg }) => msg)).toEqual([token])
})

test('flush(done) is told when all is written', async () => {
  const file = join(directory, 'flushed.log')
  const { stdout } = await runProgram(
    { target: 'stanch/pino', options: { destination: file } },
    `import { readFileSync } from 'node:fs'
     logger.info(secret)
     logger.flush(() => console.log(readFileSync(${JSON.stringify(file)}, 'utf8')))`,
  )
  expect(recordsOf(stdout).map(({ msg }) => msg)).toEqual([token])
})

test('options are those of createRedactor', async () => {
  const options = { mode: { fixed: '(gone)' }, key: 'f'.repeat(64), disabledRules: ['slack-token'] }
  const { stdout } = await runProgram({ target: 'stanch/pino', options }, 'logger.info(secret)')
  expect(recordsOf(stdout)[0]).toMatchObject({ msg: '(gone)' })
})

test.for([
  ['an unknown option', { minconfidence: 'low' }, 'did you mean minConfidence'],
  ['a bad key', { key: 'abc' }, 'expected 64 hex digits'],
  ['a rule file that is not there', { rules: { files: ['none.yaml'] } }, 'none.yaml'],
] as const)('%s ends the program, and nothing comes out', async ([, options, message]) => {
  const ended = await runProgram(
    { target: 'stanch/pino', options },
    'logger.info(secret); setTimeout(() => undefined, 5000)',
  )
  expect(ended.stdout).toBe('')
  expect(ended.stderr).toContain(message)
  expect(ended.stderr).not.toContain(secret)
  expect(ended.code).toBe(1)
})
