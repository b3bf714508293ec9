import protobuf from 'protobufjs'
import { expect, test } from 'vitest'
import { messages, requests } from '../../../src/stream/otlp/schema.ts'
import { requestTypes, signals, typesBelow } from './protocol.ts'

/** What our table should say of a field. */
function kindOf({ type, name, resolvedType, parent }: protobuf.Field): string {
  if (resolvedType instanceof protobuf.Type) return resolvedType.name
  if (type === 'bytes')
    return /traceId$/i.test(name) ? 'trace-id' : /spanId$/i.test(name) ? 'span-id' : 'bytes'
  if (type === 'string') return parent?.name === 'KeyValue' && name === 'key' ? 'key' : 'text'
  if (parent?.name === 'AnyValue' && type === 'int64') return 'integer'
  if (parent?.name === 'AnyValue' && type === 'double') return 'double'
  return 'scalar'
}

test.for(signals)('%s: the table has every field of the protocol, and no other', (signal) => {
  const types = typesBelow(requestTypes[signal])
  expect(types.length).toBeGreaterThan(10)
  for (const type of types) {
    const ours = messages.get(type.name)
    const expected = type.fieldsArray.map((field) => [field.id, field.name, kindOf(field)])
    const actual = Array.from(ours?.byNumber.values() ?? [], ({ number, name, kind, message }) => [
      number,
      name,
      kind === 'message' ? message!.name : kind,
    ])
    const byNumber = (left: unknown[], right: unknown[]) => Number(left[0]) - Number(right[0])
    expect(actual.sort(byNumber), type.name).toEqual(expected.sort(byNumber))
  }
})

test('the table has no message besides those of the protocol', () => {
  const known = new Set(
    signals.flatMap((signal) => typesBelow(requestTypes[signal]).map(({ name }) => name)),
  )
  expect([...messages.keys()].filter((name) => !known.has(name))).toEqual([])
  for (const signal of signals) expect(requests[signal].name).toBe(requestTypes[signal].name)
})

test('fields are found by both spellings of their names, and by no other', () => {
  const find = (name: string) => {
    const bytes = Buffer.from(`"${name}"`)
    return messages.get('Span')!.byName.find(bytes, 1, bytes.length - 1)?.name
  }
  expect([find('parentSpanId'), find('parent_span_id')]).toEqual(['parentSpanId', 'parentSpanId'])
  expect(['', 'parentspanid', 'spanI', 'spanIdx', 'x'.repeat(99)].map(find)).toEqual([
    undefined, undefined, undefined, undefined, undefined,
  ]) // prettier-ignore
})
