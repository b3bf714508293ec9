import { writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isIgnored, parseIgnoreList } from '../../src/sources/ignore-list.ts'
import { git, hasGit, makeTree } from './temp-tree.ts'
import { processorMs } from '../processor-ms.ts'

/** @param path a directory when it ends in `/` */
function check(lines: string, path: string): boolean {
  const list = parseIgnoreList(lines, 0)
  const parts = path.replace(/\/$/, '').split('/')
  const name = parts.pop()!
  return isIgnored(list === undefined ? [] : [list], parts, name, path.endsWith('/'))
}

describe('a pattern', () => {
  test.for([
    ['a name matches at any depth', 'a', 'x/y/a', true],
    ['a name matches whole', 'a', 'ab', false],
    ['a leading slash anchors', '/a', 'x/a', false],
    ['a leading slash anchors', '/a', 'a', true],
    ['a slash in the middle anchors', 'x/a', 'y/x/a', false],
    ['a trailing slash wants a directory', 'a/', 'a', false],
    ['a trailing slash wants a directory', 'a/', 'x/a/', true],
    ['a comment', '#a', '#a', false],
    ['an escaped hash', '\\#a', '#a', true],
    ['a negation', '*\n!a', 'a', false],
    ['an escaped exclamation mark', '\\!a', '!a', true],
    ['spaces at the end do not count', 'a  ', 'a', true],
    ['an escaped space does', 'a\\ ', 'a ', true],
    ['CRLF', 'a\r\nb\r\n', 'a', true],
    ['a byte order mark', '\xef\xbb\xbfa', 'a', true],
    ['a star stays inside a name', 'x*y', 'x/y', false],
    ['a star in a path stays inside a name', 'a/*', 'a/b/c', false],
    ['a question mark is one byte', 'a?', 'ab', true],
    ['a set', '[a-c]x', 'bx', true],
    ['a negated set', '[!a-c]x', 'bx', false],
    ['a set with a bracket', '[]a]', ']', true],
    ['a class', '[[:digit:]]', '7', true],
    ['an unknown class matches nothing', '[[:no:]]', 'n', false],
    ['an open set matches nothing', 'a[b', 'a[b', false],
    ['two stars in front', '**/a', 'x/y/a', true],
    ['two stars in front match none', '**/a', 'a', true],
    ['two stars in the middle', 'a/**/b', 'a/x/y/b', true],
    ['two stars in the middle match none', 'a/**/b', 'a/b', true],
    ['two stars at the end', 'a/**', 'a/b', true],
    ['two stars at the end want something', 'a/**', 'a/', false],
    ['an extension', '*.log', 'x/a.b.log', true],
    ['an extension alone', '*.log', '.log', true],
    ['a backslash at the end matches nothing', 'a\\', 'a', false],
  ] as const)('%s: %s on %s', ([, lines, path, expected]) => {
    expect(check(lines, path)).toBe(expected)
  })

  test('many stars take no exponential time', () => {
    const started = processorMs()
    expect(check(`${'*a'.repeat(100)}*b`, 'a'.repeat(255))).toBe(false)
    expect(check(`${'**/a/'.repeat(50)}b`, 'a/'.repeat(500) + 'c')).toBe(false)
    expect(processorMs() - started).toBeLessThan(500)
  })
})

test.runIf(hasGit)(
  'decisions are those of git',
  () => {
    const root = makeTree({})
    git(root, 'init', '-q')
    const piece = fc.constantFrom('a', 'b', '*', '?', '.', '[ab]', '[!a]', '\\a', 'é', ' ')
    // No `a**/b`: git takes the stars for `**/` there, once it has compared what stands before them.
    const pieces = fc.array(piece, { minLength: 1, maxLength: 4 }).map((each) => each.join(''))
    const name = fc.oneof(
      { weight: 4, arbitrary: pieces.filter((text) => !text.includes('**')) },
      { weight: 1, arbitrary: fc.constant('**') },
    )
    const line = fc
      .tuple(
        fc.constantFrom('', '', '!', '/', '#'),
        fc.array(name, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '', '/', ' '),
      )
      .map(([before, names, after]) => before + names.join('/') + after)
    const path = fc
      .array(fc.stringMatching(/^[ab.é]{1,3}$/u), { minLength: 1, maxLength: 3 })
      .filter((names) => names.every((each) => each !== '.' && each !== '..'))
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 5 }),
        fc.array(path, { minLength: 20, maxLength: 40 }),
        (lines, paths) => {
          const text = lines.join('\n')
          writeFileSync(`${root}/.gitignore`, text)
          const expected = ignoredByGit(root, paths)
          const bytes = (value: string): string => Buffer.from(value).toString('latin1')
          const list = parseIgnoreList(bytes(text), 0)
          const lists = list === undefined ? [] : [list]
          for (const names of paths) {
            const keys = names.map(bytes)
            // As in a walk: what is below an ignored directory is not asked about.
            const ignored = keys.some((key, at) =>
              isIgnored(lists, keys.slice(0, at), key, at < keys.length - 1),
            )
            expect(ignored, `${JSON.stringify(text)} on ${names.join('/')}`).toBe(
              expected.has(names.join('/')),
            )
          }
        },
      ),
      { numRuns: 60 },
    )
  },
  60_000,
)

function ignoredByGit(root: string, paths: readonly (readonly string[])[]): ReadonlySet<string> {
  const input = paths.map((names) => `${names.join('/')}\0`).join('')
  try {
    const args = ['check-ignore', '--no-index', '-z', '--stdin']
    const env = { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' }
    const output = execFileSync('git', args, { cwd: root, env, input })
    return new Set(output.toString().split('\0'))
  } catch {
    return new Set()
  }
}
