import { uniqueBy } from '../text/unique-by.ts'
import { completeShards, type CompleteShards, type ShardResult } from './complete-shards.ts'
import { groupExposures } from './group-exposures.ts'
import { orderFindings, orderNotes } from './order-findings.ts'
import type { Coverage, ScanResult, SuppressionNote, SuppressionUse } from './scan-result.ts'

/**
 * Joins the results of all shards of one scan into what the scan would have said in one piece. What every shard
 * meets, such as the names of references, is told once.
 *
 * @param results in any order
 * @throws StanchError when together they are not exactly one scan; see {@link completeShards}
 */
export function mergeResults(results: readonly ShardResult[]): ScanResult {
  const shards = completeShards(results)
  const findings = orderFindings(shards.flatMap((shard) => shard.findings))
  return { findings, exposures: groupExposures(findings), coverage: mergeCoverage(shards) }
}

/** Named one by one: what a later field adds up to, only its author knows. */
function mergeCoverage(shards: CompleteShards): Coverage {
  const parts = shards.map(({ coverage }) => coverage)
  const { rules, rulePack, key } = shards[0].coverage
  return {
    type: 'coverage',
    documents: sum(parts.map(({ documents }) => documents)),
    bytes: sum(parts.map(({ bytes }) => bytes)),
    skipped: orderNotes(parts.flatMap(({ skipped }) => skipped)),
    problems: orderNotes(parts.flatMap(({ problems }) => problems)),
    complete: parts.every(({ complete }) => complete),
    interrupted: false,
    rules,
    rulePack,
    key,
    suppressions: mergeSuppressions(parts.map(({ suppressions }) => suppressions)),
    durationMs: parts.reduce((longest, { durationMs }) => Math.max(longest, durationMs), 0),
  }
}

/** An entry that one shard met is not dead. */
function mergeSuppressions(uses: readonly SuppressionUse[]): SuppressionUse {
  const deadOf = uses.map(({ dead }) => new Set(dead.map(identityOf)))
  return {
    suppressed: sum(uses.map(({ suppressed }) => suppressed)),
    expired: uniqueNotes(uses.flatMap(({ expired }) => expired)),
    dead: uniqueNotes(uses.flatMap(({ dead }) => dead)).filter((note) =>
      deadOf.every((dead) => dead.has(identityOf(note))),
    ),
  }
}

function uniqueNotes(notes: readonly SuppressionNote[]): SuppressionNote[] {
  return uniqueBy(notes, identityOf)
}

function identityOf({ rule, owner, reason, expires, where }: SuppressionNote): string {
  return JSON.stringify([rule, owner, reason, expires, where])
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
