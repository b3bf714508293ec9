import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  openChangeRepository,
  type ChangeRepository,
} from '../scan/change/open-change-repository.ts'
import { materialisePolicy } from '../scan/change/read-policy.ts'
import { configurationName } from '../scan/find-configuration.ts'
import { removeDirectory } from '../git/remove-directory.ts'
import type { ObjectId } from '../git/object-id.ts'
import type { CentralPolicy } from './inputs.ts'

/** A policy as files, in a private directory. */
export interface OpenPolicy {
  readonly configurationPath: string
  /** `OWNER/REPO@COMMIT`; `undefined`: there is none, the defaults hold. */
  readonly at: string | undefined
  /** `OWNER/REPO` of another repository, whose it is. */
  readonly repository: string | undefined
  close(): void
}

export interface PolicyPlaces {
  readonly central: CentralPolicy | undefined
  /** Of the change's own repository; `undefined`: it has nothing that the change did not bring. */
  readonly commit: ObjectId | undefined
  /** `OWNER/REPO` of the change. */
  readonly repository: string
  readonly changeRepository: ChangeRepository
  /** As `openChangeRepository` takes them, but for repository and workspace. */
  readonly access: Omit<Parameters<typeof openChangeRepository>[0], 'workspace' | 'repository'>
}

/**
 * Never falls back to what lies in the workspace: there somebody may have checked out the change.
 *
 * @throws StanchError `FETCH_FAILED` and those of git
 */
export async function openPolicy(places: PolicyPlaces): Promise<OpenPolicy> {
  const { central, commit, repository, changeRepository, access } = places
  const { temporaryDirectory } = access
  if (central !== undefined) return openCentral(central, access)
  if (commit === undefined) return withoutPolicy(temporaryDirectory)
  const policy = await materialisePolicy({ ...changeRepository, commit, temporaryDirectory })
  return {
    configurationPath: policy.configurationPath,
    at: `${repository}@${commit}`,
    repository: undefined,
    close: () => policy.close(),
  }
}

async function openCentral(
  { repository, commit }: CentralPolicy,
  access: PolicyPlaces['access'],
): Promise<OpenPolicy> {
  const opened = await openChangeRepository({ ...access, repository, workspace: undefined })
  try {
    const { temporaryDirectory } = access
    const policy = await materialisePolicy({ ...opened, commit, temporaryDirectory })
    return {
      configurationPath: policy.configurationPath,
      at: `${repository}@${commit}`,
      repository,
      close: () => policy.close(),
    }
  } finally {
    opened.close()
  }
}

/** An empty file, so that none is looked for anywhere else. */
function withoutPolicy(temporaryDirectory: string): OpenPolicy {
  const directory = mkdtempSync(join(temporaryDirectory, 'policy-'))
  const configurationPath = join(directory, configurationName)
  writeFileSync(configurationPath, '', { mode: 0o600 })
  const close = () => removeDirectory(directory)
  return { configurationPath, at: undefined, repository: undefined, close }
}
