import type { Repository } from '../../git/repository.ts'
import type { PolicySource, ScanResult } from '../../report/scan-result.ts'
import type { ScanListener, ScanRequest } from '../scan-request.ts'
import type { Change, ObjectSupply } from './change.ts'

/** A change to scan; `directory` is that of its policy, never of a work tree. */
export interface ChangeRequest extends Omit<ScanRequest, 'paths'> {
  /** Where its commits are, or are brought to; not needed where there are only texts. */
  readonly repository: Repository | undefined
  readonly change: Change
  /** `undefined`: what is missing stays so, and is told. */
  readonly supply: ObjectSupply | undefined
  readonly policy: PolicySource
}

/** Scans all that a change brings: files of every commit, messages, names, and the texts round them. */
export async function scanChange(
  _request: ChangeRequest,
  _listener: ScanListener,
): Promise<ScanResult> {
  throw new Error('not yet')
}
