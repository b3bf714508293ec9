import { expect, test } from 'vitest'
import { logRecords } from '../../../src/scan/accesses/audit-log.ts'

const event = { eventSource: 'secretsmanager.amazonaws.com', eventName: 'GetSecretValue' }
const text = JSON.stringify(event)

test.for([
  ['a file of CloudTrail', JSON.stringify({ Records: [event] })],
  ['lines', text],
  ['lines with a time before', `2024-10-17T21:48:45.000Z ${text}`],
  ['a look-up', JSON.stringify({ Events: [{ CloudTrailEvent: text }] }, null, 2)],
  ['a look-up in lines', JSON.stringify({ EventName: 'GetSecretValue', CloudTrailEvent: text })],
  ['EventBridge', JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', detail: event })],
  ['CloudWatch', JSON.stringify({ events: [{ timestamp: 1, message: text }] }, null, 2)],
  ['a subscription', JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ message: text }] })],
  ['a container', JSON.stringify({ log: `${text}\n`, stream: 'stdout' })],
  ['a byte order mark', `\uFEFF${text}`],
] as const)('a record in %s', ([, log]) => {
  const bytes = new TextEncoder().encode(log)
  for (const size of [bytes.length, 7]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size)) // prettier-ignore
    expect([...logRecords(chunks)].map(({ record }) => record)).toEqual([event])
  }
}) // prettier-ignore

test('a first line that is longer than one piece is no reason to take lines for one text', () => {
  const bytes = new TextEncoder().encode(`${text}\n${text}\n`)
  expect([...logRecords([bytes.subarray(0, 9), bytes.subarray(9)])]).toEqual([
    { record: event, line: 1 },
    { record: event, line: 2 },
  ])
})

test('a log of CloudTrail that breaks off is a fault', () => {
  const cut = new TextEncoder().encode(JSON.stringify({ Records: [event] }).slice(0, -4))
  expect(() => [...logRecords([cut])]).toThrow('cut off or damaged')
})

test.for(['', '\n\n', '\u0000\u0001{', '[', '[null, 3]'])('%j is no record, and no fault of the reader', (log) => {
  for (const { record } of logRecords([new TextEncoder().encode(log)]))
    expect([undefined, null, 3]).toContain(record)
}) // prettier-ignore
