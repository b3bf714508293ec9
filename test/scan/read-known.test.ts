import { execFileSync } from 'node:child_process'
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { seededRandom } from '../../src/rules/sample.ts'
import { StanchError } from '../../src/text/error.ts'
import { parseKnown, readKnown } from '../../src/scan/read-known.ts'

const directory = mkdtempSync(join(tmpdir(), 'stanch-known-'))
afterAll(() => rmSync(directory, { recursive: true }))

const valuesOf = (text: string | Uint8Array) =>
  Array.from(
    parseKnown(Buffer.from(text), 'known', () => undefined),
    ({ name, value }) => [name, Buffer.from(value).toString('latin1')],
  )

/** Made here, so that no line of this file is a secret. */
const random = seededRandom(3)
const secret = () => Array.from({ length: 4 }, () => random().toString(36).slice(2, 8)).join('')

test.for([
  ['a value a line', 'one\ntwo\n', [['line 1', 'one'], ['line 2', 'two']]],
  ['CRLF', 'one\r\ntwo\r\n', [['line 1', 'one'], ['line 2', 'two']]],
  ['no line end at the end', 'one\ntwo', [['line 1', 'one'], ['line 2', 'two']]],
  ['blank lines are skipped, and counted', '\n  \none\n\r\n\ntwo', [['line 3', 'one'], ['line 6', 'two']]],
  ['a line is the value whole', 'A=b # c\n#d', [['line 1', 'A=b # c'], ['line 2', '#d']]],
  ['a mark before the text', '\u{feff}one\n', [['line 1', 'one']]],
  ['nothing', '', []],
  ['JSON', '{"a": "one", "b": "two"}', [['a', 'one'], ['b', 'two']]],
  ['a mark before JSON', '\u{feff}\n {"a": "one"}\n', [['a', 'one']]],
  ['objects in each other', '{"a": {"b": {"c": "one"}}, "d": "two"}', [['a.b.c', 'one'], ['d', 'two']]],
  ['lists', '{"a": ["one", {"b": "two"}, []]}', [['a.0', 'one'], ['a.1.b', 'two']]],
  ['numbers as they are written', '{"a": 12345678901234567890, "b": -1.50e+3}', [['a', '12345678901234567890'], ['b', '-1.50e+3']]],
  ['escapes', '{"a": "\\u0041\\n\\"\\/\\ud83d\\udd11"}', [['a', Buffer.from('A\n"/🔑').toString('latin1')]]],
  ['an empty object', '{}', []],
] as const)('%s', ([, text, expected]) => expect(valuesOf(text)).toEqual(expected)) // prettier-ignore

test('bytes that are no UTF-8 stay as they are', () => {
  expect(valuesOf(Buffer.from('\xff\xfa1\n\x80', 'latin1'))).toEqual([
    ['line 1', '\xff\xfa1'],
    ['line 2', '\x80'],
  ])
})

test('bytes of JSON that are no UTF-8 stay as they are, too', () => {
  expect(valuesOf(Buffer.from('{"a": "\xff\\n\x80"}', 'latin1'))).toEqual([['a', '\xff\n\x80']])
})

test('what is no text and no number is refused', () => {
  const refused: string[] = []
  const json = Buffer.from('{"a": null, "b": [true]}')
  expect([...parseKnown(json, 'known', ({ name }) => refused.push(name))]).toEqual([])
  expect(refused).toEqual(['a', 'b.0'])
})

test('any JSON gives the values that JSON.parse gives', () => {
  const key = fc.string({ maxLength: 5 })
  const { tree } = fc.letrec((tie) => ({
    leaf: fc.oneof(fc.string({ unit: 'binary' }), fc.integer().map(String)),
    tree: fc.oneof(tie('leaf'), fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(key, tie('tree'), { maxKeys: 3 })),
  })) // prettier-ignore
  const leavesOf = (value: unknown, path: string[]): string[][] =>
    typeof value === 'string'
      ? [[path.join('.'), Buffer.from(value).toString('latin1')]]
      : Object.entries(value as object).flatMap(([name, inner]) => leavesOf(inner, [...path, name]))
  fc.assert(
    fc.property(fc.dictionary(key, tree), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      expect(valuesOf(JSON.stringify(value, undefined, indent))).toEqual(leavesOf(value, []))
    }),
    { numRuns: 300 },
  )
})

test('any damage is a fault with its line, or still JSON; never the text', () => {
  const whole = `{\n "a": "${secret()}",\n "b": ["${secret()}", 17],\n "c": {"d": true}\n}`
  const noise = fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '\\', 'x', '0', '\n', '')
  fc.assert(
    fc.property(fc.nat(whole.length - 1), noise, fc.nat(3), (at, piece, length) => {
      const text = `{${whole.slice(1, Math.max(1, at))}${piece}${whole.slice(Math.max(1, at) + length)}`
      let parsed: unknown
      try {
        parsed = JSON.parse(text)
      } catch {
        parsed = undefined
      }
      if (parsed !== undefined) return void valuesOf(text)
      const error = errorOf(() => valuesOf(text))
      expect(error.code).toBe('KNOWN_VALUES_INVALID')
      expect(error.message).toMatch(/^known:[1-6]: expected /)
      for (const [value] of whole.matchAll(/[a-z\d]{12,}/g)) {
        expect(error.message).not.toContain(value.slice(0, 6))
      }
    }),
    { numRuns: 500 },
  )
})

test.for([
  ['a missing comma', '{\n"a": "x"\n"b": "y"}', 'known:3: expected a comma or }'],
  ['a value that is none', '{"a":\n\n x}', 'known:3: expected a value'],
  ['a key that is none', '{\n a: 1}', 'known:2: expected a key in double quotes or }'],
  ['the end before the end', '{"a": "x",\n', 'known:2: expected a key in double quotes; got the end'],
  ['something behind the end', '{"a": "x"}\n}', 'known:2: expected the end of the file'],
  ['a comma too many', '{"a": ["x",]}', 'known:1: expected a value'],
  ['a line end in a text', '{"a": "x\n"}', 'known:1: expected the end of a string'],
  ['too deep', `{"a":${'['.repeat(200)}`, 'known:1: expected at most 100'],
  ['UTF-16', '\ufeff', 'known:1: expected UTF-8; got UTF-16'],
] as const)('%s', ([what, text, message]) => {
  const bytes = what === 'UTF-16' ? Buffer.from(text, 'utf16le') : Buffer.from(text)
  const error = errorOf(() => valuesOf(bytes))
  expect(error.code).toBe('KNOWN_VALUES_INVALID')
  expect(error.message).toContain(message)
}) // prettier-ignore

test('a file, and what is refused of it', () => {
  const path = join(directory, 'known.json')
  writeFileSync(
    path,
    JSON.stringify({ DB: { PASSWORD: secret() }, MODE: 'production', PORT: 5432 }),
  )
  const { table, count, refused } = readKnown(path)
  expect(count).toBe(1)
  expect(table.names).toContain('DB.PASSWORD')
  expect(refused.map(({ name }) => name)).toEqual(['MODE', 'PORT'])
})

test('a file descriptor by its number', () => {
  const path = join(directory, 'known.txt')
  writeFileSync(path, `${secret()}\n${secret()}\n`)
  expect(readKnown(String(openSync(path, 'r'))).count).toBe(2)
})

test.skipIf(process.platform === 'win32')('a pipe by its path', () => {
  const path = join(directory, 'pipe')
  execFileSync('mkfifo', [path])
  execFileSync('sh', ['-c', `printf '%s\\n' "$0" > '${path}' &`, secret()], { stdio: 'ignore' })
  expect(readKnown(path).count).toBe(1)
})

test('a file that is not there', () => {
  const error = errorOf(() => readKnown(join(directory, 'none')))
  expect(error.code).toBe('KNOWN_VALUES_UNREADABLE')
  expect(error.message).toContain('ENOENT')
})

test('a descriptor that is not open', () => {
  const error = errorOf(() => readKnown('987'))
  expect(error.code).toBe('KNOWN_VALUES_UNREADABLE')
  expect(error.message).toContain('file descriptor 987')
})

function errorOf(action: () => unknown): StanchError {
  try {
    action()
  } catch (error) {
    expect(error).toBeInstanceOf(StanchError)
    return error as StanchError
  }
  throw new Error('nothing was thrown')
}
