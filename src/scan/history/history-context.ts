import type { ObjectCatalogue } from '../../git/object-catalogue.ts'
import type { References } from '../../git/references.ts'
import type { ScanAccount } from '../scan-account.ts'
import type { HistoryJob, HistoryResult, HistoryThread } from './history-thread.ts'
import type { IndexSession } from './index/index-session.ts'
import type { ObjectLabels } from './object-labels.ts'
import type { PathFilter } from './path-filter.ts'
import type { HistoryRequest } from './scan-request.ts'

/** What the steps of a history scan share. */
export interface HistoryContext {
  readonly request: HistoryRequest
  readonly references: References
  readonly catalogue: ObjectCatalogue
  readonly labels: ObjectLabels
  readonly filter: PathFilter
  /** This thread's. */
  readonly thread: HistoryThread
  readonly account: ScanAccount
  readonly index: IndexSession | undefined
  /** Runs jobs in all threads; results come in any order. */
  readonly runJobs: (
    jobs: readonly HistoryJob[],
    onResult: (result: HistoryResult) => void,
  ) => Promise<void>
}
