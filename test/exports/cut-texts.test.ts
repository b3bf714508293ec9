import { describe, expect, test } from 'vitest'
import { halves } from './check-format.ts'
import { redactText } from './redact-text.ts'
import { githubToken, scanText } from './scan-text.ts'

const token = githubToken(31)
const [head, tail] = halves(token)

/** In a string of JSON, as tools keep what others have answered. */
function inString(value: unknown): string {
  return JSON.stringify({ output: JSON.stringify(value), next: 1 })
}

describe('a text that JSON in a string cuts', () => {
  test.for([
    ['an adaptive card', { body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: `see ${head}` }, { type: 'TextRun', text: tail, weight: 'bolder' }] }] }],
    ['an adaptive card, short', { inlines: [`see ${head}`, { text: tail }] }],
    ['blocks of Slack', [{ blocks: [{ elements: [{ elements: [{ type: 'text', text: `see ${head}` }, { type: 'text', text: tail }] }] }] }]],
    ['entities of Telegram', { text_entities: [{ type: 'plain', text: head }, { type: 'bold', text: tail }] }],
    ['what Zulip shows', [{ prev_rendered_content: `<p>${head}<em>${tail}</em></p>` }]],
  ] as const)('%s', ([, value]) => {
    const text = inString(value)
    expect(scanText(text).found.map(({ secret, covered }) => [secret, covered])).toEqual([[token, [head, tail]]])
    const redacted = redactText(text).text
    expect(redacted).not.toContain(tail)
    expect(JSON.parse((JSON.parse(redacted) as { output: string }).output)).toBeTypeOf('object')
  }) // prettier-ignore

  test('of other lists nothing is joined', () => {
    expect(scanText(inString({ lines: [head, tail], elements: [{ name: head }, { name: tail }] })).found).toEqual([])
  }) // prettier-ignore

  test('of JSON that is cut off what is there', () => {
    const json = JSON.stringify({ inlines: [head, tail], more: ['x'] }).slice(0, -3)
    expect(scanText(JSON.stringify({ output: json })).found.map(({ secret }) => secret)).toEqual([
      token,
    ])
  })
})
