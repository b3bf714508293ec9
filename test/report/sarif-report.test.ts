import { expect, test } from 'vitest'
import type { Origin } from '../../src/engine/document.ts'
import type { Finding } from '../../src/engine/finding.ts'
import { createSarifReport } from '../../src/report/sarif-report.ts'
import type { Coverage } from '../../src/report/scan-result.ts'
import { loadSchema } from './load-schema.ts'
import { findingIn, findingWith, resultOf, sampleOptions } from './sample-result.ts'

const findFaults = loadSchema('sarif-2.1.0-reduced')

/** The one run; whatever is written has to fit the schema. */
function write(findings: readonly Finding[], coverage: Partial<Coverage> = {}) {
  const text = createSarifReport(sampleOptions).onEnd(resultOf(findings, coverage))
  const log = JSON.parse(text)
  expect(findFaults(log)).toEqual([])
  return log.runs[0]
}

test('a clean scan is a run without results', () => {
  const run = write([])
  expect(run.results).toEqual([])
  expect(run.invocations[0]).toEqual({
    executionSuccessful: true,
    startTimeUtc: sampleOptions.startedAt,
    endTimeUtc: sampleOptions.endedAt,
    toolExecutionNotifications: [],
  })
})

test('a finding is a result with the exact bytes and whole lines', () => {
  const run = write([findingIn('a b/ü.env', { endLine: 5 })])
  expect(run.results[0]).toMatchObject({
    ruleId: 'github-token',
    ruleIndex: 0,
    level: 'error',
    partialFingerprints: { 'stanchFingerprint/v1': findingWith({}).fingerprint },
    properties: { startByteColumn: 9, endByteColumn: 49 },
  })
  expect(run.results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'a%20b/%C3%BC.env', uriBaseId: 'SRCROOT' },
    region: { startLine: 3, startColumn: 1, endLine: 5, byteOffset: 57, byteLength: 40 },
  })
})

test('an absolute path is a file address', () => {
  const [result] = write([findingIn('/etc/x')]).results
  expect(result.locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'file:///etc/x' })
})

test('a rule stands once, as grave as its gravest finding', () => {
  const run = write([
    findingIn('a', { rule: 'x', severity: 'low' }),
    findingIn('b', { rule: 'y', severity: 'medium' }),
    findingIn('c', { rule: 'x', severity: 'high' }),
  ])
  expect(run.results.map(({ ruleIndex }: { ruleIndex: number }) => ruleIndex)).toEqual([0, 1, 0])
  expect(run.results.map(({ level }: { level: string }) => level)).toEqual([
    'note',
    'warning',
    'error',
  ])
  const [x, y] = run.tool.driver.rules
  expect(x).toMatchObject({ id: 'x', helpUri: 'https://docs.example.com/x' })
  expect(x.properties['security-severity']).toBe('8.0')
  expect(y.properties['security-severity']).toBe('5.5')
})

test('a reference that is no web address is left out', () => {
  const options = { ...sampleOptions, referenceOf: () => 'see the wiki' }
  const log = JSON.parse(createSarifReport(options).onEnd(resultOf([findingWith({})])))
  expect(log.runs[0].tool.driver.rules[0]).not.toHaveProperty('helpUri')
})

test('a problem makes the execution unsuccessful and is told', () => {
  const problems = [{ path: 'a.zip', reason: 'damaged' }]
  const [invocation] = write([], { complete: false, interrupted: true, problems }).invocations
  expect(invocation.executionSuccessful).toBe(false)
  expect(invocation.toolExecutionNotifications).toEqual([
    {
      level: 'error',
      message: { text: 'Not scanned: damaged' },
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'a.zip', uriBaseId: 'SRCROOT' } } },
      ],
    },
    { level: 'error', message: { text: 'The scan was interrupted.' } },
  ])
})

test('a place in history names its commit', () => {
  const origin = { kind: 'file', path: 'a', commit: 'c0ffee' } as Origin
  expect(write([findingWith({ origin })]).results[0].properties.commit).toBe('c0ffee')
})

test('no snippet is ever written', () => {
  expect(JSON.stringify(write([findingWith({})]))).not.toContain('snippet')
})

test('what a secret tells of itself stands under its properties and in its message', () => {
  const details = { expires: '2030-01-01T00:00:00Z', account: 'demo' }
  const [result] = write([findingWith({ details })]).results
  expect(result.properties.details).toEqual(details)
  expect(result.message.text).toContain(
    '; expires 2030-01-01T00:00:00Z; account demo; fingerprint ',
  )
})
