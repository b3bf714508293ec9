import type { Repository } from '../../git/repository.ts'
import type { ScanRequest } from '../scan-request.ts'
import type { Shard } from './shard.ts'

/** What to scan of a repository, and how. */
export interface HistoryRequest extends Omit<ScanRequest, 'paths'> {
  readonly repository: Repository
  /** Globs from the repository's root; all paths when empty. */
  readonly paths: readonly string[]
  /** Every commit that has a finding, not only the oldest. */
  readonly allCommits: boolean
  /** Also what only the reference logs remember. */
  readonly reflog: boolean
  /** Also what no reference reaches. */
  readonly unreachable: boolean
  /** Only this reference and what it reaches. */
  readonly branch: string | undefined
  readonly shard: Shard | undefined
  /** File that keeps what is known of the repository from one scan to the next. */
  readonly index: string | undefined
}
