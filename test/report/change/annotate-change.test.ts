import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding } from '../../../src/engine/finding.ts'
import { annotateChange } from '../../../src/report/change/annotate-change.ts'
import { hostileText } from './hostile-text.ts'
import { addedFinding, changeResult, commitFor, factsWith, textFinding } from './sample-change.ts'

function annotate(findings: readonly Finding[], facts = factsWith()): string[] {
  return annotateChange(changeResult(findings), facts).trimEnd().split('\n')
}

test('nothing found, nothing said', () => {
  expect(annotateChange(changeResult([]), factsWith())).toBe('')
})

test.for<[string, Finding, string]>([
  [
    'a line at the head',
    addedFinding(1),
    '::error file=config/prod.env,line=3,col=9,endColumn=49,title=Secret%3A GitHub token::',
  ],
  [
    'several lines',
    addedFinding(1, {}, { endLine: 9 }),
    '::error file=config/prod.env,line=3,endLine=9,title=',
  ],
  ['history only', addedFinding(1, { inHead: false }), '::error title='],
  [
    'a message',
    {
      ...addedFinding(1),
      origin: { kind: 'git', path: '', part: 'message', commit: commitFor(1) },
    },
    '::error title=',
  ],
  ['a text', textFinding(1), '::error title='],
  ['in an archive', addedFinding(1, { path: 'a/b.zip!x/y.env' }), '::error file=a/b.zip,title='],
  [
    'a path with an exclamation mark',
    addedFinding(1, { path: 'a/wow!.env' }),
    '::error file=a/wow!.env,line=3',
  ],
])('%s', ([, finding, expected]) => {
  const [only, ...others] = annotate([finding])
  expect(others).toEqual([])
  expect(only!.startsWith(expected), only).toBe(true)
})

test('where to revoke it stands at the end', () => {
  const revokePages = new Map([['github-token', 'https://github.com/settings/tokens']])
  const [text] = annotate([addedFinding(1)], factsWith({ revokePages }))
  expect(text).toMatch(/ Revoke it here: https:\/\/github\.com\/settings\/tokens$/)
})

test('what has no line says where it is, and how long it can be read', () => {
  const [text] = annotate([addedFinding(1, { inHead: false })])
  expect(text).toContain(`readable in commit ${commitFor(1).slice(0, 10)}, whatever comes later`)
  expect(text).toContain(
    `Place: config/prod.env:3 https://github.com/acme/shop/blob/${commitFor(1)}/`,
  )
  const [said] = annotate([textFinding(1)])
  expect(said).toContain(
    'comment by ann-lee on #12 https://github.com/acme/shop/pull/12#issuecomment-7',
  )
})

test('what fails is an error, what is below the limit a warning, what is on trial a notice, in this order', () => {
  const findings = [addedFinding(1), addedFinding(2), addedFinding(3, {}, { severity: 'low' })]
  const facts = factsWith({}, [
    [1, 'trial'],
    [2, 'below'],
  ])
  expect(annotate(findings, facts).map((line) => line.split(' ', 1)[0])).toEqual([
    '::error',
    '::warning',
    '::notice',
  ])
})

test('places of one secret do not hide the next', () => {
  const many = Array.from({ length: 30 }, (_, at) => addedFinding(1, {}, { line: at + 1 }))
  const lines = annotate([...many, addedFinding(2, { path: 'z.env' })])
  expect(lines).toHaveLength(4)
  expect(lines.at(-1)).toContain('file=z.env')
})

test('problems are warnings, the first ones', () => {
  const problems = Array.from({ length: 12 }, (_, at) => ({ path: `${at}.zip`, reason: 'damaged' }))
  const text = annotateChange(changeResult([], {}, { problems, complete: false }), factsWith())
  expect(text.match(/^::warning title=Not scanned::/gm)).toHaveLength(11)
  expect(text).toContain('::2 more; the summary names them.\n')
})

test('each line is one command, whatever a path, a login or a reason says', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const findings = [
        addedFinding(1, { path: text }, { name: text }),
        textFinding(2, { user: text, url: text }),
      ]
      const written = annotateChange(
        changeResult(findings, {}, { problems: [{ path: text, reason: text }] }),
        factsWith(),
      )
      const lines = written.split('\n')
      expect(lines.pop()).toBe('')
      expect(lines).toHaveLength(3)
      for (const line of lines) {
        expect(line).toMatch(/^::(?:error|warning) [^:]*::/)
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }
    }),
  )
})
