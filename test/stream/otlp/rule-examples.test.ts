import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { redactExport } from '../../../src/stream/otlp/redact-export.ts'
import { redactText } from '../../../src/stream/otlp/redact-text.ts'
import { readRuleSources } from '../../engine/real-pack.ts'
import { makeRedaction } from './make-redaction.ts'
import { encode } from './protocol.ts'

const redaction = makeRedaction()
const random = seededRandom(3)

/** What every fifth rule finds, in whatever it needs around it. */
const ofRules = readRuleSources()
  .filter((_, at) => at % 5 === 0)
  .flatMap(({ examples }) => examples.positive.map((template) => assembleSample(template, random).text)) // prettier-ignore

/** A secret that only its name tells, in JSON, in text in JSON, and packed. */
const json = JSON.stringify({ db: { password: assembleSample('<password:14>', random).text } })
const inJson = JSON.stringify({ message: json })
const password = assembleSample('<password:14>', random).text
const pair = { value: { stringValue: password }, key: 'db.password' }
const ofForms = [
  JSON.stringify(pair),
  JSON.stringify({ attributes: [{ key: 'a', value: 'b' }, pair] }),
  JSON.stringify({ log: JSON.stringify(JSON.stringify([pair])) }),
  JSON.stringify({ secret: { deep: [{ deeper: [password] }] } }),
  JSON.stringify({ columns: ['user', 'password'], rows: [['me', password]] }),
  `user,password\nme,${password}\nyou,${password}`,
  `level=info msg="login" password=${password}`,
  `<34>1 2026-01-01T00:00:00Z host app 1 - [auth@1 password="${password}"] ok`,
  `<name>db.password</name><value>${password}</value>`,
  `2026-01-01T00:00:00Z stdout F ${JSON.stringify(pair)}`,
  json,
  inJson,
  JSON.stringify({ log: inJson }),
  JSON.stringify({ log: JSON.stringify({ inner: inJson }) }),
  `2026-01-01T00:00:00Z stdout F ${json}`,
  encodeURIComponent(json),
  Buffer.from(json).toString('base64'),
  Buffer.from(json).toString('hex'),
]
const examples = [...ofRules, ...ofForms]
const around = ['request took 17 ms, cache=hit', 'user 1234 logged in', 'GET /health 200']

test('what a rule finds in a text alone it finds among other records', () => {
  expect(examples.length).toBeGreaterThan(200)
  const different = examples.filter((example) => {
    const bodies = [...around, example, ...around]
    const logRecords = bodies.map((stringValue) => ({ body: { stringValue } }))
    const bytes = encode('logs', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
    const redacted = redactExport(redaction, 'logs', 'protobuf', bytes).bytes
    const alone = redactText(redaction.redactor, Buffer.from(example))
    return (redacted === bytes) !== (Buffer.compare(alone, Buffer.from(example)) === 0)
  })
  expect(different).toEqual([])
})
