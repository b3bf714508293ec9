import type { ObjectId } from '../../git/object-id.ts'
import type { Repository } from '../../git/repository.ts'
import type { Configuration } from '../configuration.ts'
import type { ObjectSupply } from './change.ts'

export interface PolicyRequest {
  readonly repository: Repository
  /** Brings the commit where it is missing. */
  readonly supply: ObjectSupply | undefined
  /** Full name. */
  readonly commit: ObjectId
  /** A private directory is made in it. */
  readonly temporaryDirectory: string
}

export interface MaterialisedPolicy {
  /** For `readConfiguration`; an empty file where the commit has none. */
  readonly configurationPath: string
  /** Whether the commit has a `stanch.yaml`. */
  readonly hasConfiguration: boolean
  /** Absolute. */
  readonly directory: string
  /** Removes it. */
  close(): void
}

/** Writes what a commit has of a policy into a private directory. */
export async function materialisePolicy(_request: PolicyRequest): Promise<MaterialisedPolicy> {
  throw new Error('not yet')
}

export interface PolicyEditsRequest {
  readonly repository: Repository
  readonly base: ObjectId
  readonly head: ObjectId
  /** Of the base, or of the central policy. */
  readonly configuration: Configuration
}

/** Names of files by which a change would alter its policy, once merged. */
export async function findPolicyEdits(_request: PolicyEditsRequest): Promise<string[]> {
  throw new Error('not yet')
}
