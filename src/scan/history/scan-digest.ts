import { createHash } from 'node:crypto'
import type { References } from '../../git/references.ts'
import { readRulePack } from '../load-engine.ts'
import type { HistoryRequest } from './scan-request.ts'

/**
 * `sha256:…` over all that decides what a scan of a history says: references, options, configuration, rules and key.
 * Two shards are of one scan exactly when theirs are equal.
 */
export function digestOfScan(
  { configuration, paths, allCommits, reflog, unreachable, branch, key }: HistoryRequest,
  { all, head, branch: checkedOut }: References,
): string {
  const hash = createHash('sha256')
  const references = all.map(({ name, id }) => `${name} ${id}`).toSorted()
  const options = { paths, allCommits, reflog, unreachable, branch }
  const { digest } = readRulePack()
  hash.update(
    JSON.stringify({ references, head, checkedOut, options, configuration, digest, kid: key.kid }),
  )
  return `sha256:${hash.digest('hex')}`
}
