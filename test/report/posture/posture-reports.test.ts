import { expect, test } from 'vitest'
import { connectorChecks } from '../../../src/inventory/posture/connector-checks.ts'
import { toPostureFinding } from '../../../src/inventory/posture/posture-check.ts'
import type { AuditResult } from '../../../src/report/posture/audit-result.ts'
import {
  loadPostureReport,
  postureFormats,
} from '../../../src/report/posture/load-posture-report.ts'
import { loadSchema } from '../load-schema.ts'
import { readXml } from '../read-xml.ts'

const options = {
  color: false,
  hyperlinks: false,
  width: 80,
  allPlaces: false,
  toolVersion: '1.2.3',
  startedAt: '2026-03-01T03:00:00.000Z',
  endedAt: '2026-03-01T03:00:01.000Z',
}

/** A name that wants to be markup, a formula, a command of a build log and of a terminal at once. */
const hostile = '=\u001b[2J<script>alert(1)</script>&"\'\r\n::error::x\u202e'

function resultOf(count: number, problems: AuditResult['coverage']['problems'] = []): AuditResult {
  const sign = { subject: { kind: 'place', path: hostile, line: 3 } as const, evidence: [hostile] }
  return {
    findings: Array.from({ length: count }, () => toPostureFinding(connectorChecks[0]!, sign)),
    coverage: {
      type: 'coverage', inventory: hostile, records: 0, connectors: 0, files: 1, scanReports: 0, secrets: 0, checks: 43,
      skipped: [], problems, complete: problems.length === 0, accepted: 0, expired: [], dead: [], durationMs: 5,
    },
  } // prettier-ignore
}

async function write(format: (typeof postureFormats)[number], result: AuditResult) {
  return (await loadPostureReport(format))(result, options)
}

test.for(postureFormats)('%s makes nothing of a hostile name', async (format) => {
  const text = await write(format, resultOf(2, [{ path: hostile, reason: hostile }]))
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u001b\u202e]/)
  if (format !== 'github') expect(text).not.toMatch(/^::/m)
  else expect(text.trimEnd().split('\n')).toHaveLength(3)
  if (format === 'html') expect(text).not.toMatch(/<script/)
  if (format === 'junit') readXml(text)
  if (format === 'csv') expect(text).not.toMatch(/(?:^|,)"?=/m)
  if (format === 'sarif') expect(loadSchema('sarif-2.1.0-reduced')(JSON.parse(text))).toEqual([])
  if (format === 'gitlab') {
    expect(loadSchema('gitlab-secret-detection-15-reduced')(JSON.parse(text))).toEqual([])
  }
})

test('the screen never says that all is well when it could not look', async () => {
  const text = await write('text', resultOf(0, [{ path: 'a', reason: 'permission denied' }]))
  expect(text).toContain('the audit is incomplete')
  expect(text).toContain('a: permission denied')
  expect(text).toContain('INCOMPLETE')
})

test('the screen shows some signs of a check, and says how many more there are', async () => {
  const text = await write('text', resultOf(11))
  expect(text).toContain('… and 3 more (--all-places shows them)')
  expect(text).toContain('11 weak signs: 11 critical.')
})

test('an empty inventory is no good news', async () => {
  expect(await write('text', resultOf(0))).toContain('stanch inventory import')
})
