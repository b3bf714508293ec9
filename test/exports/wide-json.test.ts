import { expect, test } from 'vitest'
import { redactFile } from './redact-file.ts'
import { githubToken, scanText } from './scan-text.ts'

const secret = githubToken(1)

function wide(text: string, isBig: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}

test.for([false, true])('JSON in UTF-16 is searched, and said to be read as text (%s)', (isBig) => {
  const bytes = wide(JSON.stringify([{ a: secret }], null, 1), isBig)
  const { format, found, problems } = scanText(bytes)
  expect([format, found.map((one) => one.secret)]).toEqual(['json', [secret]])
  expect(problems).toEqual([expect.stringMatching(/^JSON in UTF-16: /)])
  const redacted = redactFile(bytes, 'a.json')
  expect(redacted.result.problems).toHaveLength(1)
  expect(scanText(redacted.bytes).found).toEqual([])
})

test.for(['[1/24/26, 9:12:33 AM] Ann: hello\n', `x ${secret}`, ''])(
  '%j in UTF-16 is none',
  (text) => {
    expect(scanText(wide(text, false), { path: 'a.txt' }).problems).toEqual([])
  },
)
