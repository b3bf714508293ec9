import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding, InventoryMatch } from '../../../src/engine/finding.ts'
import { statuses } from '../../../src/engine/finding.ts'
import { annotateChange } from '../../../src/report/change/annotate-change.ts'
import type { ChangeFacts } from '../../../src/report/change/change-facts.ts'
import { publicViewOf } from '../../../src/report/change/public-view.ts'
import { renderComment } from '../../../src/report/change/render-comment.ts'
import { renderSummary } from '../../../src/report/change/render-summary.ts'
import { standingOf } from '../../../src/report/change/standing.ts'
import { groupByFingerprint } from '../../../src/report/group-exposures.ts'
import { inventoryTrouble } from '../../../src/report/inventory-trouble.ts'
import { loadReport, reportFormats } from '../../../src/report/load-report.ts'
import { parseResult } from '../../../src/report/parse-result.ts'
import type { ScanResult } from '../../../src/report/scan-result.ts'
import { printResult, sampleOptions } from '../sample-result.ts'
import { addedFinding, changeResult, factsWith, sampleMatch, textFinding } from './sample-change.ts'

/** Words that occur nowhere by chance, and look like what they stand for. */
const word = fc
  .tuple(
    fc.constantFrom('', 'vault/', '/srv/', 'team ', 'arn:', '@', '<b>', '`'),
    fc.stringMatching(/^[0-9a-f]{8}$/),
    fc.constantFrom('', '|', ' x', '#1'),
  )
  .map(([before, middle, behind]) => ({
    text: `${before}zq${middle}${behind}`,
    mark: `zq${middle}`,
  }))

interface Case {
  readonly result: ScanResult
  readonly taken: readonly string[]
}

const cases: fc.Arbitrary<Case> = fc
  .array(
    fc.record({
      seed: fc.integer({ min: 1, max: 4 }),
      isText: fc.boolean(),
      status: fc.constantFrom(...statuses),
      words: fc.array(word, { minLength: 14, maxLength: 14 }),
      hasMatch: fc.boolean(),
      inHead: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((items) => {
    const taken: string[] = []
    const findings = items.map(({ seed, isText, status, words, hasMatch, inHead }): Finding => {
      taken.push(...words.map(({ mark }) => mark))
      const next = words.map(({ text }) => text)
      const match: InventoryMatch = {
        id: `record-${seed}`,
        owner: next[0]!,
        tenant: next[1]!,
        environment: next[2]!,
        agent: next[3]!,
        tool: next[4]!,
        purpose: next[5]!,
        state: next[6]!,
        form: next[7]!,
        version: next[8]!,
        others: [next[9]!],
      }
      const changes: Partial<Finding> = {
        status,
        inventory: hasMatch ? match : null,
        details: {
          expires: '2031-09-01T00:00:00Z',
          account: next[10]!,
          keyId: next[11]!,
          issuer: next[12]!,
        },
        known: [next[13]!],
        components: [
          {
            ...addedFinding(9),
            rule: 'key-id',
            redacted: next[11]!,
            fingerprint: `v1:3f9a1c2e:${'7'.repeat(32)}`,
          },
        ],
      }
      return isText ? textFinding(seed, {}, changes) : addedFinding(seed, { inHead }, changes)
    })
    const note = {
      rule: 'r',
      owner: 'zqowner',
      reason: 'zqreason',
      expires: '2026-01-01',
      where: 'a.yaml:1',
    }
    taken.push('zqowner', 'zqreason', 'zqstore', 'zqrefused', '2031-09-01')
    const result = changeResult(
      findings,
      {},
      {
        complete: false,
        problems: [inventoryTrouble('/var/zqstore/inventory.yaml', 'zqrefused by db.zqstore.test')],
        suppressions: { suppressed: 1, expired: [note], dead: [note] },
      },
    )
    return { result, taken: [...new Set(taken)] }
  })

const facts: ChangeFacts = factsWith({
  isPublic: true,
  notice: { onFinding: 'webhook', told: 1, failure: 'zqrefused', bounded: 1 },
})

/** All that is written for people, by name. */
async function writeAll(result: ScanResult, shown: ChangeFacts): Promise<[string, string][]> {
  const reports = reportFormats.map(async (format): Promise<[string, string]> => {
    const report = await loadReport(format, { ...sampleOptions, allPlaces: true, hyperlinks: true })
    return [format, printResult(report, shown.isPublic ? publicViewOf(result) : result)]
  })
  const comments = [...groupByFingerprint(result.findings)].map(([fingerprint, own]) => [
    renderComment(fingerprint, { kind: 'open' }, result, shown),
    renderComment(fingerprint, standingOf(own), result, shown),
  ])
  return [
    ...(await Promise.all(reports)),
    ['summary', renderSummary(result, shown)],
    ['comments', comments.flat().join('')],
    ['annotations', annotateChange(result, shown)],
  ]
}

/** Whatever a format does to a text, letters and digits stay as they are. */
const plain = (text: string) => text.replaceAll(/\\(.)/g, '$1')

test('nothing that the public view takes away is in any output', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ result, taken }) => {
      for (const [name, text] of await writeAll(result, facts)) {
        for (const mark of taken) expect(plain(text), name).not.toContain(mark)
        expect(text, name).not.toMatch(
          /still active|still works|no longer (?:active|works)|\binactive\b/,
        )
        expect(text, name).not.toMatch(/"status":\s*"(?:active|unverifiable)"|deploy-bot|<th>Works/)
      }
    }),
    { numRuns: 60 },
  )
})

test('the same outputs do tell it where the repository is not public, so the law above can fail', async () => {
  const result = changeResult([addedFinding(1, {}, { inventory: sampleMatch, status: 'active' })])
  const written = await writeAll(result, factsWith())
  for (const [name, text] of written) expect(plain(text), name).toContain('team-payments')
})

test('which exposures work changes nothing in public but the status of the check', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.constantFrom(...statuses), async ({ result }, status) => {
      const isTold = (one: string) => one === 'invalid-format'
      fc.pre(!isTold(status))
      const change = <Item extends { readonly status: string }>(item: Item): Item =>
        isTold(item.status) ? item : { ...item, status }
      const other = {
        ...result,
        findings: result.findings.map(change),
        exposures: result.exposures.map(change),
      }
      const shown = { ...facts, verdict: { ...facts.verdict, failOn: 'verified' } } as const
      const judge = ({ exposures }: ScanResult): ChangeFacts => ({
        ...shown,
        verdict: {
          ...shown.verdict,
          judged: new Map(
            exposures.map((one) => [one.fingerprint, one.status === 'active' ? 'fails' : 'below']),
          ),
        },
      })
      expect(renderSummary(other, judge(other))).toBe(renderSummary(result, judge(result)))
      expect(annotateChange(other, judge(other))).toBe(annotateChange(result, judge(result)))
    }),
    { numRuns: 60 },
  )
})

test('a public view is a result that can be read again, and the public view of it is itself', () => {
  fc.assert(
    fc.property(cases, ({ result }) => {
      const view = publicViewOf(result)
      expect(publicViewOf(view)).toEqual(view)
      const { findings } = parseResult(JSON.stringify(view), 'view.json')
      expect(findings).toEqual(JSON.parse(JSON.stringify(view.findings)))
    }),
    { numRuns: 30 },
  )
})

test('of a match its id is left, and a failed checksum may be known', () => {
  const found = addedFinding(1, {}, { inventory: sampleMatch, status: 'invalid-format' })
  const [finding] = publicViewOf(changeResult([found])).findings
  expect(finding).toMatchObject({
    status: 'invalid-format',
    inventory: { id: sampleMatch.id, owner: null, environment: null, agent: null },
  })
})

test('other problems stay as they are', () => {
  const problem = { path: 'a.zip', reason: 'damaged' }
  const view = publicViewOf(changeResult([], {}, { problems: [problem] }))
  expect(view.coverage.problems).toEqual([problem])
})
