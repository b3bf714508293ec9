import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  codeOf,
  fenceOf,
  fileAddress,
  htmlCodeOf,
  htmlLink,
  htmlOf,
  markdownLink,
  markdownOf,
  proseOf,
} from '../../../src/report/change/markdown.ts'
import { hostileText } from './hostile-text.ts'
import { addressesOf, looseTextOf, renderMarkdown, tagsOf } from './render-markdown.ts'

/** What GitHub would take for a mention, an issue, an address, a commit or an emoji. */
const linked = /@\w|#\d|GH-\d|https?:|www\.|\b[0-9a-f]{7,}\b|:\w+:|\w@\w/i

const escapes = [
  ['markdownOf', (text: string) => `- x: ${markdownOf(text)}\n`],
  ['codeOf', (text: string) => `- x: ${codeOf(text)}\n`],
  ['proseOf', (text: string) => `- x: ${proseOf(text)}\n`],
  ['htmlOf', (text: string) => `<table>\n<tr><td>x${htmlOf(text)}</td></tr>\n</table>\n`],
  ['htmlCodeOf', (text: string) => `<table>\n<tr><td>x${htmlCodeOf(text)}</td></tr>\n</table>\n`],
] as const

test.for(escapes)('%s: no tag, no link and no line comes from the text', ([, write]) => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const html = renderMarkdown(write(text))
      const isCode = (tag: string) => /^\/?code$/.test(tag)
      const bare = renderMarkdown(write('y'))
      expect(tagsOf(html).filter((tag) => !isCode(tag))).toEqual(
        tagsOf(bare).filter((tag) => !isCode(tag)),
      )
      expect(addressesOf(html)).toEqual([])
      expect(looseTextOf(html)).not.toMatch(linked)
      expect(html).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]/u)
    }),
    { numRuns: 200 },
  )
})

test.for([
  ['GitHub token', 'GitHub token'],
  ['', ''],
  ['@octocat', '`@octocat`'],
  ['a`b', '``a`b``'],
  ['`', '`` ` ``'],
  ['# x', '`# x`'],
  ['see #12', '`see #12`'],
  ['deadbeef1', '`deadbeef1`'],
  ['GH-12', '`GH-12`'],
  ['line\nbreak', '`line\\nbreak`'],
  ['\u202etxt', '`\\u202etxt`'],
  ['<!-- x', '`<!-- x`'],
] as const)('%j is written %j', ([text, expected]) => {
  expect(markdownOf(text)).toBe(expected)
})

test('of a sentence only what is not harmless is code', () => {
  expect(proseOf('answered 502, by @ann and #12: more than 1 GiB.')).toBe(
    'answered 502, by `@ann` and `#12:` more than 1 GiB.',
  )
})

test('code is read back as it was, whatever backticks it has', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ab` ]{1,40}$/), (text) => {
      const html = renderMarkdown(`x ${codeOf(text)} y\n`)
      const [, read] = /<code>([^<]*)<\/code>/.exec(html) ?? []
      expect(read).toBe(text)
    }),
  )
})

test('a fence ends where it is meant to', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const html = renderMarkdown(`${fenceOf(text, 'yaml')}\nend\n`)
      expect(tagsOf(html)).toEqual(['pre', 'code', '/code', '/pre', 'p', '/p'])
    }),
  )
})

const forge = { serverUrl: 'https://github.com', repository: 'acme/shop' }

test.for([
  ['a/b c.ts', 3, '/acme/shop/blob/c1/a/b%20c.ts#L3'],
  ['README.md', 3, '/acme/shop/blob/c1/README.md?plain=1#L3'],
  ['a#b?c%20', 1, '/acme/shop/blob/c1/a%23b%3Fc%2520#L1'],
  ['a.zip', undefined, '/acme/shop/blob/c1/a.zip'],
  [')](javascript:x)', 1, '/acme/shop/blob/c1/)%5D(javascript%3Ax)#L1'],
] as const)('%j on line %s opens at %s', ([path, line, expected]) => {
  expect(fileAddress(forge, 'c1', path, line)).toBe(`https://github.com${expected}`)
})

test('a link goes where it is said to go, or there is none', () => {
  fc.assert(
    fc.property(hostileText, (path) => {
      const address = fileAddress(forge, 'c1', path, 1)
      for (const html of [
        renderMarkdown(`- ${markdownLink(codeOf(path), address)}\n`),
        renderMarkdown(`<p>\n${htmlLink(htmlOf(path), address)}\n</p>\n`),
      ]) {
        const [only, ...others] = addressesOf(html)
        expect(others).toEqual([])
        expect(only).toMatch(/^https:\/\/github\.com\/acme\/shop\/blob\/c1\//)
      }
    }),
  )
  for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'https://a b', '//evil.test'])
    expect(markdownLink('x', bad)).toBe('x')
})
