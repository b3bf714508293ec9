import { expect, test } from 'vitest'
import type { Finding } from '../../src/engine/finding.ts'
import { createGithubReport } from '../../src/report/github-report.ts'
import type { Coverage } from '../../src/report/scan-result.ts'
import { findingIn, findingWith, fingerprintFor, resultOf } from './sample-result.ts'

function write(findings: readonly Finding[], coverage: Partial<Coverage> = {}): string {
  return createGithubReport().onEnd(resultOf(findings, coverage))
}

test('a clean scan annotates nothing', () => {
  expect(write([])).toBe('')
})

test('a finding is an error at its place', () => {
  expect(write([findingWith({})])).toBe(
    '::error file=config/prod.env,line=3,col=9,endColumn=49,title=Secret%3A GitHub token' +
      '::GitHub token ghp_… (critical, high confidence; fingerprint 9e3779b1). ' +
      'Revoke or rotate it at GitHub first, then remove it.\n',
  )
})

test.for<[string, Partial<Finding>, string]>([
  [
    'several lines take no columns',
    { endLine: 9 },
    '::error file=config/prod.env,line=3,endLine=9,title',
  ],
  ['standard input has no file', { origin: { kind: 'stdin', path: '-' } }, '::error line=3,col'],
  [
    'properties are escaped',
    { origin: { kind: 'file', path: 'a,b:c%d\r\n::error::x' } },
    '::error file=a%2Cb%3Ac%25d%0D%0A%3A%3Aerror%3A%3Ax,line',
  ],
  [
    'messages keep commas and colons',
    { name: '50%, GitHub: x' },
    '::50%25, GitHub: x ghp_… (critical',
  ],
  [
    'control characters are made visible',
    { origin: { kind: 'file', path: 'a\u001b[2J' } },
    'file=a\\x1b[2J,',
  ],
])('%s', ([, changes, expected]) => {
  expect(write([findingWith(changes)])).toContain(expected)
})

test('the gravest come first, since GitHub shows only ten', () => {
  const text = write([
    findingIn('low', { severity: 'low' }),
    findingIn('critical', { fingerprint: fingerprintFor(2) }),
  ])
  expect(text.indexOf('file=critical')).toBeLessThan(text.indexOf('file=low'))
})

test('problems and an interrupt are warnings', () => {
  const problems = [{ path: 'a.zip', reason: 'damaged' }]
  expect(write([], { complete: false, interrupted: true, problems })).toBe(
    '::warning file=a.zip,title=Not scanned::a.zip: damaged\n' +
      '::warning title=Scan interrupted::The scan ended early and is incomplete.\n',
  )
})
