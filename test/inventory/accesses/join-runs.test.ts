import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LoggedAccess } from '../../../src/inventory/accesses/access-event.ts'
import { joinRuns } from '../../../src/inventory/accesses/join-runs.ts'
import { SpanIndex } from '../../../src/inventory/accesses/span-index.ts'

const ids = ['run-00000001', 'run-00000002', 'trace-0000001', 'trace-0000002'] as const
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const access: fc.Arbitrary<LoggedAccess> = fc
  .record({
    time: maybe(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })),
    run: maybe(fc.constantFrom(ids[0], ids[1])),
    trace: maybe(fc.constantFrom(ids[2], ids[3])),
    line: fc.nat(),
    labels: fc.array(fc.constantFrom('x', ...ids.map((id) => `session/${id}`)), { maxLength: 2 }),
  })
  .map(({ time, run, trace, line, labels }) => ({
    event: {
      type: 'access',
      ...(time && { time: time.toISOString() }),
      ...(run && { run }),
      ...(trace && { trace }),
      action: 'read',
      outcome: 'allowed',
      proof: 'store-path',
      log: { file: 'a', line, format: 'vault' },
    },
    labels,
  }))

test('no access is lost or doubled, none leaves its run, and each run is in order of time', () => {
  fc.assert(
    fc.property(fc.array(access, { maxLength: 12 }), (accesses) => {
      const groups = joinRuns(accesses)
      const events = groups.flatMap((group) => group.events)
      const lines = (list: readonly { readonly log: { readonly line: number } }[]) =>
        list.map(({ log }) => log.line).toSorted((left, right) => left - right)
      expect(lines(events)).toEqual(lines(accesses.map(({ event }) => event)))
      for (const { event } of accesses.filter(({ event: { run } }) => run !== undefined)) {
        const own = groups.filter((group) => group.run === event.run)
        expect(own).toHaveLength(1)
        expect(own[0]!.events.some(({ log }) => log.line === event.log.line)).toBe(true)
      }
      for (const group of groups) {
        const times = group.events.flatMap(({ time }) => time ?? [])
        expect(times).toEqual(times.toSorted())
      }
    }),
  )
})

function span(id: string, parent: string | undefined, attributes: Record<string, string>) {
  return { traceId: 't', spanId: id, ...(parent && { parentSpanId: parent }), attributes }
}

test('a call is known by the spans around it, the innermost first', () => {
  const index = new SpanIndex()
  expect(index.add(span('a', undefined, { 'gen_ai.conversation.id': 'r', 'gen_ai.agent.name': 'outer' }))).toBe(1)
  index.add(span('b', 'a', { 'gen_ai.agent.name': 'inner', 'gen_ai.tool.name': 'shell' }))
  index.add(span('c', 'b', {}))
  expect(index.find('t', 'c')).toEqual({ run: 'r', agent: 'inner', tool: 'shell' })
  expect(index.find('t', 'unknown')).toEqual({ run: 'r', agent: 'outer' })
  expect(index.find('other', undefined)).toEqual({})
}) // prettier-ignore

test('spans that are around each other in a circle come to an end', () => {
  const index = new SpanIndex()
  index.add(span('a', 'b', { 'gen_ai.tool.name': 'x' }))
  index.add(span('b', 'a', { 'gen_ai.conversation.id': 'r' }))
  expect(index.find('t', 'a')).toMatchObject({ run: 'r', tool: 'x' })
})

test('what is no span is none', () => {
  const index = new SpanIndex()
  for (const other of [null, 1, 'a', [], {}, { resourceSpans: 1 }, { traceId: 't' }])
    expect(index.add(other)).toBe(0)
})
