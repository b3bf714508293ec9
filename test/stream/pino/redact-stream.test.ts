import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { pino, type LoggerOptions } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Redactor } from '../../../src/redact/redactor.ts'
import { createRedactor } from '../../../src/scan/create-redactor.ts'
import { loadRedactor } from '../../../src/scan/load-redactor.ts'
import { lineRedactor, redactStream } from '../../../src/stream/pino/pino.ts'
import { testKey } from '../../cli/run-stanch.ts'
import { plant, templates } from '../../engine/real-pack.ts'

const redactor = createRedactor({ key: testKey })
const { secret } = plant('⟦ghp_<base62:30><crc32-base62>⟧', 1)
const token = redactor.redactText(secret)
const pem = plant(templates.key, 2).secret

/** Both doors of the same logger: the stream, and the hook. */
const doors = {
  stream: (options: LoggerOptions, lines: string[], by: Redactor) =>
    pino(options, redactStream({ write: (line) => lines.push(line) }, by)),
  hook: (options: LoggerOptions, lines: string[], by: Redactor) =>
    pino(
      { ...options, hooks: { streamWrite: lineRedactor(by) } },
      { write: (line) => lines.push(line) },
    ),
}

type Log = (logger: pino.Logger) => void

/** Logs through one door. */
function logged(door: keyof typeof doors, log: Log, options: LoggerOptions = {}, by = redactor) {
  const lines: string[] = []
  log(doors[door](options, lines, by))
  return lines.map((line) => {
    expect(line).not.toContain(secret)
    expect(line.endsWith('\n')).toBe(true)
    return JSON.parse(line) as Record<string, unknown>
  })
}

function nested(depth: number): object {
  return depth === 0 ? { value: secret } : { [`level${depth}`]: nested(depth - 1) }
}

const error = Object.assign(new Error(`no access with ${secret}`, { cause: new Error(secret) }), {
  config: { headers: { authorization: secret } },
})

const places: readonly [string, Log, LoggerOptions?][] = [
  ['the message', (logger) => logger.info(`got ${secret}`)],
  ['an argument', (logger) => logger.info('got %s and %o', secret, { inner: secret })],
  ['JSON in the message', (logger) => logger.info(JSON.stringify(JSON.stringify({ a: secret })))],
  ['an error, its stack, cause and fields', (logger) => logger.error(error)],
  ['an error beside a message', (logger) => logger.error({ err: error }, 'failed')],
  ['a key', (logger) => logger.info({ [secret]: 1, inner: { [secret]: [] } })],
  ['lists', (logger) => logger.info({ list: [1, secret, [secret, { deep: [secret] }]] })],
  [
    'a child',
    (logger) =>
      logger
        .child({ session: secret })
        .child({ more: [secret] })
        .info('hi'),
  ],
  ['a mixin', (logger) => logger.info('hi'), { mixin: () => ({ mixed: secret }) }],
  ['a serializer', (logger) => logger.info({ user: 1 }), { serializers: { user: () => secret } }],
  ['a formatter', (logger) => logger.info('hi'), { formatters: { log: () => ({ by: secret }) } }],
  [
    'the base and the name',
    (logger) => logger.info('hi'),
    { base: { host: secret }, name: secret },
  ],
  ['a prefix', (logger) => logger.info('hi'), { msgPrefix: `[${secret}] ` }],
  ['a nested object', (logger) => logger.info({ a: secret }, 'hi'), { nestedKey: 'payload' }],
  [
    'a level of its own',
    (logger) => logger.info('hi'),
    { formatters: { level: () => ({ level: secret }) } },
  ],
  ...Array.from({ length: 30 }, (_, at): [string, Log] => [
    `an object ${at + 1} deep`,
    (logger) => logger.info(nested(at)),
  ]),
]

describe.for(['stream', 'hook'] as const)('by the %s', (door) => {
  test.for(places)('%s', ([, log, options]) => {
    expect(JSON.stringify(logged(door, log, options))).toContain(token)
  })

  test('what is not masked stays, byte for byte', () => {
    const log: Log = (logger) =>
      logger.info(
        { n: 0.1, big: 12345678901234567890n.toString(), at: [1e21, -0, null], text: '\ud800é😀' },
        'x',
      )
    const plain: string[] = []
    const options = { timestamp: false, base: { pid: 4711 } } as const
    log(pino(options, { write: (line) => plain.push(line) }))
    const lines: string[] = []
    log(doors[door](options, lines, redactor))
    expect(lines).toEqual(plain)
  })

  test('but for the secrets, any record is what it was', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 6 }).map((other) => `${other} ${secret} ${other}`),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        text,
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    }))
    fc.assert(
      fc.property(value, text, (payload, message) => {
        const log: Log = (logger) => logger.info({ payload }, message)
        const options = { timestamp: false, base: null }
        const plain: string[] = []
        log(pino(options, { write: (line) => plain.push(line) }))
        const expected = plain.join('').replaceAll(secret, token)
        expect(logged(door, log, options)).toEqual([JSON.parse(expected)])
      }),
      { numRuns: 40 },
    )
  })

  test('lines keep their order and their number', () => {
    const records = logged(door, (logger) => {
      for (let at = 0; at < 500; at++) logger.info({ at, secret: at % 7 === 0 ? secret : 'none' })
    })
    expect(records.map(({ at }) => at)).toEqual(Array.from({ length: 500 }, (_, at) => at))
  })

  test('where redacting fails a placeholder stands, and the next line is redacted', () => {
    let fails = true
    const modeOf = () => {
      if (fails) throw new Error(`no room for ${secret}`)
      return 'token' as const
    }
    const failing = loadRedactor({ keys: redactor.policy.keys, modeOf })
    const records = logged(
      door,
      (logger) => {
        logger.info(secret)
        fails = false
        logger.info(secret)
      },
      {},
      failing,
    )
    expect(records).toMatchObject([{ stanch: 'error' }, { msg: token }])
  })
})

test('a private key in many lines is masked, as far as it is held back', () => {
  const log: Log = (logger) => pem.split('\n').forEach((line) => logger.info(line))
  const lines: string[] = []
  const stream = redactStream({ write: (line) => lines.push(line) }, redactor)
  log(pino(stream))
  stream.end()
  expect(lines.join('')).not.toContain(pem.split('\n')[3])
  expect(lines).toHaveLength(pem.split('\n').length)
})

function openFile(): { file: string; read: () => string } {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-pino-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'app.log')
  return { file, read: () => readFileSync(file, 'utf8') }
}

test('flushSync, flush, reopen and end reach the destination', async () => {
  const { file, read } = openFile()
  const destination = pino.destination({ dest: file, sync: false, minLength: 4096 })
  await once(destination, 'ready')
  const stream = redactStream(destination, redactor)
  const logger = pino({ base: null, timestamp: false }, stream)
  logger.info(secret)
  expect(read()).toBe('')
  stream.flushSync()
  expect(read()).toBe(`{"level":30,"msg":"${token}"}\n`)
  logger.info('two')
  await promisify(logger.flush.bind(logger))()
  expect(read()).toMatch(/two/)
  renameSync(file, `${file}.1`)
  stream.reopen()
  await once(destination, 'ready')
  logger.info('three')
  stream.end()
  await once(destination, 'close')
  expect(read()).toBe('{"level":30,"msg":"three"}\n')
  expect(() => stream.end()).not.toThrow()
})

test('the streams of a multistream get the levels they want', () => {
  const all: string[] = []
  const errors: string[] = []
  const streams = pino.multistream([
    { level: 'info', stream: { write: (line: string) => all.push(line) } },
    { level: 'error', stream: { write: (line: string) => errors.push(line) } },
  ])
  const logger = pino(redactStream(streams, redactor))
  logger.info(secret)
  logger.error(secret)
  expect([all.length, errors.length]).toEqual([2, 1])
  expect(all.join('') + errors.join('')).not.toContain(secret)
})

const run = promisify(execFile)
const program = (body: string) => [
  '--input-type=module',
  '-e',
  `import { pino } from 'pino'; import { createRedactor } from 'stanch'; import { redactStream } from 'stanch/pino'
   const logger = pino(redactStream(pino.destination({ dest: 1, sync: false }), createRedactor({ key: process.env.KEY })))
   const { SECRET: secret, PEM: pem } = process.env; ${body}`,
]

test.for([
  ['exit', 'process.exit(0)', 0],
  ['the end', '', 0],
  ['an uncaught exception', 'throw new Error("stop")', 1],
] as const)('nothing is lost at %s', async ([, end, code]) => {
  const body = `for (let at = 0; at < 500; at++) logger.info({ at }, secret)
    logger.info(pem.split('\\n')[0]); logger.info(pem.split('\\n')[1]); ${end}`
  const env = { ...process.env, KEY: testKey, SECRET: secret, PEM: pem }
  const options = { env, cwd: join(import.meta.dirname, '../../..') }
  const ended = await run(process.execPath, program(body), options).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (failed: { stdout: string; code: number }) => failed,
  )
  expect(ended.code).toBe(code)
  const lines = ended.stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(502)
  expect(lines.map((line) => (JSON.parse(line) as { at?: number }).at).slice(0, 500)).toEqual(
    Array.from({ length: 500 }, (_, at) => at),
  )
  expect(ended.stdout).not.toContain(secret)
})
