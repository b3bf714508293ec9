import { expect, test } from 'vitest'
import { schemaFrameOf } from '../../../src/stream/kafka/schema-frame.ts'

const glue = (compression: number, payload: string) =>
  Buffer.concat([Buffer.from([3, compression]), Buffer.alloc(16, 9), Buffer.from(payload)])
const confluent = (payload: string) =>
  Buffer.concat([Buffer.from([0, 0, 0, 1, 2]), Buffer.from(payload)])

test.for([
  ['text', Buffer.from('plain'), undefined],
  ['JSON', Buffer.from('{"a":1}'), undefined],
  ['a zero byte alone', Buffer.from([0, 1, 2]), undefined],
  ['Avro', confluent('\u0002\u0006abc'), [5, false, false]],
  ['no payload at all', confluent(''), [5, false, false]],
  ['JSON Schema', confluent(' {"a":1}'), [5, true, false]],
  ['what only begins as JSON', confluent('{"a":1'), [5, false, false]],
  ['a number, which may be anything', confluent('1'), [5, false, false]],
  ['Glue, plain', glue(0, 'abc'), [18, false, false]],
  ['Glue with JSON', glue(0, '["a"]'), [18, true, false]],
  ['Glue, deflated', glue(5, '["a"]'), [18, false, true]],
  ['three and something else', Buffer.concat([Buffer.from([3, 4]), Buffer.alloc(30)]), undefined],
] as const)('%s', ([, value, expected]) => {
  const frame = schemaFrameOf(value)
  const shown = frame && [frame.headBytes, frame.isJson, frame.isDeflated]
  expect(shown).toEqual(expected)
})
