import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { utf8OfUtf16 } from '../../src/exports/utf8-of-utf16.ts'
import { githubToken, scanText } from './scan-text.ts'
import { slackMessage } from './slack-message.ts'

function wide(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < text.length; at++)
    view.setUint16(at * 2, text.charCodeAt(at), order === 'le')
  return bytes
}

test('law: UTF-16 with a mark, or plain at its start, is told from UTF-8', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('le', 'be'),
      fc.constantFrom('\ufeff', '[{"text": "'),
      (text, order, start) => {
        const narrow = utf8OfUtf16(wide(start + text, order))
        expect(narrow).toEqual(bytesOfUtf8((start + text).replace('\ufeff', '')))
        expect(utf8OfUtf16(bytesOfUtf8(start + text))).toBeUndefined()
      },
    ),
  )
})

test.for(['le', 'be'] as const)(
  'an export in UTF-16%s is searched, and said to be so only',
  (order) => {
    const [whole, cut] = [githubToken(1), githubToken(2)]
    const text = JSON.stringify([slackMessage(whole, [cut.slice(0, 9), cut.slice(9)])])
    const { format, found, problems } = scanText(wide(`\ufeff${text}`, order), {
      path: 'general/2025-01-24.json',
    })
    expect([format, found.map(({ secret }) => secret)]).toEqual(['text', [whole]])
    expect(problems).toEqual([
      'slack in UTF-16 is searched as text only: make it UTF-8 to have its records read',
    ])
  },
)

test('text and JSON of no format in UTF-16 are as any', () => {
  for (const text of ['{"a": 1}', 'hello']) {
    const { format, problems } = scanText(wide(`\ufeff${text}`, 'le'))
    expect([format, problems]).toEqual(['text', []])
  }
})
