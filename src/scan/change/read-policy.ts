import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { listTree, type TreeFile } from '../../git/list-tree.ts'
import { findMissing } from '../../git/list-range.ts'
import type { ObjectId } from '../../git/object-id.ts'
import { removeDirectory } from '../../git/remove-directory.ts'
import type { Repository } from '../../git/repository.ts'
import { SteadyReader } from '../../git/steady-reader.ts'
import { StanchError } from '../../text/error.ts'
import { configurationName } from '../find-configuration.ts'
import type { ObjectSupply } from './change.ts'
import { isAbovePolicy, policyPathTest } from './policy-paths.ts'

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
  readonly hasConfiguration: boolean
  /** Absolute. */
  readonly directory: string
  /** Removes it. */
  close(): void
}

/** A policy is a few files that people write. */
const fileBytesMax = 64 * 2 ** 20

/**
 * Writes what a commit has of a policy into a private directory: the configuration, and what it names. Nothing else is
 * taken from the commit, and nothing of it is run.
 *
 * @throws StanchError `POLICY_UNREADABLE`: the commit or one of the files is missing; `POLICY_REFUSED`: a file of the policy
 * is a link or a submodule, or too large; `CONFIGURATION_INVALID`
 */
export async function materialisePolicy(request: PolicyRequest): Promise<MaterialisedPolicy> {
  const { repository, commit, temporaryDirectory } = request
  const files = await listPolicyTree(request)
  const directory = mkdtempSync(join(resolve(temporaryDirectory), 'stanch-policy-'))
  chmodSync(directory, 0o700)
  const problems: string[] = []
  const reader = new SteadyReader(repository, (path, reason) => problems.push(`${path}: ${reason}`))
  const close = () => removeDirectory(directory)
  try {
    const configured = files.find(({ path }) => path === configurationName)
    const text = configured ? await readPolicyFile(configured, reader, request) : Buffer.alloc(0)
    const configurationPath = join(directory, configurationName)
    writeFileSync(configurationPath, text ?? '', { mode: 0o600 })
    const { parseConfiguration } = await import('../parse-configuration.ts')
    const shown = `${commit.slice(0, 12)}:${configurationName}`
    const configuration = parseConfiguration((text ?? '').toString(), shown)
    const isPolicy = policyPathTest(configuration)
    for (const file of files) {
      if (!isFile(file) && isAbovePolicy(file.path, configuration)) throw refusedKind(file, commit)
      if (file === configured || !isPolicy(file.path)) continue
      const bytes = await readPolicyFile(file, reader, request)
      if (bytes) writeBelow(directory, file.path, bytes)
    }
    if (problems.length > 0) throw unreadable(commit, problems.join('; '))
    return { configurationPath, hasConfiguration: configured !== undefined, directory, close }
  } catch (error) {
    close()
    throw error
  } finally {
    reader.close()
  }
}

export { findPolicyEdits, type PolicyEditsRequest } from './find-policy-edits.ts'

async function listPolicyTree({
  repository,
  supply,
  commit,
}: PolicyRequest): Promise<readonly TreeFile[]> {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    throw unreadable(commit, 'expected the full name of a commit, 40 or 64 hexadecimal digits')
  }
  const missing = await findMissing(repository, [commit])
  if (missing.length > 0 && supply) await supply.fetch([commit], 1)
  if (missing.length > 0 && !supply) throw unreadable(commit, 'it is not in this clone')
  return listTree(repository, commit)
}

/** @returns `undefined` when it could not be read, which the reader has told */
async function readPolicyFile(
  { path, mode, id }: TreeFile,
  reader: SteadyReader,
  { repository, supply, commit }: PolicyRequest,
): Promise<Buffer | undefined> {
  if (!isFile({ mode })) throw refusedKind({ path, mode }, commit)
  if (!isSafePath(path)) throw refused(commit, `${path} leads out of the directory`)
  if (supply && (await findMissing(repository, [id])).length > 0) await supply.fetchObjects([id])
  const bytes = (await reader.read(id, path))?.bytes
  if (bytes && bytes.length > fileBytesMax) {
    throw refused(commit, `${path} has more than ${fileBytesMax} bytes`)
  }
  return bytes
}

function isFile({ mode }: Pick<TreeFile, 'mode'>): boolean {
  return mode.startsWith('100')
}

function refusedKind({ path, mode }: Omit<TreeFile, 'id'>, commit: ObjectId): StanchError {
  const kind = mode === '120000' ? 'a symbolic link' : 'a submodule'
  return refused(commit, `${path} is ${kind}; expected a file or a directory`)
}

/** Git refuses such names, but a server may have them. */
function isSafePath(path: string): boolean {
  return !/^[/\\]|^[A-Za-z]:|\0/.test(path) && !path.split(/[/\\]/).some((part) => ['..', '.', '', '.git'].includes(part.toLowerCase())) // prettier-ignore
}

function writeBelow(directory: string, path: string, bytes: Buffer): void {
  const target = join(directory, path)
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  writeFileSync(target, bytes, { mode: 0o600, flag: 'wx' })
}

function unreadable(commit: ObjectId, why: string): StanchError {
  return new StanchError(
    'POLICY_UNREADABLE',
    `The policy at ${commit.slice(0, 64)} cannot be read: ${why}.`,
  )
}

function refused(commit: ObjectId, why: string): StanchError {
  return new StanchError('POLICY_REFUSED', `The policy at ${commit} is not taken: ${why}.`)
}
