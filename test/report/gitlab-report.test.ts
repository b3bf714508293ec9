import { expect, test } from 'vitest'
import type { Origin } from '../../src/engine/document.ts'
import type { Finding } from '../../src/engine/finding.ts'
import { createGitlabReport } from '../../src/report/gitlab-report.ts'
import type { Coverage } from '../../src/report/scan-result.ts'
import { loadSchema } from './load-schema.ts'
import { findingIn, findingWith, fingerprintFor, resultOf, sampleOptions } from './sample-result.ts'

const findFaults = loadSchema('gitlab-secret-detection-15-reduced')

function write(findings: readonly Finding[], coverage: Partial<Coverage> = {}) {
  const document = JSON.parse(createGitlabReport(sampleOptions).onEnd(resultOf(findings, coverage)))
  expect(findFaults(document)).toEqual([])
  return document
}

test('a clean scan succeeds without vulnerabilities', () => {
  expect(write([])).toMatchObject({
    scan: {
      status: 'success',
      start_time: '2026-03-01T03:00:00',
      end_time: '2026-03-01T03:00:00',
      messages: [],
    },
    vulnerabilities: [],
  })
})

test('a finding is a vulnerability at its lines', () => {
  const [vulnerability] = write([findingWith({ endLine: 4 })]).vulnerabilities
  expect(vulnerability).toMatchObject({
    category: 'secret_detection',
    name: 'GitHub token',
    severity: 'Critical',
    location: {
      file: 'config/prod.env',
      start_line: 3,
      end_line: 4,
      commit: { sha: '0000000' },
    },
    identifiers: [
      {
        type: 'stanch_rule',
        name: 'Stanch rule github-token',
        value: 'github-token',
        url: 'https://docs.example.com/github-token',
      },
    ],
  })
})

test('a place in history names its commit', () => {
  const origin = {
    kind: 'file',
    path: 'a',
    commit: 'c0ffee',
    author: 'Ann',
    date: 'today',
  } as Origin
  expect(write([findingWith({ origin })]).vulnerabilities[0].location.commit).toEqual({
    sha: 'c0ffee',
    author: 'Ann',
    date: 'today',
  })
})

test('an id depends on secret and place and on nothing else', () => {
  const idsOf = (...findings: Finding[]): string[] =>
    write(findings).vulnerabilities.map(({ id }: { id: string }) => id)
  const ids = idsOf(
    findingIn('a'),
    findingIn('b'),
    findingIn('a', { line: 4 }),
    findingIn('a', { fingerprint: fingerprintFor(2) }),
  )
  expect(new Set(ids).size).toBe(4)
  expect(idsOf(findingIn('a', { status: 'active' }))).toEqual(ids.slice(0, 1))
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('problems fail the scan and are told', () => {
  const problems = [{ path: 'a.zip', reason: 'damaged' }]
  expect(write([], { complete: false, interrupted: true, problems }).scan).toMatchObject({
    status: 'failure',
    messages: [
      { level: 'warn', value: 'Not scanned: a.zip: damaged' },
      { level: 'fatal', value: 'The scan was interrupted.' },
    ],
  })
})

test('a name cannot write Markdown', () => {
  const [vulnerability] = write([findingWith({ name: '[x](http://y) @all' })]).vulnerabilities
  expect(vulnerability.description).toContain('\\[x\\](http://y) \\@all')
})
