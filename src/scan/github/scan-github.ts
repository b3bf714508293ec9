import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  listMembers,
  listRepositories,
  readRepositoryEntry,
  type ListedRepository,
} from '../../github/estate/list-repositories.ts'
import { removeDirectory } from '../../git/remove-directory.ts'
import type { RepositoryCoverage, ScanResult } from '../../report/scan-result.ts'
import { withLock, type LockSubject } from '../../store/file/lock-file.ts'
import { StanchError } from '../../text/error.ts'
import { emptyOutcome } from '../document-scanner.ts'
import type { FoundSecret } from '../found-secret.ts'
import { packOf } from '../load-engine.ts'
import { makeConfiguredScanner } from '../make-configured-scanner.ts'
import { ScanAccount } from '../scan-account.ts'
import type { ScanListener } from '../scan-request.ts'
import { EventScanner } from './event-scanner.ts'
import { gistResource, repositoryResources, type Resource } from './github-kinds.ts'
import type { GithubRequest } from './github-request.ts'
import { RepositoryScan, ScanStopped, type RepositoryScanSetup } from './repository-scan.ts'
import { StateFiles } from './resource-state.ts'

/**
 * Scans what GitHub keeps of a repository beside its files, or of all repositories of an account, one after another.
 * Trouble with one does not end the scan; the rate limit does, and the next run goes on there.
 *
 * @throws StanchError `GITHUB_NOT_FOUND` when the target is not there, or may not be seen; `SCAN_STATE_BUSY` while another
 * run keeps its state in the same directory
 */
export async function scanGithub(
  request: GithubRequest,
  listener: ScanListener,
): Promise<ScanResult> {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-github-'))
  const clear = () => removeDirectory(directory)
  // A second interrupt ends the process at once.
  process.once('exit', clear)
  try {
    return await alone(request, () => new GithubScan(request, listener, directory).run())
  } finally {
    process.off('exit', clear)
    clear()
  }
}

const stateLock: LockSubject = {
  noun: 'this state of scans (--state DIR keeps another one)',
  busyCode: 'SCAN_STATE_BUSY',
  lostCode: 'SCAN_STATE_LOST',
  notWrittenCode: 'SCAN_STATE_NOT_WRITTEN',
}

/** Two runs would go on from what the other one has written. */
function alone<T>({ stateDirectory }: GithubRequest, run: () => Promise<T>): Promise<T> {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 })
  const options = { name: stateDirectory, waitMs: 0, subject: stateLock }
  return withLock(join(stateDirectory, 'lock'), options, run)
}

/** A row of the table, and how to read it. */
interface Unit {
  readonly name: string
  readonly entry?: ListedRepository
  readonly resources: readonly Resource[]
  /** For gists: whose. */
  readonly account?: string
}

class GithubScan {
  readonly #request: GithubRequest
  readonly #account: ScanAccount
  readonly #setup: RepositoryScanSetup
  readonly #rows: RepositoryCoverage[] = []
  readonly #scans: RepositoryScan[] = []
  #documents = 0
  #bytes = 0
  #isReported = false
  #knownSecrets = new Set<string>()
  #stopped: string | undefined

  constructor(request: GithubRequest, listener: ScanListener, directory: string) {
    this.#request = request
    this.#account = new ScanAccount(request, {
      ...listener,
      onFound: (item) => (this.#isReported = listener.onFound(item)),
    })
    const documents = makeConfiguredScanner(request, (reason) => this.#account.tellFallback(reason))
    this.#loadArchives = () => documents.loadArchives()
    this.#setup = {
      request,
      scanner: new EventScanner(documents),
      states: new StateFiles(request.stateDirectory, request.github.host),
      of: digestOf(request),
      directory,
      report: (found) => this.#report(found),
      account: (outcome) => {
        this.#documents += outcome.documents
        this.#bytes += outcome.bytes
        this.#account.add(outcome)
      },
      onProgress: (count, bytes) =>
        listener.onProgress(this.#documents + count, this.#bytes + bytes),
    }
  }

  readonly #loadArchives: () => Promise<void>

  async run(): Promise<ScanResult> {
    const { signal } = this.#request
    await this.#loadArchives()
    try {
      const units = await this.#listUnits()
      for (const [at, unit] of units.entries()) {
        if (signal.aborted || this.#stopped !== undefined) this.#rows.push(this.#notReached(unit))
        else this.#rows.push(await this.#scanUnit(unit, at + 1, units.length))
      }
    } catch (error) {
      if (error instanceof StanchError && error.code === 'GITHUB_RATE_LIMITED') {
        this.#stop(error)
      } else if (!signal.aborted) throw error
    }
    const { target } = this.#request
    if (this.#stopped !== undefined) {
      this.#account.problems.push({ path: target, reason: this.#stopped })
    } else if (!signal.aborted) for (const scan of this.#scans) scan.end()
    return this.#result()
  }

  #result(): ScanResult {
    const result = this.#account.result()
    const { github, baseline } = this.#request
    const estate = {
      host: github.host,
      repositories: this.#rows,
      ...(baseline && { known: this.#knownSecrets.size }),
    }
    return { ...result, coverage: { ...result.coverage, estate } }
  }

  async #listUnits(): Promise<Unit[]> {
    const { github, target, kinds, onNote } = this.#request
    const wanted = repositoryResources.filter(({ kind }) => kinds.has(kind))
    if (target.includes('/')) {
      const entry = await readRepositoryEntry(github, target)
      return [{ name: entry.name, entry, resources: wanted }]
    }
    const { repositories, isOrganization } = await listRepositories(github, target)
    const units: Unit[] = repositories
      .filter((entry) => this.#isWanted(entry))
      .map((entry) => ({ name: entry.name, entry, resources: wanted }))
    onNote(`${target}: ${repositories.length} repositories, ${units.length} to scan`)
    if (kinds.has('gists')) units.push(...(await this.#listGistUnits(isOrganization)))
    return units
  }

  #stop({ message }: Error): void {
    const next = this.#request.isResumable ? ' The same command goes on there.' : ''
    this.#stopped = `${message}${next}`
  }

  #isWanted({ name, isFork, isArchived }: ListedRepository): boolean {
    const { forks, archived } = this.#request
    const reason =
      isFork && !forks
        ? 'a fork (--forks scans these)'
        : isArchived && !archived
          ? 'archived (--archived scans these)'
          : undefined
    if (reason !== undefined) this.#account.skipped.push({ path: name, reason })
    return reason === undefined
  }

  async #listGistUnits(isOrganization: boolean): Promise<Unit[]> {
    const { github, target } = this.#request
    const listed = isOrganization ? await listMembers(github, target) : { members: [target] }
    if ('reason' in listed) {
      this.#account.problems.push({ path: `${target}/members`, reason: listed.reason })
      return []
    }
    return listed.members.map((account) => ({
      name: `gist/${account}`,
      account,
      resources: [gistResource],
    }))
  }

  async #scanUnit(unit: Unit, index: number, count: number): Promise<RepositoryCoverage> {
    const { request, directory } = this.#setup
    const { name, account = name, entry } = unit
    const scan = new RepositoryScan(this.#setup, name)
    this.#scans.push(scan)
    const before = { documents: this.#documents, bytes: this.#bytes }
    for (const note of scan.open()) request.onNote(`${name}: ${note}`)
    const { github, downloadBytesMax } = request
    const context = { github, repository: account, directory, downloadBytesMax }
    let isOver = true
    try {
      for (const resource of unit.resources) {
        const off = entry && resource.offReason?.(entry)
        if (off !== undefined) {
          const outcome = emptyOutcome()
          outcome.skipped.push({ path: `${name}/${resource.name}`, reason: off })
          this.#setup.account(outcome)
          continue
        }
        request.onStep({ repository: name, resource: resource.name, index, count })
        await scan.read(resource, context)
      }
    } catch (error) {
      isOver = false
      if (error instanceof ScanStopped) this.#stop(error)
      else if (!request.signal.aborted) throw error
    }
    const why = isOver
      ? whyIncomplete(scan.problems)
      : (this.#stopped ?? 'interrupted: the next run goes on here')
    return {
      repository: name,
      status: why === undefined ? 'complete' : 'incomplete',
      ...(why !== undefined && { why }),
      documents: this.#documents - before.documents,
      bytes: this.#bytes - before.bytes,
    }
  }

  /** Nothing of it was read in this run, which makes the scan incomplete; an earlier one may have been whole. */
  #notReached({ name, resources }: Unit): RepositoryCoverage {
    const known = this.#setup.states.read(name)
    const states = known === undefined || known === 'damaged' ? [] : Object.values(known)
    const times = states.map(({ startedAt }) => startedAt).toSorted()
    const isKnown = states.length >= resources.length && states.every((one) => one.isEnded)
    const row = { repository: name, documents: 0, bytes: 0 }
    if (!isKnown || times.length === 0) return { ...row, status: 'never scanned' }
    const why = `not reached in this run; last scanned ${times.at(-1)!.slice(0, 10)}`
    return { ...row, status: 'incomplete', why }
  }

  #report(found: FoundSecret): boolean {
    const { fingerprint } = found.finding
    if (this.#request.baseline?.has(fingerprint)) {
      this.#knownSecrets.add(fingerprint)
      return true
    }
    this.#account.report(found)
    return this.#isReported
  }
}

function whyIncomplete(problems: readonly string[]): string | undefined {
  const [first] = problems
  if (first === undefined) return undefined
  const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`
  return `${first}${more}`
}

/** Over all that decides what reading a resource says. */
function digestOf(request: GithubRequest): string {
  const { configuration, rules, key, isKeyEphemeral, since, downloadBytesMax } = request
  const hash = createHash('sha256').update(
    JSON.stringify({
      configuration,
      pack: packOf(rules).digest,
      suppressions: request.suppressionsDigest,
      // A key for one run is nobody's: what was found under another counts as well.
      kid: isKeyEphemeral ? 'ephemeral' : key.kid,
      since: since === 'last' ? undefined : since,
      downloadBytesMax,
    }),
  )
  return `sha256:${hash.digest('hex')}`
}
