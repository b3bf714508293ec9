import { BatchReader } from '../../git/batch-reader.ts'
import { listDifferingPaths, listTree } from '../../git/list-tree.ts'
import type { ObjectId } from '../../git/object-id.ts'
import type { Repository } from '../../git/repository.ts'
import { runGit } from '../../git/run-git.ts'
import { StanchError } from '../../text/error.ts'
import type { Configuration } from '../configuration.ts'
import { configurationName } from '../find-configuration.ts'
import { policyPathTest } from './policy-paths.ts'

export interface PolicyEditsRequest {
  readonly repository: Repository
  /** The commit of the base that the change starts from, or is to be compared with. */
  readonly base: ObjectId
  readonly head: ObjectId
  /** Of the base, or of the central policy. */
  readonly configuration: Configuration
}

/**
 * Names files by which a change would alter the policy, once merged: those that it adds, edits, moves or deletes, and
 * those that would become part of it.
 *
 * @returns in order; paths as git has them, bytes that are not UTF-8 replaced
 * @throws StanchError `GIT_FAILED`
 */
export async function findPolicyEdits(request: PolicyEditsRequest): Promise<string[]> {
  const { repository, base, head, configuration } = request
  const [[parted, ...others], proposed] = await Promise.all([
    mergeBases(repository, base, head),
    configurationOf(repository, head),
  ])
  // With several, or none, more is named rather than less.
  const start = others.length === 0 ? parted : base
  const paths =
    start === undefined
      ? (await listTree(repository, head)).map(({ path }) => path)
      : await listDifferingPaths(repository, start, head)
  const tests = [policyPathTest(configuration), ...(proposed ? [policyPathTest(proposed)] : [])]
  return paths.filter((path) => isSteering(path) || tests.some((test) => test(path))).toSorted()
}

/** Of the change's own configuration, if it can be read: the edit is named in any case. */
async function configurationOf(
  repository: Repository,
  head: ObjectId,
): Promise<Configuration | undefined> {
  const reader = new BatchReader(repository)
  try {
    const object = await reader.read(`${head}:${configurationName}`)
    if (object?.type !== 'blob' || object.bytes.length > 2 ** 20) return undefined
    const { parseConfiguration } = await import('../parse-configuration.ts')
    return parseConfiguration(object.bytes.toString(), configurationName)
  } catch {
    return undefined
  } finally {
    reader.close()
  }
}

/** Wherever they lie, scans of files take them for policy. */
function isSteering(path: string): boolean {
  return ['.stanchignore', configurationName].includes(path.slice(path.lastIndexOf('/') + 1))
}

async function mergeBases(
  repository: Repository,
  base: ObjectId,
  head: ObjectId,
): Promise<ObjectId[]> {
  try {
    const output = await runGit(repository, ['merge-base', '--all', base, head])
    return output
      .toString()
      .split('\n')
      .filter((id) => id !== '')
  } catch (error) {
    if (error instanceof StanchError && error.code === 'GIT_FAILED') return [base]
    throw error
  }
}
