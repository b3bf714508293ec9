import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { redactExport, type OtlpEncoding } from '../../../src/stream/otlp/redact-export.ts'
import type { RedactionMode } from '../../../src/redact/policy.ts'
import { makeRedaction, tokenFor } from './make-redaction.ts'
import { decode, decodeJson, encode, encodeJson, type Decoded } from './protocol.ts'
import { githubToken } from './random-message.ts'

const redaction = makeRedaction()
const random = seededRandom(11)
const encodings = ['protobuf', 'json'] as const satisfies readonly OtlpEncoding[]

function sample(template: string): string {
  return assembleSample(template, random).text
}

function logsOf(logRecords: readonly Decoded[]): Decoded {
  return { resourceLogs: [{ scopeLogs: [{ logRecords }] }] }
}

/** Redacts log records and gives them back. */
function redactLogs(
  encoding: OtlpEncoding,
  records: readonly Decoded[],
  { onto = redaction }: { onto?: ReturnType<typeof makeRedaction> } = {},
): Decoded[] {
  const message = logsOf(records)
  const bytes = encoding === 'json' ? encodeJson('logs', message) : encode('logs', message)
  const redacted = redactExport(onto, 'logs', encoding, bytes).bytes
  const decoded = encoding === 'json' ? decodeJson('logs', redacted) : decode('logs', redacted)
  const [resource] = decoded['resourceLogs'] as { scopeLogs: { logRecords: Decoded[] }[] }[]
  return resource!.scopeLogs[0]!.logRecords
}

function attributesOf(record: Decoded): unknown {
  return record['attributes']
}

const password = sample('<password:14>')
const passwordToken = tokenFor('generic-password', password)
const pin = sample('<digits:12>')
const text = (stringValue: string) => ({ stringValue })
const list = (...values: Decoded[]) => ({ arrayValue: { values } })
const map = (...values: Decoded[]) => ({ kvlistValue: { values } })

test.for(
  encodings.flatMap((encoding) =>
    (
      [
        ['of an attribute', { key: 'db.password', value: text(password) }, { key: 'db.password', value: text(passwordToken) }],
        ['of a list', { key: 'db.password', value: list(text('x'), text(password)) }, { key: 'db.password', value: list(text('x'), text(passwordToken)) }],
        ['in a map', { key: 'db', value: map({ key: 'password', value: text(password) }) }, { key: 'db', value: map({ key: 'password', value: text(passwordToken) }) }],
        ['in a list of maps in a map', { key: 'a', value: map({ key: 'b', value: list(map({ key: 'password', value: text(password) })) }) }, { key: 'a', value: map({ key: 'b', value: list(map({ key: 'password', value: text(passwordToken) })) }) }],
        ['of bytes', { key: 'password', value: { bytesValue: Buffer.from(password).toString('base64') } }, { key: 'password', value: { bytesValue: Buffer.from(passwordToken).toString('base64') } }],
        ['of a number, which becomes a string', { key: 'password', value: { intValue: pin } }, { key: 'password', value: text(tokenFor('generic-password', pin)) }],
        ['with a quote in it', { key: 'password', value: text(`${password}"x`) }, { key: 'password', value: text(tokenFor('generic-password', `${password}"x`)) }],
      ] as const
    ).map((row) => [encoding, ...row] as const),
  ),
)('%s: the name tells the secret %s', ([encoding, , attribute, expected]) => {
  const [record] = redactLogs(encoding, [{ attributes: [attribute] }])
  expect(attributesOf(record!)).toEqual([expected])
}) // prettier-ignore

test('a key that stands behind its value names it', () => {
  const [json] = [`{"attributes":[{"value":{"stringValue":${JSON.stringify(password)}},"key":"password"}]}`]
  const bytes = Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[${json}]}]}]}`)
  const redacted = redactExport(redaction, 'logs', 'json', bytes).bytes
  expect(Buffer.from(redacted).toString()).toBe(bytes.toString().replace(JSON.stringify(password), `"${passwordToken}"`))
}) // prettier-ignore

test('JSON keeps its spaces, its escapes, its order and its long numbers', () => {
  const secret = githubToken(random)
  const json =
    ' { "resource_logs" : [ {"scope_logs":[{ "logRecords" : [ {"timeUnixNano":"1544712660300000001",\r\n' +
    `"observedTimeUnixNano": 1544712660300000001, "body":{"stringValue":"a\\u00e9\\/ ${secret}\\n"},` +
    `"attributes":[{"key":"\\u0061","value":{"intValue":9007199254740993}}], "new": {"x": [1e400, "${secret}"]}} ]}] }]}\n`
  const redacted = redactExport(redaction, 'logs', 'json', Buffer.from(json)).bytes
  const token = tokenFor('github-token', secret)
  expect(Buffer.from(redacted).toString()).toBe(
    json.replace(`a\\u00e9\\/ ${secret}`, `aé/ ${token}`).replace(secret, token),
  )
})

test.for(encodings)(
  '%s: ids and numbers that are no secret stay, whatever they look like',
  (encoding) => {
    const record = {
    traceId: Buffer.from('sk-live-01234567').toString('base64'),
    spanId: Buffer.from('password').toString('base64'),
    timeUnixNano: '1544712660300000001',
    attributes: [
      { key: 'trace_id', value: text(sample('<hex:32>')) },
      { key: 'http.response.status_code', value: { intValue: '200' } },
      { key: 'session.bytes', value: { intValue: '-9007199254740993' } },
      { key: 'ratio', value: { doubleValue: 0.123456789 } },
      { key: 'request.id', value: text(sample('<uuid>')) },
    ],
  } // prettier-ignore
    expect(redactLogs(encoding, [record])).toEqual([record])
  },
)

test.for(encodings)('%s: a key that was logged line by line is masked in every record', (encoding) => {
  const key = sample('⟦-----BEGIN RSA PRIVATE KEY-----\n<lines:12>\n<base64:20>\n-----END RSA PRIVATE KEY-----⟧')
  const lines = ['before', ...key.split('\n'), 'after']
  const records = redactLogs(encoding, lines.map((line) => ({ body: text(line), severityText: 'INFO' })))
  expect(records).toHaveLength(lines.length)
  const bodies = records.map((record) => (record['body'] as Decoded)['stringValue'] as string)
  expect(bodies[0]).toBe('before')
  expect(bodies.at(-1)).toBe('after')
  expect(bodies.join('\n')).toContain(tokenFor('private-key-pem', key))
  for (const line of key.split('\n').slice(1, -1)) expect(bodies.join('\n')).not.toContain(line)
  expect(records.every((record) => record['severityText'] === 'INFO')).toBe(true)
}) // prettier-ignore

test.for(encodings)('%s: an empty line of such a key stays empty', (encoding) => {
  const head = ['-----BEGIN RSA PRIVATE KEY-----', 'Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-256-CBC,00', '']
  const lines = [...head, ...sample('<lines:8>').split('\n'), '-----END RSA PRIVATE KEY-----']
  const records = redactLogs(encoding, lines.map((line) => ({ body: text(line) })))
  const output = JSON.stringify(records)
  for (const line of lines.slice(4, -1)) expect(output).not.toContain(line)
  expect(records[3]).toEqual({ body: text('') })
}) // prettier-ignore

test.for(encodings)('%s: a record without a body is dropped, too', (encoding) => {
  const onto = makeRedaction({ modeOf: () => 'drop' })
  const attributes = [{ key: 'first', value: text('one') }, { key: 'k', value: text(githubToken(random)) }] // prettier-ignore
  const [record] = redactLogs(encoding, [{ body: text(''), attributes }], { onto })
  const placeholder = expect.stringContaining('[stanch-withheld dropped') as string
  expect(record).toEqual({
    body: text(''),
    attributes: [{ key: 'first', value: text(placeholder) }, { key: 'k', value: text('') }],
  }) // prettier-ignore
})

test.for(encodings)('%s: lines that look like dividers do no harm', (encoding) => {
  const secret = githubToken(random)
  const dots = ['\n.\n', '\n..\n', '\n...\n'].join('x')
  const [record] = redactLogs(encoding, [{ body: text(`${dots}${secret}${dots}`), eventName: `\n.\n${secret}` }])
  const token = tokenFor('github-token', secret)
  expect(record).toEqual({ body: text(`${dots}${token}${dots}`), eventName: `\n.\n${token}` })
  const all = Array.from({ length: 200 }, (_, at) => `\n${'.'.repeat(at)}\n\n.;.\n\n;.;\n`).join('')
  expect(JSON.stringify(redactLogs(encoding, [{ body: text(all + secret) }]))).not.toContain(secret)
}) // prettier-ignore

test('what one record says makes no secret of what stands in another', () => {
  const value = sample('<hex:32>')
  const records = [{ body: text('datadog api key follows') }, { body: text(value) }]
  expect(redactLogs('protobuf', records)).toEqual(records)
})

test.for(encodings)('%s: a secret in one record leaves all others as they are', (encoding) => {
  const secret = githubToken(random)
  const records = Array.from({ length: 300 }, (_, at) => ({
    body: text(`request ${at} of ${sample('<uuid>')} done`),
    attributes: [{ key: 'thread.name', value: text(`worker-${at}`) }],
  }))
  const planted = records.with(200, { ...records[200]!, body: text(`token ${secret}`) })
  const expected = records.with(200, { ...records[200]!, body: text(`token ${tokenFor('github-token', secret)}`) })
  expect(redactLogs(encoding, planted)).toEqual(expected)
}) // prettier-ignore

test.for(encodings)('%s: a record is dropped whole, its keys, times and ids kept', (encoding) => {
  const modeOf = (rule: string): RedactionMode => (rule === 'github-token' ? 'drop' : 'token')
  const onto = makeRedaction({ modeOf })
  const spanId = Buffer.from('spanspan').toString('base64')
  const records = [
    { timeUnixNano: '17', body: text('hello'), spanId, attributes: [{ key: 'k', value: text(githubToken(random)) }] },
    { body: text('next') },
  ] // prettier-ignore
  const [dropped, next] = redactLogs(encoding, records, { onto })
  expect(dropped).toMatchObject({
    timeUnixNano: '17',
    spanId,
    body: { stringValue: expect.stringMatching(/^\[stanch-withheld dropped bytes=\d+\]$/) as string },
    attributes: [{ key: 'k', value: { stringValue: '' } }],
  }) // prettier-ignore
  expect(next).toEqual(records[1])
  expect(onto.withheld).toEqual([])
})

test('each secret is told once, though its text is looked at several times', () => {
  const onto = makeRedaction()
  const secrets = [githubToken(random), githubToken(random)]
  redactLogs('json', [{ body: text(secrets[0]!), attributes: [{ key: 'a', value: text(secrets[1]!) }] }, { body: text('x') }], { onto }) // prettier-ignore
  expect(onto.masked.map(({ token }) => token).sort()).toEqual(
    secrets.map((secret) => tokenFor('github-token', secret)).sort(),
  )
})

test('an error of the redactor withholds what it was looking at', () => {
  const onto = makeRedaction()
  const secret = githubToken(random)
  const { redactor } = onto
  const open = redactor.openRecords.bind(redactor)
  redactor.openRecords = () => {
    const stream = open()
    const push = stream.push.bind(stream)
    stream.push = (record) => {
      if (Buffer.from(record).includes('boom')) throw new TypeError(`cannot read ${secret}`)
      return push(record)
    }
    return stream
  }
  const records = redactLogs('protobuf', [{ body: text(`boom ${secret}`) }, { body: text('calm') }], { onto }) // prettier-ignore
  expect(records[0]).toMatchObject({ body: { stringValue: expect.stringContaining('[stanch-withheld error bytes=') as string } }) // prettier-ignore
  expect(records[1]).toEqual({ body: text('calm') })
  expect(onto.withheld.map(({ reason }) => reason)).toEqual(['error'])
})
