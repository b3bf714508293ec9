import { expect, test } from 'vitest'
import type { Finding } from '../../src/engine/finding.ts'
import { createJunitReport } from '../../src/report/junit-report.ts'
import type { Coverage } from '../../src/report/scan-result.ts'
import { readXml } from './read-xml.ts'
import { findingIn, findingWith, resultOf } from './sample-result.ts'

function write(findings: readonly Finding[], coverage: Partial<Coverage> = {}): string {
  const text = createJunitReport().onEnd(resultOf(findings, coverage))
  readXml(text)
  return text
}

test('a clean scan is one passed test', () => {
  expect(write([])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="stanch" tests="1" failures="0" errors="0" time="0.830">
  <testsuite name="stanch.coverage" tests="1" failures="0" errors="0">
    <testcase classname="stanch.coverage" name="scan is complete"></testcase>
  </testsuite>
</testsuites>
`)
})

test('a rule is a suite, a finding a failure', () => {
  const text = write([findingIn('a'), findingIn('b'), findingIn('c', { rule: 'x' })])
  expect(text).toContain('<testsuites name="stanch" tests="4" failures="3" errors="0"')
  expect(text).toContain('<testsuite name="github-token" tests="2" failures="2" errors="0">')
  expect(text).toContain('<testcase classname="x" name="c:3:9" file="c" line="3"><failure message=')
})

test('problems are errors', () => {
  const problems = [{ path: 'a&b.zip', reason: '"damaged"' }]
  const text = write([], { complete: false, interrupted: true, problems })
  expect(text).toContain('name="a&amp;b.zip"><error message="&quot;damaged&quot;" type="problem"/>')
  expect(text).toContain('name="scan"><error message="interrupted" type="problem"/>')
  expect(text).toContain('errors="2"')
})

test('what XML cannot hold is removed, what readers would change is a reference', () => {
  const text = write([
    findingWith({ origin: { kind: 'file', path: '\u0000a\u001b\ufffe\ud800\n\t\u009b]]>' } }),
  ])
  expect(text).toContain('name="a&#10;&#x9;&#x9b;]]&gt;:3:9"')
})
