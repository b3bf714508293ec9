import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventStream, lineFormOf, LineBlanker, logLines } from '../../src/exports/line-json.ts'
import { bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'
import { githubToken, scanText } from './scan-text.ts'

const token = githubToken(1)
const other = githubToken(2)

function blanked(text: string, lengths: readonly number[]): string {
  const blanker = new LineBlanker(eventStream)
  const bytes = bytesOfUtf8(text)
  let result = ''
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length]!
    result += latin1Of(blanker.push(bytes.slice(at, at + length)))
    at += length
  }
  return result + latin1Of(blanker.push(new Uint8Array(0), true))
}

test('what is no JSON gives way to spaces', () => {
  const text =
    'event: x\nid: 1\ndata: {"a":1}\r\n\n:ping\ndata:{"b":\ndata:  2}\ndata: [DONE]\ndata: text'
  expect(blanked(text, [text.length])).toBe(
    '        \n     \n      {"a":1}\r\n\n     \n     {"b":\n       2}\n            \n          ',
  )
})

test('law: chunks change nothing, and every byte stays where it is', () => {
  const line = fc.constantFrom('data: {"a":"b"}', 'event: a', '', ':', 'data: [DONE]', `data: "${'x'.repeat(900)}"`, 'y'.repeat(700))
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 800 }), { minLength: 1 }), (all, lengths) => {
      const text = all.join('\n')
      const whole = blanked(text, [Math.max(1, text.length)])
      expect(blanked(text, lengths)).toBe(whole)
      expect(whole).toHaveLength(text.length)
      const changed = [...whole].filter((byte, at) => byte !== ' ' && byte !== text[at])
      expect(changed).toEqual([])
    }),
  )
}) // prettier-ignore

test('a value goes on in the next line of data', () => {
  const { format, found, problems } = scanText(
    `data: {"type":"message_start","message":\ndata: {"id":"msg_1","content":[]}}\n\ndata: {"type":"ping","a":\ndata:   "${token}"}\n\n`,
  )
  expect([format, problems]).toEqual(['anthropic', []])
  expect(found).toMatchObject([{ secret: token, path: 'a', line: 5 }])
})

test('an event stream of no format that is known is told by its paths', () => {
  const { format, found } = scanText(
    `: ${other}\nevent: a\ndata: {"x":{"y":["${token}"]}}\n\ndata: plain ${githubToken(3)}\n\n`,
  )
  expect(format).toBe('json')
  const placeOf = (wanted: string) => found.find(({ secret }) => secret === wanted)?.path
  expect([token, other, githubToken(3)].map(placeOf)).toEqual(['x.y[0]', '', ''])
}) // prettier-ignore

test('the answer of a server with its headers is an event stream', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n'
  const event = (text: string) => `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"${text}"}}]}\r\n\r\n`
  const text = head + event('a ') + event(token.slice(0, 8)) + event(token.slice(8)) + 'data: [DONE]\r\n\r\n'
  expect(scanText(text)).toMatchObject({ format: 'openai', problems: [], found: [{ secret: token }] })
}) // prettier-ignore

test('a stream that is cut off is read as far as it goes', () => {
  const text = `data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"x ${token}"}}]}\n\ndata: {"id":"1","obj`
  const { found, problems } = scanText(text)
  expect(found).toHaveLength(1)
  expect(problems).toHaveLength(1)
})

test('a log with JSON of no format in it is text', () => {
  const text = `2025-01-24 10:00:00 INFO {"a":"${token}"}\n2025-01-24 10:00:01 INFO started {port: 1}\n`
  expect(scanText(text, { path: 'a.log' })).toMatchObject({ format: 'text', problems: [], found: [{ secret: token }] })
  expect(lineFormOf(bytesOfUtf8('no JSON\nat all'))).toBeUndefined()
  expect(lineFormOf(bytesOfUtf8(text))).toBe(logLines)
}) // prettier-ignore

test('a stream that a log has kept as one string is read as well', () => {
  const deltas = [`x ${token.slice(0, 5)}`, `${token.slice(5, 9)}`, `${token.slice(9)} "y"`]
  const events = deltas.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }))
  const body = events.map((event) => `event: x\ndata: ${JSON.stringify(event)}\n\n`).join('')
  for (const value of [{ response: { body } }, { log: { entries: [{ response: { content: { text: body } } }] } }]) {
    const { found } = scanText(JSON.stringify(value))
    expect(found.map(({ secret, covered }) => [secret, covered])).toEqual([
      [token, [token.slice(0, 5), token.slice(5, 9), token.slice(9)]],
    ])
  }
}) // prettier-ignore
