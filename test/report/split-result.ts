import fc from 'fast-check'
import type { Finding } from '../../src/engine/finding.ts'
import { decodings, statuses } from '../../src/engine/finding.ts'
import { orderFindings, orderNotes } from '../../src/report/order-findings.ts'
import type { ScanResult, SuppressionNote } from '../../src/report/scan-result.ts'
import { confidences, severities } from '../../src/rules/rule.ts'
import { findingInHistory, fingerprintFor, resultOf } from './sample-result.ts'
import { inventoryMatch } from './inventory-match.ts'

/** A result, and what the shards of the same scan would have given, by their index. */
export interface SplitResult {
  readonly whole: ScanResult
  readonly shards: readonly ScanResult[]
}

/** Few values, so that much is alike; and keys that this version does not know. */
const finding: fc.Arbitrary<Finding> = fc
  .tuple(
    fc.record({
      path: fc.constantFrom('', 'a', 'a/Z', 'ä\u001b'),
      commit: fc.constantFrom(null, 'c1', 'c2'),
      date: fc.constantFrom('2020-01-01T00:00:00.000Z', '2021-01-01T00:00:00.000Z'),
      blob: fc.constantFrom('b1', 'b2'),
      later: fc.jsonValue({ maxDepth: 1 }),
    }),
    fc.record({
      fingerprint: fc.nat(3).map(fingerprintFor),
      rule: fc.constantFrom('github-token', 'generic-password'),
      confidence: fc.constantFrom(...confidences),
      severity: fc.constantFrom(...severities),
      status: fc.constantFrom(...statuses),
      decoded: fc.array(fc.constantFrom(...decodings), { maxLength: 2 }),
      inventory: fc.constantFrom(null, inventoryMatch()),
      start: fc.nat(2),
      later: fc.jsonValue({ maxDepth: 1 }),
    }),
  )
  .map(([origin, changes]) => findingInHistory(origin, changes))

const note = fc.record({ path: fc.constantFrom('a', 'b'), reason: fc.constantFrom('x', 'y', 'z') })

const suppressions: readonly SuppressionNote[] = [5, 9, 13].map((line) => ({
  rule: 'generic-password',
  owner: 'team-a',
  reason: 'a sample',
  expires: '2026-12-31',
  where: `.stanch-suppressions.yaml:${line}`,
}))

/** Numbers that choose shards; taken modulo their count. */
const homes = fc.array(fc.nat(), { minLength: 1, maxLength: 2 })

/** Every item with the shards that met it. */
function dealt<Item>(items: fc.Arbitrary<readonly Item[]>) {
  return items.chain((list) =>
    fc
      .array(homes, { minLength: list.length, maxLength: list.length })
      .map((all) => list.map((item, at) => ({ item, homes: all[at]! }))),
  )
}

const counts = fc.record({
  documents: fc.nat(),
  bytes: fc.nat(),
  suppressed: fc.nat(9),
  durationMs: fc.nat(),
})

export const splitResult: fc.Arbitrary<SplitResult> = fc
  .record({
    findings: dealt(fc.array(finding).map(orderFindings)),
    skipped: dealt(fc.array(note).map(orderNotes)),
    problems: dealt(fc.array(note, { maxLength: 2 }).map(orderNotes)),
    met: dealt(fc.subarray([...suppressions])),
    counts: fc.array(counts, { minLength: 1, maxLength: 5 }),
  })
  .map(({ findings, skipped, problems, met, counts: each }) => {
    const of = 'sha256:0f'
    const dead = suppressions.filter((entry) => met.every(({ item }) => item !== entry))
    const expired = suppressions.slice(0, 1)
    const part = <Item>(list: readonly { item: Item; homes: number[] }[], at: number) =>
      list
        .filter((dealing) => dealing.homes.some((home) => home % each.length === at))
        .map(({ item }) => item)
    const shards = each.map(({ documents, bytes, suppressed, durationMs }, at) => {
      const metHere = part(met, at)
      return resultOf(part(findings, at), {
        documents,
        bytes,
        durationMs,
        skipped: part(skipped, at),
        problems: part(problems, at),
        complete: part(problems, at).length === 0,
        suppressions: {
          suppressed,
          expired,
          dead: suppressions.filter((entry) => !metHere.includes(entry)),
        },
        shard: { index: at + 1, count: each.length, of },
      })
    })
    const total = (key: keyof (typeof each)[number]) =>
      each.reduce((sum, count) => sum + count[key], 0)
    const whole = resultOf(
      findings.map(({ item }) => item),
      {
        documents: total('documents'),
        bytes: total('bytes'),
        durationMs: Math.max(...each.map(({ durationMs }) => durationMs)),
        skipped: skipped.map(({ item }) => item),
        problems: problems.map(({ item }) => item),
        complete: problems.length === 0,
        suppressions: { suppressed: total('suppressed'), expired, dead },
      },
    )
    return { whole, shards }
  })
