import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areLinesAdded, countLines, linesAround } from '../../../src/scan/history/added-blocks.ts'

/** `[…]` marks the span. */
function check(marked: string, before: readonly string[]): boolean {
  const start = marked.indexOf('[')
  const end = marked.indexOf(']') - 1
  const text = Buffer.from(marked.replace(/[[\]]/g, ''))
  return areLinesAdded(
    text,
    { start, end },
    before.map((version) => Buffer.from(version)),
  )
}

test.for<readonly [string, string, readonly string[], boolean]>([
  ['a new file', 'a=[x]\n', [], true],
  ['a line that was there', 'new\na=[x]\n', ['a=x\nold\n'], false],
  ['a line that was changed', 'b=[x]\n', ['a=x\n'], true],
  ['a line that moved', 'b\na=[x]\n', ['a=x\nb\n'], false],
  ['a line that is there twice now', 'a=x\na=[x]\n', ['a=x\n'], true],
  ['a part of a line that was there', 'a=[x]\n', ['aa=x\na=xx\n'], true],
  ['what only one parent had', 'a=[x]\n', ['a=x\n', 'b\n'], false],
  ['what no parent had', 'a=[x]\n', ['b\n', 'c\n'], true],
  ['other line ends', 'a=[x]\r\n', ['a=x\n'], true],
  ['the last line without an end', 'b\na=[x]', ['a=x\n'], false],
  ['several lines, all there', '0\nk=[1\n2\n3]\n', ['k=1\n2\n3\n'], false],
  ['several lines, one of them new', 'k=[1\n2\n3]\n', ['k=1\n3\n2\n'], true],
])('%s', ([, marked, before, expected]) => expect(check(marked, before)).toBe(expected))

test('lines are counted as splitting counts them', () => {
  const line = fc.constantFrom('', 'a', 'b', 'aa', 'ab')
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), line, (lines, wanted) => {
      fc.pre(wanted !== '')
      const count = lines.filter((text) => text === wanted).length
      expect(countLines(Buffer.from(lines.join('\n')), Buffer.from(wanted))).toBe(count)
    }),
  )
})

test('the lines around a span hold it and end where lines do', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '\n') }),
      fc.nat(),
      fc.nat(),
      (text, a, b) => {
        fc.pre(text.length > 0)
        const [start, end] = [a % text.length, b % text.length].toSorted((x, y) => x - y) as [
          number,
          number,
        ]
        const bytes = Buffer.from(text)
        const lines = linesAround(bytes, { start, end: end + 1 }).toString()
        expect(lines.startsWith('\n') && start > 0 && text[start - 1] !== '\n').toBe(false)
        expect(lines).toContain(text.slice(start, end + 1).replace(/\n$/, ''))
      },
    ),
  )
})
