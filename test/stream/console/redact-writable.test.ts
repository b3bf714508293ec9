import { once } from 'node:events'
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createRedactor } from '../../../src/scan/create-redactor.ts'
import { loadRedactor } from '../../../src/scan/load-redactor.ts'
import { redactWritable } from '../../../src/stream/console/redact-writable.ts'
import { testKey } from '../../cli/run-stanch.ts'
import { plant, templates } from '../../engine/real-pack.ts'

const redactor = createRedactor({ key: testKey })
const { secret, text } = plant(templates.token, 1)
const token = redactor.redactText(secret)

/** A stream that keeps what it is given. */
function collect(options: { readonly isLazy?: boolean } = {}) {
  const parts: Buffer[] = []
  const stream = new Writable({
    highWaterMark: 64,
    write(chunk: Buffer, _encoding, done) {
      parts.push(chunk)
      if (options.isLazy) setImmediate(done)
      else done()
    },
  })
  return { stream, written: () => Buffer.concat(parts).toString() }
}

test('any writes come out as the whole redacted', () => {
  const whole = `a\n${text} b\npassword=${plant('⟦<base62:20>⟧', 3).secret}\n{"x":"é${secret}"}\nc`
  const bytes = Buffer.from(whole)
  const expected = redactor.redactText(whole)
  const lengths = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(lengths, fc.boolean(), (sizes, asText) => {
      const { stream, written } = collect()
      redactWritable(stream, redactor)
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const part = bytes.subarray(at, (at += sizes[turn % sizes.length]! + (turn > 300 ? 1 : 0)))
        if (asText) stream.write(part.toString('base64'), 'base64')
        else stream.write(part)
      }
      stream.end()
      expect(written()).toBe(expected)
    }),
    { numRuns: 60 },
  )
})

test.for(['utf8', 'latin1', 'hex', 'base64', 'base64url'] as const)('text in %s', (encoding) => {
  const { stream, written } = collect()
  redactWritable(stream, redactor)
  stream.write(Buffer.from(`${secret}\n`).toString(encoding), encoding)
  expect(written()).toBe(`${token}\n`)
})

test('text in UTF-16', () => {
  const parts: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      parts.push(chunk)
      done()
    },
  })
  redactWritable(stream, redactor)
  stream.write(`a ${secret} b\nc\n`, 'utf16le')
  stream.end()
  expect(Buffer.concat(parts).toString('utf16le')).not.toContain(secret)
})

test('callbacks are called in order, also where nothing comes out', async () => {
  const { stream, written } = collect({ isLazy: true })
  redactWritable(stream, redactor)
  const called: number[] = []
  stream.write('a\n', () => called.push(1))
  stream.write(secret.slice(0, 9), 'utf8', () => called.push(2))
  stream.write(secret.slice(9), () => called.push(3))
  await new Promise<void>((resolve) => stream.end('\nz', () => (called.push(4), resolve())))
  expect(called).toEqual([1, 2, 3, 4])
  expect(written()).toBe(`a\n${token}\nz`)
})

test("back-pressure is the stream's own", async () => {
  const { stream, written } = collect({ isLazy: true })
  redactWritable(stream, redactor)
  expect(stream.write('short')).toBe(true)
  expect(stream.write(`${'x '.repeat(50)}\n`)).toBe(false)
  expect(stream.write('more')).toBe(false)
  await once(stream, 'drain')
  expect(stream.write('and more\n')).toBe(true)
  expect(written()).toContain('short')
})

test('a pipe through a file stream', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-writable-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const [input, output] = [join(directory, 'in'), join(directory, 'out')]
  writeFileSync(input, `${text}\n`.repeat(2000))
  const stream = createWriteStream(output)
  redactWritable(stream, redactor)
  await pipeline(createReadStream(input, { highWaterMark: 777 }), stream)
  expect(readFileSync(output, 'utf8')).toBe(`GH=${token}\n`.repeat(2000))
})

test('an unfinished line comes out when nothing follows, a begun secret does not', async () => {
  const { stream, written } = collect()
  redactWritable(stream, redactor, { idleMs: 5, holdMsMax: 60_000 })
  stream.write(`name? ${secret.slice(0, 20)}`)
  await setTimeout(50)
  expect(written()).toBe('name? ')
  stream.write(`${secret.slice(20)}\n`)
  expect(written()).toBe(`name? ${token}\n`)
})

test('what is held for too long is let go', async () => {
  const { stream, written } = collect()
  const pem = plant(templates.key, 2).secret.split('\n')
  redactWritable(stream, redactor, { holdMsMax: 20 })
  stream.write(`${pem.slice(0, 4).join('\n')}\n`)
  expect(written()).toBe('')
  await setTimeout(80)
  expect(written()).not.toBe('')
  for (const line of pem.slice(1, 4)) expect(written()).not.toContain(line)
})

test('flush and restore', () => {
  const { stream, written } = collect()
  const redacted = redactWritable(stream, redactor)
  stream.write('in a line')
  redacted.flush()
  stream.write(` ${secret}`)
  redacted.restore()
  redacted.restore()
  expect(written()).toBe(`in a line ${token}`)
  expect(Object.keys(stream).filter((key) => key === 'write' || key === 'end')).toEqual([])
  stream.write(secret)
  expect(written().endsWith(secret)).toBe(true)
})

test('who wrapped the stream later keeps his wrapper', () => {
  const { stream, written } = collect()
  const redacted = redactWritable(stream, redactor)
  const inner = stream.write.bind(stream)
  const later = (chunk: string) => inner(chunk.toUpperCase())
  stream.write = later as typeof stream.write
  redacted.restore()
  expect(Reflect.get(stream, 'write')).toBe(later)
  stream.write('abc\n')
  expect(written()).toBe('ABC\n')
})

test('two wrappers mask once', () => {
  const { stream, written } = collect()
  redactWritable(stream, redactor)
  redactWritable(stream, redactor)
  stream.write(`${text}\n`)
  expect(written()).toBe(`GH=${token}\n`)
})

test('where redacting fails placeholders stand, to the end of the line', () => {
  let fails = true
  const modeOf = () => {
    if (fails) throw new Error(secret)
    return 'token' as const
  }
  const onWithheld = () => {
    throw new Error('no disk')
  }
  const { stream, written } = collect()
  redactWritable(stream, loadRedactor({ keys: redactor.policy.keys, modeOf, onWithheld }))
  stream.write(`${text} and\n${text} half`)
  stream.write(' of a line\n')
  fails = false
  stream.write(`ok ${secret}\n`)
  stream.end()
  expect(written()).not.toContain(secret)
  expect(written()).toMatch(
    /^(?:\[stanch-withheld error bytes=\d+\]\n)+ok \[stanch:github-token:.*\]\n$/,
  )
})

test('misuse fails as before', () => {
  const { stream } = collect()
  redactWritable(stream, redactor)
  expect(() => stream.write(5)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  expect(() => stream.write(null)).toThrow(
    expect.objectContaining({ code: 'ERR_STREAM_NULL_VALUES' }),
  )
  expect(() => stream.write('a', 'no' as 'utf8')).toThrow(/encoding/i)
  expect(() => redactWritable(new PassThrough({ objectMode: true }), redactor)).toThrow(
    expect.objectContaining({ code: 'STREAM_OF_OBJECTS' }),
  )
})

test('writing after the end is an error, and shows nothing', async () => {
  const { stream, written } = collect()
  redactWritable(stream, redactor)
  stream.end()
  const failed = once(stream, 'error')
  stream.write(`${secret}\n`, () => undefined)
  expect((await failed)[0]).toMatchObject({ code: 'ERR_STREAM_WRITE_AFTER_END' })
  expect(written()).toBe('')
})
