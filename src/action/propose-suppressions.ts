import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { guessBits } from '../inventory/guess-bits.ts'
import { guessBitsMin } from '../inventory/hmsl.ts'
import { proposedMax, type SuppressionProposal } from '../report/change/suppression-entry.ts'
import type { Exposure } from '../report/scan-result.ts'
import type { FoundSecret } from '../scan/found-secret.ts'
import { hashSecrets } from '../scan/suppressions/hash-secret.ts'
import { addDays, suppressionDaysDefault } from '../scan/suppressions/suppression-file.ts'
import { latin1Of } from '../text/bytes.ts'
import { normalisedSecret } from '../text/fingerprint.ts'

export interface ProposalRequest {
  /** In the order of the report. */
  readonly exposures: readonly Exposure[]
  /** By fingerprint. */
  readonly found: ReadonlyMap<string, FoundSecret>
  /** Of the policy. */
  readonly directory: string
  /** Of the suppressions, from that directory. */
  readonly file: string
  /** `OWNER/REPO`, when the policy is another repository's. */
  readonly repository: string | undefined
  /** `YYYY-MM-DD`. */
  readonly today: string
  /** Whether everybody can read what is proposed. */
  readonly isPublic: boolean
}

/**
 * Entries that only who has the values can make; each costs a tenth of a second, beside what this thread does. A hash that everybody
 * can read lets everybody try values, also when the commit is long gone: in public there is none of what a guesser could reach.
 */
export async function proposeSuppressions({
  exposures,
  found,
  directory,
  file,
  repository,
  today,
  isPublic,
}: ProposalRequest): Promise<SuppressionProposal | undefined> {
  const known = exposures.flatMap(({ fingerprint, rule }) => {
    const value = found.get(fingerprint)?.value
    return value === undefined ? [] : [{ fingerprint, rule, value }]
  })
  if (known.length === 0) return undefined
  const shown = known.filter(({ value }) => !isPublic || !canBeGuessed(value))
  const path = join(directory, file)
  const isNew = !existsSync(path)
  const salt = isNew ? randomBytes(16) : await readSalt(path)
  const proposed = shown.slice(0, proposedMax)
  const hashes = await hashSecrets(
    proposed.map(({ value }) => value),
    salt,
  )
  const entries = proposed.map(({ fingerprint, rule }, at) => ({
    fingerprint,
    rule,
    secret: hashes[at]!,
  }))
  return {
    file,
    repository,
    salt: Buffer.from(salt).toString('hex'),
    isNew,
    expires: addDays(today, suppressionDaysDefault),
    entries,
    left: shown.length - entries.length,
    withheld: known.length - shown.length,
  }
}

function canBeGuessed(value: Uint8Array): boolean {
  return guessBits(latin1Of(normalisedSecret(value))) < guessBitsMin
}

async function readSalt(path: string): Promise<Uint8Array> {
  const { parseSuppressions } = await import('../scan/suppressions/parse-suppressions.ts')
  return parseSuppressions(readFileSync(path, 'utf8'), path).salt
}
