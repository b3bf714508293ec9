import { expect, test } from 'vitest'
import { derivedMarks, derivedTextOf } from '../../src/redact/derived-text.ts'
import { latin1Of } from '../../src/text/bytes.ts'
import { processorMs } from '../processor-ms.ts'

/** The lines of the derived text, each value as it stands in the record. */
function derivedOf(record: string): string[] | undefined {
  const text = latin1Of(Buffer.from(record))
  const derived = derivedTextOf(text)
  if (!derived) return undefined
  expect(derivedMarks.some((mark) => text.includes(mark))).toBe(true)
  return derived.text
    .split(/\n{6}/)
    .filter((line) => line !== '')
    .map((line) => {
      const value = /^"[^"]*": "?(.*?)"?$/.exec(line)?.[1]
      if (value === undefined) return line
      const start = derived.text.indexOf(value, derived.text.indexOf(line) + line.indexOf(': '))
      const outer = derived.outer({ start, end: start + value.length })!
      expect(text.slice(outer.start, outer.end).replaceAll('\\', '')).toBe(value)
      expect(derived.outer({ start: start - 3, end: start - 2 })).toBeUndefined()
      return line
    })
}

const nested = JSON.stringify

test.for([
  ['a value before its name', '{"value":"v1","name":"DB_PASSWORD"}', '"DB_PASSWORD": "v1"'],
  ['other members between', '{"Value":"v1","a":[1,{"b":2}],"Key":"x.token"}', '"x.token": "v1"'],
  ['a name of several words', '{"value":"v1","name":"my password!"}', '"my_password_": "v1"'],
  ['a number', '{"value": 12345,"name":"pin"}', '"pin": 12345'],
  ['blanks', '{ "value" :\t"v1" , "name" : "password" }', '"password": "v1"'],
  ['OTLP', '{"a":[{"key":"password","value":{"stringValue":"v1"}}]}', '"password": "v1"'],
  ['OTLP, the value first', '{"value":{"stringValue":"v1"},"key":"password"}', '"password": "v1"'],
  ['JSON in a text', 'INFO env={"value":"v1","name":"password"} x=1', '"password": "v1"'],
  ['JSON in a string', nested({ m: '{"value":"v1","name":"password"}' }), '"password": "v1"'],
  ['JSON in a quoted value', 'm="{\\"value\\":\\"v1\\",\\"name\\":\\"password\\"}"', '"password": "v1"'],
  ['JSON in single quotes', `m='{"value":"v1","name":"password"}'`, '"password": "v1"'],
  ['quotes by their number', '{"m":"{\\u0022value\\u0022:\\u0022v1\\u0022,\\u0022name\\u0022:\\u0022password\\u0022}"}', '"password": "v1"'],
  ['JSON twice over', nested(nested({ value: 'v1', name: 'password' })), '"password": "v1"'],
  ['a record that is cut off', '{"value":"v1","name":"password","x":"', '"password": "v1"'],
] as const)('%s', ([, record, line]) => expect(derivedOf(record)).toEqual([line])) // prettier-ignore

test.for([
  ['nothing', ''],
  ['a value without a name', '{"value":"v1","type":"password"}'],
  ['a name that no secret has', '{"value":"v1","name":"color"}'],
  ['members of two objects', '[{"value":"v1"},{"name":"password"}]'],
  ['a name above its value', '{"name":"password","x":{"value":"v1"}}'],
] as const)('%s says nothing more', ([, record]) => expect(derivedOf(record)).toBeUndefined())

test('a text that is escaped four times is told with fewer escapes', () => {
  let record: object = { password: 'v1' }
  for (let level = 0; level < 7; level++) record = { m: nested(record) }
  const [third, sixth] = derivedOf(nested(record))!
  expect(JSON.parse(third!)).toHaveProperty('m')
  expect(sixth).toBe(nested({ m: nested({ password: 'v1' }) }))
})

test('hostile records take time in proportion to their length', () => {
  const length = 1 << 18
  const units = ['{"value":', '{"value":"', '"name":"key', '\\"', '\\', '{"value":"x","name":"key"},', '[', 'a="', "'", '{"', 'name', 'u0022', '"{\\"'] // prettier-ignore
  for (const unit of units) {
    const head = `{"value":"v1","name":"password","m":"${'\\'.repeat(16)}`
    const record = head + unit.repeat(length / unit.length)
    const before = processorMs()
    derivedTextOf(record)
    expect(processorMs() - before, unit).toBeLessThan(2000)
  }
})
