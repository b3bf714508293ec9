import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { loadRedactor } from '../../src/scan/load-redactor.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'

const redactor = loadRedactor({ keys: [fingerprintKeyOf(new Uint8Array(32).fill(3))] })
const secret = assembleSample('<base62:20>', seededRandom(4)).text
const github = assembleSample('<[g]:1>hp_<base62:30><crc32-base62>', seededRandom(5)).text
const token = /\[stanch:[a-z0-9-]+:[0-9a-f]{8}:[0-9a-f]{16}\]/g
const time = '2026-03-01T10:00:00.123456789Z'

function redact(text: string): string {
  return Buffer.from(redactor.redact(Buffer.from(text))).toString()
}

test.for([
  ['logfmt', 'level=info password=% took=3ms\n'],
  ['logfmt in quotes', 'level=info msg="login password=% ok" took=3ms\n'],
  ['logfmt with JSON', 'level=info body="{\\"password\\":\\"%\\"}" took=3ms\n'],
  ['syslog, RFC 5424', `<165>1 ${time} host app 7 ID1 [id@32473 user="bob" password="%"] logged in\n`],
  ['syslog, RFC 5424, in the text', `<165>1 ${time} host app 7 ID1 - password=%\n`],
  ['syslog, RFC 3164', '<34>Mar  1 10:00:00 host app[7]: password=% for bob\n'],
  ['CRI', `${time} stdout F password=% ok\n`],
  ['CRI with JSON', `${time} stderr F {"password":"%","level":"info"}\n`],
  ['Docker', `{"log":"password=%\\n","stream":"stdout","time":"${time}"}\n`],
  ['Docker with JSON', `{"log":"{\\"password\\":\\"%\\"}\\n","stream":"stdout","attrs":{"tag":"a/b"},"time":"${time}"}\n`],
  ['GELF', `{"version":"1.1","host":"h","short_message":"password=%","timestamp":1772359200.123,"level":6,"_pwd":"%"}\n`],
  ['OTLP', `{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"a"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1772359200000000000","body":{"stringValue":"password=%"},"attributes":[{"key":"db.password","value":{"stringValue":"%"}}],"traceId":"5b8efff798038103d269b633813fc60c"}]}]}]}\n`],
  ['HAR', `{"headers":[{"value":"%","name":"X-Api-Key"},{"name":"Accept","value":"*/*"}]}\n`],
  ['SSE', `event: message\ndata: {"password":"%"}\n\n`],
] as const)('%s: only the secret changes', ([, marked]) => {
  const before = marked.replaceAll('%', secret)
  const after = redact(before)
  expect(after.replaceAll(token, '%')).toBe(marked)
  expect(redact(after)).toBe(after)
}) // prettier-ignore

/** Writers of one piece of a text, and how its piece is read back. */
const cut: Readonly<Record<string, { write: (piece: string, isLast: boolean) => string; read: (record: string) => string }>> = {
  CRI: {
    write: (piece, isLast) => `${time} stdout ${isLast ? 'F' : 'P'} ${piece}`,
    read: (record) => {
      expect(record).toMatch(/^2026-03-01T10:00:00\.123456789Z stdout [PF] /)
      return record.slice(time.length + ' stdout P '.length)
    },
  },
  Docker: {
    write: (piece, isLast) => JSON.stringify({ log: `${piece}${isLast ? '\n' : ''}`, stream: 'stdout', time }),
    read: (record) => {
      const { log, stream, time: at } = JSON.parse(record) as { log: string; stream: string; time: string }
      expect([stream, at]).toEqual(['stdout', time])
      return log.replace('\n', '')
    },
  },
  OpenAI: {
    write: (piece) => `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content: piece } }] })}`,
    read: (record) => (JSON.parse(record.slice(6)) as { choices: [{ delta: { content: string } }] }).choices[0].delta.content,
  },
  Anthropic: {
    write: (piece) => JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } }),
    read: (record) => (JSON.parse(record) as { delta: { text: string } }).delta.text,
  },
  ACP: {
    write: (piece) => JSON.stringify({ jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's', update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: piece } } } }),
    read: (record) => (JSON.parse(record) as { params: { update: { content: { text: string } } } }).params.update.content.text,
  },
} // prettier-ignore

test.for(Object.entries(cut))('%s: a secret in pieces', ([, { write, read }]) => {
  const text = `it is "${github}", said é\\ and went on `
  const places = fc.uniqueArray(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 5 })
  const strangers = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 })
  fc.assert(
    fc.property(places, strangers, (at, isBetween) => {
      const ends = [...at.toSorted((left, right) => left - right), text.length]
      const pieces = ends.map((end, turn) => text.slice(turn === 0 ? 0 : ends[turn - 1]!, end))
      const lines = pieces.flatMap((piece, turn) => [
        ...(isBetween[turn] ? [`${time} stderr F other ${turn}`] : []),
        write(piece, turn === pieces.length - 1),
      ])
      const after = redact(`${lines.join('\n')}\n`)
      const found = after.replace(/\n$/, '').split('\n')
      expect(found.length).toBe(lines.length)
      const own = found.filter((line) => !line.includes('stderr'))
      expect(own.map(read).join('').replaceAll(token, '%')).toBe('it is "%", said é\\ and went on ')
    }),
    { numRuns: 60 },
  )
})
