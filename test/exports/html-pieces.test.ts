import fc from 'fast-check'
import { expect, test } from 'vitest'
import { htmlPieces } from '../../src/exports/html-pieces.ts'
import { OffsetText } from '../../src/redact/offset-text.ts'
import { processorMs } from '../processor-ms.ts'

function textOf(html: string): string {
  return htmlPieces(OffsetText.of(html))
    .map(({ text }) => text)
    .join('')
}

test.for([
  ['a style cuts nothing', 'a<b>b</b>c', 'abc'],
  ['a block ends a line', '<p>a</p><p>b</p>', '\na\n\nb\n'],
  ['a line break', 'a<br>b<br/>c', 'a\nb\nc'],
  ['attributes may hold a >', 'a<a title="x>y">b</a>', 'ab'],
  ['one run of text is none to put together', '<p class="x">\n<b>a b</b></p>\n', ''],
  ['a comment', 'a<!-- <b> -->b', 'ab'],
  ['entities', 'a&amp;b&#43;c&#x2B;d&nbsp;e', 'a&b+c+d e'],
  ['an entity beyond ASCII is its bytes', '&#233;', '\xc3\xa9'],
  ['what is no entity stays', 'a&b;&unknown;&', 'a&b;&unknown;&'],
  ['what is no tag stays', 'a < b <3 c', 'a < b <3 c'],
] as const)('%s', ([, html, expected]) => expect(textOf(html)).toBe(expected))

test('law: each byte of a piece came from where it says', () => {
  const part = fc.constantFrom('a', 'B', '&amp;', '&#43;', '<b>', '</b>', '<br>', '&#233;', '&', '<')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const html = parts.join('')
      for (const piece of htmlPieces(OffsetText.of(html))) {
        for (let at = 0; at < piece.text.length; at++) {
          const outer = html.slice(piece.outerOf(at), piece.outerOf(at + 1))
          const inner = piece.text[at]!
          if (/[aB]/.test(inner)) expect(outer).toBe(inner)
          if (inner === '+') expect(outer).toBe('&#43;')
        }
      }
    }),
  )
}) // prettier-ignore

test.for(['<b>', '<', '<b> ', '&amp;', '<b title="', ' '])(
  'a megabyte of %j is read in time',
  (part) => {
    const html = part.repeat((1 << 20) / part.length)
    const start = performance.now()
    htmlPieces(OffsetText.of(`${html}a<b>b`))
    expect(performance.now() - start).toBeLessThan(5000)
  },
)

test.for(['<a', '<a"', '<!--', '<!x', '<?', '<a href="x', "<'", '&', '&#', '<a>'])(
  '%j a hundred thousand times takes no longer than it should',
  (part) => {
    const before = processorMs()
    textOf(part.repeat(100_000))
    textOf(`${part.repeat(100_000)}>`)
    expect(processorMs() - before).toBeLessThan(1500)
  },
)
