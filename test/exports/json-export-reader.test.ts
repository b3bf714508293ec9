import fc from 'fast-check'
import { expect, test } from 'vitest'
import { halves, noise } from './check-format.ts'
import { githubToken, scanText } from './scan-text.ts'
import { slackMessage } from './slack-message.ts'

const token = githubToken(1)
const other = githubToken(2)

test('a secret that is cut in two is one, with the places of both parts', () => {
  const text = JSON.stringify([slackMessage('none', [`see ${token.slice(0, 9)}`, token.slice(9)])])
  const { format, found } = scanText(text, { path: 'general/2025-01-24.json' })
  expect(format).toBe('slack')
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({
    secret: token,
    covered: [token.slice(0, 9), token.slice(9)],
    path: '[0].blocks[0].elements[0].elements[0].text',
  })
})

test('copies in one record are one finding, in another record another one', () => {
  const message = slackMessage(`see ${token}`, [`see ${token.slice(0, 7)}`, token.slice(7)])
  const { found } = scanText(JSON.stringify([message, message]), { path: 'x.json' })
  expect(found.map(({ path, copies }) => [path, copies])).toEqual([
    ['[0].text', ['[0].blocks[0].elements[0].elements[0].text']],
    ['[1].text', ['[1].blocks[0].elements[0].elements[0].text']],
  ])
})

test('escapes in a piece are undone, and counted where they stand', () => {
  const escaped = `\\u00${token.charCodeAt(0).toString(16)}${token.slice(1, 12)}`
  const text = JSON.stringify([slackMessage('none', ['FIRST', token.slice(12)])]).replace(
    'FIRST',
    escaped,
  )
  const { found } = scanText(text)
  expect(found[0]).toMatchObject({ secret: token, covered: [escaped, token.slice(12)] })
})

test('what stands behind a text says who wrote it as well', () => {
  const text = `[{"text":"${token}","type":"message","ts":"1737714849.675319","user_profile":{"real_name":"Ann"}}]`
  expect(scanText(text).found[0]?.attribution).toMatchObject({
    user: 'Ann',
    time: '2025-01-24T10:34:09.675Z',
  })
})

test('a number behind a list that is passed over is read, wherever chunks end', () => {
  const content = { notes: [other, 1785578400.125, ['x'], 1, 2, 3], chunks: halves(token) }
  const mapping = { a: { message: { author: { role: 'tool' }, content } } }
  const text = JSON.stringify({ mapping, id: noise('uuid') })
  for (let length = 1; length <= 64; length++) {
    const { format, found, problems } = scanText(text, { lengths: [length] })
    expect([length, format, problems]).toEqual([length, 'chatgpt', []])
    expect(found.map(({ path }) => path)).toEqual([
      'mapping.a.message.content.notes[0]',
      'mapping.a.message.content.chunks[0]',
    ])
  }
})

test('unknown JSON is told by its path', () => {
  const text = JSON.stringify({ a: [1, { 'b c': `x ${token}` }], d: { [other]: 1 } })
  const { format, found } = scanText(text)
  expect(format).toBe('json')
  expect(found.map(({ secret, path }) => [secret, path])).toEqual([
    [token, 'a[1].b c'],
    [other, 'd.*'],
  ])
})

test('each line of JSONL is a record', () => {
  const lines = [{ a: token }, { b: 1 }, { a: token }].map((line) => JSON.stringify(line))
  const { found } = scanText(lines.join('\n'))
  expect(found.map(({ path, line, column }) => [path, line, column])).toEqual([
    ['a', 1, 7],
    ['a', 3, 7],
  ])
})

test('lines of a cut secret are counted', () => {
  const text = JSON.stringify([slackMessage('a\nb', [token.slice(0, 9), token.slice(9)])], null, 2)
  const [found] = scanText(text).found
  const lines = text.split('\n')
  const line = lines.findIndex((content) => content.includes(token.slice(0, 9))) + 1
  expect(found).toMatchObject({ line, column: lines[line - 1]!.indexOf(token.slice(0, 9)) + 1 })
})

test('what is cut off is read as far as it goes, and said', () => {
  const text = JSON.stringify([slackMessage(token, []), slackMessage(other, [])])
  const { found, problems } = scanText(text.slice(0, -20))
  expect(found.map(({ secret }) => secret)).toEqual([token, other])
  expect(problems).toHaveLength(1)
})

test('law: chunks do not change what is found', () => {
  const messages = [
    slackMessage(`a ${token}`, [`a ${token.slice(0, 9)}`, token.slice(9)]),
    slackMessage('é\n"', ['\u2028', `${other.slice(0, 20)}`, other.slice(20)], { thread_ts: '1' }),
    slackMessage('none', [token.slice(0, 3), token.slice(3, 30), token.slice(30)]),
  ]
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(undefined, 1),
      (lengths, indent) => {
        const text = JSON.stringify(messages, null, indent)
        const options = { path: 'general/2025-01-24.json' }
        expect(scanText(text, { ...options, lengths })).toEqual(scanText(text, options))
      },
    ),
  )
})
