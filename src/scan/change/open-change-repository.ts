import type { Repository } from '../../git/repository.ts'
import type { ObjectSupply } from './change.ts'

export interface ChangeRepositoryRequest {
  /** May hold a clone, of any depth, whose objects are borrowed; nothing is written there. */
  readonly workspace: string | undefined
  /** `https://github.com`; `http:` only for loopback. */
  readonly serverUrl: string
  /** `OWNER/REPO`. */
  readonly repository: string
  /** Reaches git by environment only. */
  readonly token: string | undefined
  /** A private directory is made in it. */
  readonly temporaryDirectory: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  /** Bytes of an object name where no clone tells; 20 by default. */
  readonly hashBytes?: 20 | 32
}

export interface ChangeRepository {
  readonly repository: Repository
  readonly supply: ObjectSupply
  /** Removes what was made. */
  close(): void
}

/** Opens a bare repository of our own that borrows the objects of a clone, if there is one, and can fetch the rest. */
export async function openChangeRepository(
  _request: ChangeRepositoryRequest,
): Promise<ChangeRepository> {
  throw new Error('not yet')
}
