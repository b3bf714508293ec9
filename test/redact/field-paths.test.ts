import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FieldPaths } from '../../src/redact/field-paths.ts'
import { latin1Of } from '../../src/text/bytes.ts'
import { processorMs } from '../processor-ms.ts'

/** The path of the `X` of a record. */
function pathIn(record: string, masks: readonly [number, number][] = []): string {
  const text = latin1Of(Buffer.from(record))
  const spans = masks.map(([start, end]) => ({ start, end }))
  return new FieldPaths(text, spans).at(text.indexOf('X'))
}

const nested = JSON.stringify

test.for([
  ['', 'plain X text'],
  ['password', '{"password":"X"}'],
  ['a.b', '{"u":[1,{"c":2}],"a":{"b":"X"}}'],
  ['a[].b', '{"a":[{"b":1},{"b":"X"}]}'],
  ['a[][]', '{"a":[[],["X"]]}'],
  ['[].b', '[{"b":"X"}]'],
  ['a', '{"a": 12X}'],
  ['a.{}', '{"b":{},"a":{"X":1}}'],
  ['{}', '{"X":1}'],
  ['message.auth.token', nested({ message: nested({ auth: { token: 'X' } }) })],
  ['a.b.c.d', nested({ a: nested({ b: nested({ c: nested({ d: 'X' }) }) }) })],
  ['m.{}', nested({ m: nested({ X: 1 }) })],
  ['m.a.b', '{"m":"{\\u0022a\\u0022:{\\u0022b\\u0022:\\u0022X\\u0022}}"}'],
  ['m.password', nested({ m: 'user=a password=X' })],
  ['m.password', nested({ m: 'é said "x" password="X"' })],
  ['payload.auth.token', 'INFO user=7 payload={"auth":{"token":"X"}} took=3'],
  ['took', 'INFO payload={"auth":{"token":"y"}} took=X'],
  ['auth.token', '2026-03-01T10:00:00Z INFO {"auth":{"token":"X"}}'],
  ['auth.token', 'data: {"auth":{"token":"X"}}'],
  ['db.password', 'level=info db.password=X'],
  ['msg', 'level=info msg="so X it is" a=1'],
  ['msg.a', 'level=info msg="{\\"a\\":\\"X\\"}"'],
  ['id.key', '<165>1 2026-03-01T10:00:00Z h app 7 ID1 [id@32473 a="b" key="X"] text'],
  ['id2.key', '<165>1 - - - - - [id@1 a="b"][id2 key="X"] text'],
  ['c', '<165>1 - - - - - [id@1 a="b"] text c=X'],
  ['url.access_token', 'url=https://h/p?a=1&access_token=X'],
  ['access_token', 'GET /p?a=1&access_token=X HTTP/1.1'],
  ['attributes.db.password', '{"attributes":[{"key":"a","value":{"stringValue":"b"}},{"key":"db.password","value":{"stringValue":"X"}}]}'],
  ['env.DB_PASSWORD', '{"env":[{"name":"DB_PASSWORD","value":"X"}]}'],
  ['env[].value', '{"env":[{"value":"X","name":"DB_PASSWORD"}]}'],
  ['a.*', '{"a":{"no key; a text":"X"}}'],
  ['a.*', '{"a":{"1234567890":"X"}}'],
  ['', '[main] {curly} X'],
  ['a', '{"a":"cut off X'],
  ['b', '{"a":nonsense{ b=X'],
] as const)('%s: %s', ([path, record]) => expect(pathIn(record)).toBe(path)) // prettier-ignore

test('a masked key is not shown', () => {
  const record = '{"winter":{"b":"X"}}'
  expect(pathIn(record)).toBe('winter.b')
  expect(pathIn(record, [[2, 8]])).toBe('*.b')
  expect(pathIn(nested({ m: record }), [[10, 14]])).toBe('m.*.b')
})

test('the path of what is found in JSON is where it stands', () => {
  const keys = fc.constantFrom('a', 'b_c', 'd-e', 'log.level', 'x1')
  const tree = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.string(), fc.integer(), tie('object'), tie('list')),
    object: fc.array(fc.tuple(keys, tie('value')), { maxLength: 3 }).map(Object.fromEntries),
    list: fc.array(tie('value'), { maxLength: 3 }),
  }))
  const steps = fc.array(fc.oneof(keys, fc.constant('[]'), fc.constant('nest')), { maxLength: 9 })
  fc.assert(
    fc.property(steps, tree['value'], (path, other) => {
      let value: unknown = '⌖'
      for (const step of path.toReversed()) {
        if (step === 'nest') value = JSON.stringify([value])
        else if (step === '[]') value = [other, value, other]
        else value = Object.fromEntries([['other', other], [step, value], ['more', other]]) // prettier-ignore
      }
      const text = latin1Of(Buffer.from(JSON.stringify([value])))
      const expected = ['[]', ...path.map((step) => (step === 'nest' ? '[]' : step))]
      const at = text.indexOf(latin1Of(Buffer.from('⌖')))
      expect(new FieldPaths(text).at(at)).toBe(expected.join('.').replaceAll('.[]', '[]'))
    }),
    { numRuns: 300 },
  )
})

test('asking for many places in order tells what asking for each one tells', () => {
  const record = `a=1 b="{\\"c\\":{\\"d\\":\\"e f=2\\"}}" {"k":["${nested({ m: [1, { n: 'x=7' }] }).replaceAll(/["\\]/g, '\\$&')}"]} z=9`
  const paths = new FieldPaths(record)
  for (let at = 0; at < record.length; at++) {
    expect(paths.at(at), record.slice(0, at)).toBe(new FieldPaths(record).at(at))
  }
})

test('a path has 128 bytes at most and keeps its end', () => {
  const record = `${'{"abcdefghij":'.repeat(100)}"X"`
  const path = pathIn(record)
  expect(path.length).toBeLessThanOrEqual(128)
  expect(path).toMatch(/^\*\.abcdefghij\..*\.abcdefghij$/)
})

test('hostile records take time in proportion to their length', () => {
  const length = 1 << 18
  const units = ['{"a":', '[', '{"', '\\', '\\"', '"', 'a', 'a=', 'a="', "a='", 'a=\\"', '[a b=', '[{', '{', '{"a":"b=\\"",', ' ', '[a@1 b="c"]', '{}'] // prettier-ignore
  for (const unit of units) {
    for (const head of ['', '{"m":"', 'm=', 'm="']) {
      const text = head + unit.repeat(length / unit.length)
      const before = processorMs()
      const paths = new FieldPaths(text)
      for (let at = 0; at < text.length; at += 64) paths.at(at)
      expect(processorMs() - before, head + unit).toBeLessThan(2000)
    }
  }
})
