import { Readable, Writable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { loadRedactor } from '../../../src/scan/load-redactor.ts'
import { MessageFilter } from '../../../src/stream/syslog/message-filter.ts'
import { Relay } from '../../../src/stream/syslog-ng/relay.ts'
import { serveSyslogNg } from '../../../src/stream/syslog-ng/serve-syslog-ng.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'

const token = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(36)).text
const redactor = loadRedactor({ keys: [fingerprintKeyOf(new Uint8Array(32))], readsOn: false })

function makeRelay(): Relay {
  return new Relay(new MessageFilter(redactor, 'k3Jd92mXq7Lp0sVb5Tz8Rw1Y'), '', () => undefined)
}

const fields = ['app', 'host', 'msg', 'msgid', 'pri', 'procid', 'sd', 'tag', 'time']

/** Cut anywhere, as a pipe does. */
async function serve(input: Buffer, lengths: readonly number[]): Promise<string> {
  const chunks: Buffer[] = []
  for (let at = 0, turn = 0; at < input.length; turn++) {
    const length = lengths[turn % lengths.length] ?? input.length
    chunks.push(input.subarray(at, at + length))
    at += length
  }
  let text = ''
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString('latin1')
      done()
    },
  })
  await serveSyslogNg(makeRelay(), Readable.from(chunks), output)
  return text
}

test('a line for a line, whatever it holds and however it comes', async () => {
  const line = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array.filter((byte) => byte !== 10))),
    fc.dictionary(fc.constantFrom('msg', 'hostname', 'pri', 'time', 'syslogtag'), fc.anything()).map((value) => Buffer.from(JSON.stringify(value))),
    fc.constant(Buffer.from(JSON.stringify({ msg: `x ${token}`, syslogtag: 'app: ', pri: 13 }))),
  ) // prettier-ignore
  const lengths = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), lengths, async (lines, cuts) => {
      const input = Buffer.concat(lines.flatMap((one) => [one, Buffer.from('\n')]))
      const output = await serve(input, cuts)
      const shown = output.split('\n').slice(0, -1)
      expect(shown).toHaveLength(lines.length)
      for (const one of shown) expect(Object.keys(JSON.parse(one) as object).toSorted()).toEqual(fields) // prettier-ignore
      expect(output).not.toContain(token.slice(8, 30))
      expect(output).toBe(await serve(input, [input.length]))
    }),
  )
})

test('a last line without an end is none', async () => {
  expect(await serve(Buffer.from('{"msg":"a"}\n{"msg":"b"}'), [3])).toMatch(/^[^\n]*"msg":"a"[^\n]*\n$/) // prettier-ignore
})

test('priority and time come back as they were, when they are such', async () => {
  const read = async (pri: unknown, time: string) => {
    const text = await serve(Buffer.from(`${JSON.stringify({ msg: 'a', pri, time })}\n`), [])
    const shown = JSON.parse(text) as { pri: string; time: string }
    return [shown.pri, shown.time]
  }
  expect(await read('134', '2026-01-01T00:00:00.123+02:00')).toEqual(['134', '2026-01-01T00:00:00.123+02:00']) // prettier-ignore
  expect(await read(11, token)).toEqual(['11', '-'])
  expect(await read('x', '')).toEqual(['13', '-'])
})
