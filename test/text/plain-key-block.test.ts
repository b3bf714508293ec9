import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainKeyBlock } from '../../src/text/plain-key-block.ts'
import { bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'

const begin = `-----BEGIN EC ${'PRIVATE KEY'}-----`
const end = `-----END EC ${'PRIVATE KEY'}-----`

function plain(text: string): string {
  return latin1Of(plainKeyBlock(bytesOfUtf8(text)))
}

const forms: readonly (readonly [string, (line: string, at: number) => string, string])[] = [
  ['plain', (line) => line, '\n'],
  ['with CRLF', (line) => line, '\r\n'],
  ['in JSON', (line) => line, '\\n'],
  ['in JSON in JSON', (line) => line, '\\\\n'],
  ['in JSON in JSON in JSON', (line) => line, '\\\\\\\\r\\\\\\\\n'],
  ['indented', (line) => `    ${line}`, '\n'],
  ['quoted', (line) => `"${line}\\n" +`.replace(' +', ''), '\n'],
  ['added by a patch', (line) => `+${line}`, '\\n'],
  ['taken away by a patch', (line) => `-${line}`, '\n'],
  ['with numbers', (line, at) => `     ${at + 1}\t${line}`, '\n'],
  ['with numbers in JSON', (line, at) => `${at + 98}\\t${line}`, '\\n'],
  ['with numbers and arrows', (line, at) => `   ${at + 1}→${line}`, '\n'],
  ['quoted in a mail', (line) => `> ${line}`, '\n'],
]

test.for(forms)('law: a block %s is the plain one', ([, printLine, separator]) => {
  const base64 = fc.string({ unit: fc.constantFrom(...'AZaz09+/'), minLength: 8, maxLength: 64 })
  fc.assert(
    fc.property(fc.array(base64, { minLength: 1, maxLength: 6 }), (body) => {
      const lines = [begin, ...body, end]
      const [first, ...others] = lines.map(printLine).join(separator).split(begin)
      // A match begins and ends with the block itself.
      const text = (begin + others.join(begin)).replace(new RegExp(`(${end})[^]*$`), '$1')
      expect(first).not.toContain(end)
      expect(plain(text)).toBe(lines.join('\n'))
    }),
  )
})

test('what is no block stays as it is', () => {
  for (const text of ['', '-----', 'a\\nb', '"x"', '----BEGIN\n']) {
    const bytes = bytesOfUtf8(text)
    expect(plainKeyBlock(bytes)).toBe(bytes)
  }
})

test('headers of an encrypted key stay', () => {
  const lines = [begin, 'Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,00', 'AAAA', end]
  expect(plain(lines.join('\\n'))).toBe(lines.join('\n'))
})
