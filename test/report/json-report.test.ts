import { expect, test } from 'vitest'
import { createJsonReport } from '../../src/report/json-report.ts'
import { createJsonlReport } from '../../src/report/jsonl-report.ts'
import { findingIn, findingWith, fingerprintFor, resultOf } from './sample-result.ts'

const findings = [findingIn('a\u001b'), findingIn('b', { fingerprint: fingerprintFor(2) })]
const result = resultOf(findings)

test('json is findings, exposures and coverage', () => {
  const report = createJsonReport()
  expect(findings.map((finding) => report.onFinding(finding))).toEqual(['', ''])
  expect(JSON.parse(report.onEnd(result))).toEqual(result)
})

test('json has one finding a line', () => {
  const lines = createJsonReport().onEnd(result).split('\n')
  expect(JSON.parse(lines[1]?.replace(/,$/, '') ?? '')).toEqual(findings[0])
})

test('json of a clean scan is whole', () => {
  expect(JSON.parse(createJsonReport().onEnd(resultOf([])))).toEqual(resultOf([]))
})

test('jsonl writes a finding when it comes, exposures and coverage at the end', () => {
  const report = createJsonlReport()
  const first = report.onFinding(findingWith({}))
  expect(first.endsWith('}\n')).toBe(true)
  expect(JSON.parse(first)).toEqual(findingWith({}))
  const types = report
    .onEnd(result)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).type)
  expect(types).toEqual(['exposure', 'exposure', 'coverage'])
})
