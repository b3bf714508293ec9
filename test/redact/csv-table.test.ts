import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvTable } from '../../src/redact/csv-table.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { loadRedactor, type LoadRedactorOptions } from '../../src/scan/load-redactor.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'

function make(options: Partial<LoadRedactorOptions> = {}) {
  return loadRedactor({ keys: [fingerprintKeyOf(new Uint8Array(32).fill(3))], ...options })
}
const redactor = make()
const trusting = make({ format: 'csv' })
const plain = make({ format: 'text' })

const secret = assembleSample('<base62:20>', seededRandom(4)).text
const token = /\[stanch:[a-z-]+:[0-9a-f]{8}:[0-9a-f]{16}\]/g

/** `%` is the secret where it is masked, `@` where it is not. */
function check(marked: string, by = redactor) {
  const text = marked.replaceAll(/[%@]/g, secret)
  const bytes = Buffer.from(text)
  const whole = Buffer.from(by.redact(bytes)).toString()
  expect(whole.replaceAll(token, '%').replaceAll(secret, '@')).toBe(marked)
  const stream = by.openBytes()
  const parts = Array.from(bytes, (_, at) => stream.push(bytes.subarray(at, at + 1)))
  expect(Buffer.concat([...parts, stream.end()]).toString()).toBe(whole)
  expect(Buffer.from(by.redact(Buffer.from(whole))).toString()).toBe(whole)
}

test.for([
  ['a column of secrets', 'id,user,password\n1,bob,%\n2,eve,%\n'],
  ['tabs', 'id\tapi_key\n1\t%\n'],
  ['semicolons and carriage returns', 'id;password;x\r\n1;%;2\r\n'],
  ['quoted fields', 'id,password,note\n1,"%","a, b"\n'],
  ['quoted fields with quotes in others', 'id,note,password\n1,"say ""hi"", ok",%\n'],
  ['a field over two lines', 'id,note,password\n1,"a\nb, c",%\n2,x,%\n'],
  ['columns of names and values', 'name,value\nDB_PASSWORD,%\nCOLOR,@\n'],
  ['the last line without a line feed', 'id,password\n1,%'],
  ['a table that is over', 'id,password\n1,%\nthe end\n2,@\n'],
  ['a header of no such name', 'id,color\n1,@\n'],
  ['a header in the second line', 'hello\nid,password\n1,@\n'],
  ['words with a comma', 'Hello, my password\nx y,@\n'],
] as const)('%s', ([, marked]) => check(marked))

test('said to be CSV, the first line is the header and rows may differ', () => {
  check('id,My Password (old)!,x\n1,%,2\nthe end\n2,%,3\n', trusting)
})

test('said to be something else, it is no table', () => {
  check('id,password\n1,@\n', plain)
})

test('fields are those of the writer', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', ' ', '\\', 'é') })
  fc.assert(
    fc.property(fc.array(field, { minLength: 2, maxLength: 6 }), fc.boolean(), (fields, crlf) => {
      const names = fields.map((_, at) => `token${at}`)
      const table = CsvTable.open(names.join(','), false)!
      const quoted = fields.map((text) =>
        /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
      )
      const line = `${Buffer.from(quoted.join(',')).toString('latin1')}${crlf ? '\r\n' : '\n'}`
      const derived = table.derivedOf(line)
      const found = Array.from(
        (derived?.text ?? '').matchAll(/"token(\d)": (".*")/g),
        ([, at, text]) => [Number(at), Buffer.from(JSON.parse(text!) as string, 'latin1').toString()],
      )
      expect(found).toEqual(fields.map((text, at) => [at, text]).filter(([, text]) => text !== ''))
      expect(table.pass(line)).toBe(true)
      expect(table.pass(`${line.trimEnd()},x,y\n`)).toBe(false)
    }),
  )
}) // prettier-ignore
