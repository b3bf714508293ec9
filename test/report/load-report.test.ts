import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ComponentFinding, Finding, Place } from '../../src/engine/finding.ts'
import { isReportFormat, loadReport, reportFormats } from '../../src/report/load-report.ts'
import type { ReportFormat } from '../../src/report/load-report.ts'
import type { Coverage } from '../../src/report/scan-result.ts'
import { loadSchema } from './load-schema.ts'
import { readCsv } from './read-csv.ts'
import { readXml } from './read-xml.ts'
import { fingerprintFor, resultOf, sampleOptions } from './sample-result.ts'
import { inventoryMatch } from './inventory-match.ts'

test('the formats are known by name', () => {
  expect(reportFormats).toEqual([
    'text',
    'json',
    'jsonl',
    'sarif',
    'github',
    'gitlab',
    'code-quality',
    'junit',
    'csv',
  ])
  expect(isReportFormat('sarif')).toBe(true)
  expect(isReportFormat('toString')).toBe(false)
})

/** Ordinary characters with, often, the ones that break formats. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(
        '"',
        "'",
        '\n',
        '\r',
        '\r\n',
        '%',
        ',',
        ':',
        '::',
        '\\',
        '<',
        '&',
        ']]>',
        '=',
      ),
      fc.constantFrom('\u001b[2J', '\u009b', '\u0000', '\u202e', '\u2028', '\ud800', '\udc00', '☃'),
      fc.constantFrom('`', '##[', '::error::', '{0}', '[a](b)', '-', '@', '\t', '!', '#', '?', '/'),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''))

const place: fc.Arbitrary<Place> = fc
  .tuple(fc.nat(9), fc.nat(9), fc.nat(3), fc.nat(9), fc.nat(99), fc.nat(99))
  .map(([line, column, lines, endColumn, start, length]) => ({
    line: line + 1,
    column: column + 1,
    endLine: line + 1 + lines,
    endColumn: column + 2 + endColumn,
    start,
    end: start + length,
  }))

const component: fc.Arbitrary<ComponentFinding> = fc
  .tuple(place, hostileText, hostileText)
  .map(([at, rule, redacted]) => ({ ...at, rule, redacted, fingerprint: fingerprintFor(9) }))

const finding: fc.Arbitrary<Finding> = fc
  .record({
    at: place,
    // Whoever loads a rule checks its id; here an organisation's may be anything but empty.
    rule: hostileText.map((text) => `r${text}`),
    name: hostileText.map((text) => `n${text}`),
    provider: hostileText,
    confidence: fc.constantFrom('low', 'medium', 'high'),
    severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
    fingerprint: fc.nat(4).map(fingerprintFor),
    origin: fc.oneof(
      fc.constant({ kind: 'stdin', path: '-' } as const),
      hostileText.map((path) => ({ kind: 'file', path }) as const),
      hostileText.map((path) => ({ kind: 'file', path, ignoredByGit: true }) as const),
      hostileText.map(
        (text) => ({ kind: 'file', path: text, commit: `c${text}`, part: text }) as const,
      ),
    ),
    redacted: hostileText,
    inventory: fc.option(fc.record({ id: hostileText, owner: hostileText }).map(inventoryMatch)),
    decoded: fc.array(fc.constantFrom('base64', 'gzip', 'utf-16'), { maxLength: 3 }),
    components: fc.array(component, { maxLength: 2 }),
    status: fc.constantFrom('unverified', 'invalid-format', 'active', 'inactive', 'unverifiable'),
  })
  .map(({ at, ...rest }) => ({ type: 'finding', ...rest, ...at }) satisfies Finding)

const coverage: fc.Arbitrary<Partial<Coverage>> = fc.record({
  problems: fc.array(fc.record({ path: hostileText, reason: hostileText }), { maxLength: 2 }),
  skipped: fc.array(fc.record({ path: hostileText, reason: hostileText }), { maxLength: 2 }),
  complete: fc.boolean(),
  interrupted: fc.boolean(),
  documents: fc.nat(),
  bytes: fc.nat(),
  durationMs: fc.nat(),
})

const findSarifFaults = loadSchema('sarif-2.1.0-reduced')
const findGitlabFaults = loadSchema('gitlab-secret-detection-15-reduced')

const checks: Readonly<Record<ReportFormat, (text: string, count: number) => void>> = {
  text: (text) =>
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u),
  json: (text, count) => expect(JSON.parse(text).findings).toHaveLength(count),
  jsonl: (text, count) => {
    const types = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type)
    expect(types.filter((type) => type === 'finding')).toHaveLength(count)
    expect(types.at(-1)).toBe('coverage')
  },
  sarif: (text, count) => {
    expect(findSarifFaults(JSON.parse(text))).toEqual([])
    expect(JSON.parse(text).runs[0].results).toHaveLength(count)
  },
  github: (text, count) => {
    const lines = text.split('\n').slice(0, -1)
    for (const line of lines)
      expect(line).toMatch(/^::(error|warning) [^:\r\p{Cc}]*::[^\r\p{Cc}]*$/u)
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(count)
  },
  gitlab: (text, count) => {
    expect(findGitlabFaults(JSON.parse(text))).toEqual([])
    expect(JSON.parse(text).vulnerabilities).toHaveLength(count)
  },
  junit: (text, count) => {
    readXml(text)
    expect(text.match(/<failure /g) ?? []).toHaveLength(count)
  },
  'code-quality': (text, count) => {
    const issues = JSON.parse(text) as Record<string, unknown>[]
    const found = issues.filter((issue) => issue['check_name'] !== 'stanch-incomplete')
    expect(found).toHaveLength(count)
    for (const issue of issues)
      expect(issue).toEqual({
        description: expect.stringMatching(/./) as string,
        check_name: expect.stringMatching(/./) as string,
        fingerprint: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        severity: expect.stringMatching(/^(?:minor|major|critical|blocker)$/) as string,
        location: {
          path: expect.any(String) as string,
          lines: expect.objectContaining({ begin: expect.any(Number) as number }) as object,
        },
      })
  },
  csv: (text, count) => {
    const rows = readCsv(text)
    expect(rows).toHaveLength(count + 1)
    expect(rows.flat().filter((cell) => /^[=+\-@]/.test(cell))).toEqual([])
  },
}

test.for(reportFormats)('%s stays well-formed for any finding', async (format) => {
  await fc.assert(
    fc.asyncProperty(fc.array(finding, { maxLength: 6 }), coverage, async (findings, covered) => {
      const report = await loadReport(format, sampleOptions)
      const early = findings.map((one) => report.onFinding(one)).join('')
      checks[format](early + report.onEnd(resultOf(findings, covered)), findings.length)
    }),
    { numRuns: 300 },
  )
})
