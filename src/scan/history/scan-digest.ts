import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { References } from '../../git/references.ts'
import { packOf } from '../load-engine.ts'
import type { HistoryRequest } from './scan-request.ts'

/**
 * `sha256:…` over all that decides what a scan of a history says: references, options, configuration, rules and key.
 * Two shards are of one scan exactly when theirs are equal.
 */
export function digestOfScan(
  {
    configuration,
    rules,
    paths,
    allCommits,
    reflog,
    unreachable,
    branch,
    key,
    repository,
  }: HistoryRequest,
  { all, head, branch: checkedOut }: References,
): string {
  const hash = createHash('sha256')
  const references = all.map(({ name, id }) => `${name} ${id}`).toSorted()
  const options = { paths, allCommits, reflog, unreachable, branch }
  const { digest } = packOf(rules)
  const steering = [
    readOptional(join(repository.commonDirectory, 'shallow')),
    repository.workTree === undefined
      ? ''
      : readOptional(join(repository.workTree, '.stanchignore')),
  ]
  hash.update(
    JSON.stringify({
      references,
      head,
      checkedOut,
      options,
      configuration,
      digest,
      steering,
      kid: key.kid,
    }),
  )
  return `sha256:${hash.digest('hex')}`
}

function readOptional(path: string): string {
  return existsSync(path) ? readFileSync(path, 'latin1') : ''
}
