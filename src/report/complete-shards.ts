import { StanchError } from '../text/error.ts'
import type { ParsedResult } from './parse-result.ts'
import type { Coverage } from './scan-result.ts'

/** What one file holds. */
export interface ShardResult extends ParsedResult {
  /** The file's name, for messages. */
  readonly file: string
}

/** The result of one shard. */
export interface Shard extends ShardResult {
  readonly coverage: Coverage & Required<Pick<Coverage, 'shard'>>
}

/** Ascending by `index`, from 1 to `count`. */
export type CompleteShards = readonly [Shard, ...Shard[]]

/**
 * Puts the shards of one scan in their order.
 *
 * @param results in any order
 * @throws StanchError naming each file that stands in the way, when together they are not exactly one scan
 */
export function completeShards(results: readonly ShardResult[]): CompleteShards {
  refuseStrangers(results)
  const shards = results.filter(isShard)
  const [first] = shards
  if (first === undefined) throw new StanchError('USAGE', 'Expected at least one file, got none.')
  refuseInterrupted(shards)
  for (const trait of sharedTraits) refuseDifferent(shards, first, trait)
  refuseEphemeral(shards)
  refuseDifferent(shards, first, keyTrait)
  const [lowest = first, ...further] = shards.toSorted(
    (left, right) => indexOf(left) - indexOf(right),
  )
  refuseTwice([lowest, ...further])
  refuseMissing(shards, first.coverage.shard.count)
  return [lowest, ...further]
}

/** What all shards of a scan have in common. */
interface Trait {
  readonly code: string
  readonly valueOf: (shard: Shard) => string
  readonly next: string
}

const sharedTraits: readonly Trait[] = [
  {
    code: 'SHARD_COUNT_DIFFERS',
    valueOf: ({ coverage: { shard } }) => `a shard of ${shard.count}`,
    next: 'Give the results of one scan, all made with the same n of --shard i/n.',
  },
  {
    code: 'SHARD_SCAN_DIFFERS',
    valueOf: ({ coverage: { shard } }) => `a shard of the scan ${shard.of}`,
    next: 'Scan all shards with the same references, options and configuration.',
  },
  {
    code: 'SHARD_RULES_DIFFER',
    valueOf: ({ coverage }) => `the rules ${coverage.rulePack}`,
    next: 'Scan all shards with the same version of Stanch.',
  },
]

const keyTrait: Trait = {
  code: 'SHARD_KEY_DIFFERS',
  valueOf: ({ coverage }) => `fingerprints under the key ${coverage.key.kid}`,
  next: 'Set the same STANCH_KEY for all shards, and scan those again that had another.',
}

function isShard(result: ShardResult): result is Shard {
  return result.coverage.shard !== undefined
}

function indexOf({ coverage }: Shard): number {
  return coverage.shard.index
}

function nameOf({ coverage: { shard } }: Shard): string {
  return `${shard.index}/${shard.count}`
}

function refuseStrangers(results: readonly ShardResult[]): void {
  const faults = results
    .filter((result) => !isShard(result))
    .map(({ file }) => `${file}: expected the result of a shard, got one of a whole scan.`)
  refuse('SHARD_UNKNOWN', faults, 'Make it with: stanch scan git --shard i/n --format json')
}

function refuseInterrupted(shards: readonly Shard[]): void {
  const faults = shards
    .filter(({ coverage }) => coverage.interrupted)
    .map(
      (shard) => `${shard.file}: expected all of shard ${nameOf(shard)}, got an interrupted scan.`,
    )
  refuse('SHARD_INTERRUPTED', faults, 'Scan it again, to its end.')
}

function refuseDifferent(shards: readonly Shard[], first: Shard, trait: Trait): void {
  const expected = trait.valueOf(first)
  const faults = shards
    .filter((shard) => trait.valueOf(shard) !== expected)
    .map(
      (shard) =>
        `${shard.file}: expected ${expected}, as in ${first.file}, got ${trait.valueOf(shard)}.`,
    )
  refuse(trait.code, faults, trait.next)
}

/** Under keys that differ, one secret would be as many as there are shards that met it. */
function refuseEphemeral(shards: readonly Shard[]): void {
  const faults = shards
    .filter(({ coverage }) => coverage.key.ephemeral && coverage.shard.count > 1)
    .map(({ file }) => `${file}: expected a key that all shards have, got one of that run alone.`)
  const next = 'Set STANCH_KEY for all shards (openssl rand -hex 32), and scan them again.'
  refuse('SHARD_KEY_EPHEMERAL', faults, next)
}

function refuseTwice(sorted: readonly Shard[]): void {
  const faults = sorted.flatMap((shard, at) => {
    const before = sorted[at - 1]
    if (before === undefined || indexOf(before) !== indexOf(shard)) return []
    return [`${shard.file}: expected each shard once, got ${nameOf(shard)} as in ${before.file}.`]
  })
  refuse('SHARD_TWICE', faults, 'Leave one of the two out.')
}

function refuseMissing(shards: readonly Shard[], count: number): void {
  const given = new Set(shards.map(indexOf))
  const missing = Array.from({ length: count }, (_, at) => at + 1)
    .filter((index) => !given.has(index))
    .map((index) => `${index}/${count}`)
  if (missing.length === 0) return
  const fault = `Expected all ${count} shards, got ${shards.length}; missing: ${missing.join(', ')}.`
  refuse('SHARD_MISSING', [fault], 'Scan them, and give the files of all shards.')
}

function refuse(code: string, faults: readonly string[], next: string): void {
  if (faults.length > 0) throw new StanchError(code, [...faults, next].join('\n'))
}
