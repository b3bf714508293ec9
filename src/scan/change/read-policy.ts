import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { listTree, type TreeFile } from '../../git/list-tree.ts'
import { findMissing } from '../../git/list-range.ts'
import type { ObjectId } from '../../git/object-id.ts'
import { removeDirectory } from '../../git/remove-directory.ts'
import type { Repository } from '../../git/repository.ts'
import { SteadyReader } from '../../git/steady-reader.ts'
import { StanchError } from '../../text/error.ts'
import { defaultConfiguration, type Configuration } from '../configuration.ts'
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
    const [text] = configured ? await readPolicyFiles([configured], reader, request) : []
    const configurationPath = join(directory, configurationName)
    writeFileSync(configurationPath, text ?? '', { mode: 0o600 })
    const configuration = await parsePolicy(text, commit)
    const isPolicy = policyPathTest(configuration)
    const above = files.find((one) => !isFile(one) && isAbovePolicy(one.path, configuration))
    if (above) throw refusedKind(above, commit)
    const named = files.filter((file) => file !== configured && isPolicy(file.path))
    const read = await readPolicyFiles(named, reader, request)
    for (const [at, { path }] of named.entries())
      if (read[at]) writeBelow(directory, path, read[at])
    if (problems.length > 0) throw unreadable(commit, problems.join('; '))
    return { configurationPath, hasConfiguration: configured !== undefined, directory, close }
  } catch (error) {
    close()
    throw error
  } finally {
    reader.close()
  }
}

async function parsePolicy(text: Buffer | undefined, commit: ObjectId): Promise<Configuration> {
  if (!text || text.length === 0) return defaultConfiguration
  const { parseConfiguration } = await import('../parse-configuration.ts')
  return parseConfiguration(text.toString(), `${commit.slice(0, 12)}:${configurationName}`)
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
  try {
    return await listTree(repository, commit)
  } catch (error) {
    if ((await findMissing(repository, [commit])).length === 0) throw error
    if (!supply) throw unreadable(commit, 'it is not in this clone')
    await supply.fetch([commit], 1)
    return listTree(repository, commit)
  }
}

/** @returns for each file `undefined` when it could not be read, which the reader has told */
async function readPolicyFiles(
  files: readonly TreeFile[],
  reader: SteadyReader,
  { supply, commit }: PolicyRequest,
): Promise<(Buffer | undefined)[]> {
  for (const file of files) {
    if (!isFile(file)) throw refusedKind(file, commit)
    if (!isSafePath(file.path)) throw refused(commit, `${file.path} leads out of the directory`)
  }
  const asked = await Promise.all(files.map(({ id }) => reader.ask(id)))
  const missing = files.filter((_, at) => !asked[at]).map(({ id }) => id)
  if (missing.length > 0) await supply?.fetchObjects(missing)
  const read: (Buffer | undefined)[] = []
  for (const [at, { id, path }] of files.entries()) {
    const bytes = (asked[at] ?? (await reader.read(id, path)))?.bytes
    if (bytes && bytes.length > fileBytesMax) {
      throw refused(commit, `${path} has more than ${fileBytesMax} bytes`)
    }
    read.push(bytes)
  }
  return read
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
