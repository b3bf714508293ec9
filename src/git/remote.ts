import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StanchError } from '../text/error.ts'
import { readShallow } from './attribution.ts'
import { gitMissing, gitProgram } from './git-program.ts'
import type { ObjectId } from './object-id.ts'
import { isRedirected, readRedirect } from './read-redirect.ts'
import { remoteSettings, settingVariables } from './remote-settings.ts'
import type { Repository } from './repository.ts'
import { runGit } from './run-git.ts'

/** A repository at a forge, and what git is to be told to reach it. */
export interface RemoteAddress {
  /** Without a user name or password. */
  readonly url: string
  readonly token: string | undefined
  /** Of this process: the machine's proxies and certificates. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal | undefined
}

/** Deeper than any history: git takes it for all of it. */
const wholeDepth = 0x7fffffff

/** Brings objects from a forge into a bare repository of our own, by their full names. */
export class Remote {
  readonly #repository: Repository
  readonly #address: RemoteAddress
  readonly #isLent: boolean
  /** As it is called now. */
  #url: string
  #hasMoved = false
  #hasFetched = false
  #settings: readonly (readonly [string, string])[] | undefined

  /** @param isLent whether the repository borrows from one that has a history already */
  constructor(repository: Repository, address: RemoteAddress, isLent: boolean) {
    this.#repository = repository
    this.#address = address
    this.#url = address.url
    this.#isLent = isLent
  }

  /**
   * Fetches commits with their trees, and as many generations of their ancestors.
   *
   * @throws StanchError `FETCH_FAILED`
   */
  async fetchCommits(ids: readonly ObjectId[], depth: number | 'all'): Promise<void> {
    await this.#fetchFrom(
      ids.map((id) => `+${id}:refs/stanch/${id}`),
      depth === 'all' ? wholeDepth : Math.min(depth, wholeDepth),
    )
  }

  /**
   * Fetches the newest commit of a branch, and says its name.
   *
   * @param reference `refs/heads/…`
   * @throws StanchError `FETCH_FAILED`, also when there is none
   */
  async fetchTip(reference: string): Promise<ObjectId> {
    await this.#fetchFrom([`+${reference}:${tipName}`], 1)
    const tip = await runGit(this.#repository, ['rev-parse', '--verify', `${tipName}^{commit}`])
    await runGit(this.#repository, ['update-ref', '-d', tipName])
    return tip.toString().trim()
  }

  async #fetchFrom(refspecs: readonly string[], depth: number): Promise<void> {
    // A depth would cut off what is here already.
    const isWhole = readShallow(this.#repository).size === 0 && (this.#isLent || this.#hasFetched)
    await this.#fetch(refspecs, isWhole ? [] : [`--depth=${depth}`], [])
    this.#hasFetched = true
  }

  /**
   * Fetches objects by themselves.
   *
   * @throws StanchError `FETCH_FAILED`
   */
  async fetchObjects(ids: readonly ObjectId[]): Promise<void> {
    if (ids.length > 0) await this.#fetch(ids, [], [['fetch.negotiationAlgorithm', 'noop']])
  }

  /**
   * Fetches all branches and tags with all they have, and makes HEAD what it is there: for scans of a whole history.
   *
   * @throws StanchError `FETCH_FAILED`
   */
  async fetchAll(): Promise<void> {
    const names = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
    const depth = readShallow(this.#repository).size === 0 ? [] : [`--depth=${wholeDepth}`]
    await this.#run(names, [...depth, '--no-filter'], [])
    const { gitDirectory } = this.#repository
    try {
      await this.#run([`+HEAD:${headName}`], ['--no-filter'], [])
      const head = await runGit(this.#repository, ['rev-parse', '--verify', headName])
      writeFileSync(join(gitDirectory, 'HEAD'), head)
      await runGit(this.#repository, ['update-ref', '-d', headName])
    } catch (error) {
      // A repository without any commit has none.
      if (!(error instanceof StanchError)) throw error
    }
    this.#hasFetched = true
  }

  async #fetch(
    refspecs: readonly string[],
    options: readonly string[],
    settings: readonly [string, string][],
  ): Promise<void> {
    const promised: [string, string][] = [
      [`remote.${remoteName}.promisor`, 'true'],
      [`remote.${remoteName}.partialclonefilter`, filter],
    ]
    await this.#run(refspecs, [...options, `--filter=${filter}`], [...promised, ...settings])
  }

  async #run(
    refspecs: readonly string[],
    options: readonly string[],
    settings: readonly [string, string][],
  ): Promise<void> {
    const said = await this.#runGit(refspecs, options, settings, {})
    if (said === undefined) return
    if (this.#hasMoved || !isRedirected(said)) throw failed(this.#url, refspecs, reasonIn(said))
    // Only its trace says to where; tokens are hidden in it.
    const trace = await this.#runGit(refspecs, options, settings, { GIT_TRACE_CURL: '1', GIT_TRACE_CURL_NO_DATA: '1', GIT_TRACE_REDACT: '1' }) // prettier-ignore
    const moved = readRedirect(this.#url, trace ?? '')
    if (moved?.origin !== new URL(this.#url).origin)
      throw failed(this.#url, refspecs, ledAway(moved))
    this.#hasMoved = true
    this.#url = moved.href
    await this.#run(refspecs, options, settings)
  }

  /** @returns what git said when it failed */
  async #runGit(
    refspecs: readonly string[],
    options: readonly string[],
    settings: readonly [string, string][],
    variables: Readonly<Record<string, string>>,
  ): Promise<string | undefined> {
    const { gitDirectory, environment } = this.#repository
    const { signal } = this.#address
    const child = spawn(
      gitProgram(),
      [`--git-dir=${gitDirectory}`, 'fetch', ...quietly, ...options, '--stdin', remoteName],
      {
        cwd: gitDirectory,
        env: {
          ...environment,
          LC_ALL: 'C',
          GIT_ALLOW_PROTOCOL: new URL(this.#url).protocol.slice(0, -1),
          ...settingVariables([...this.#connection(), ...settings]),
          ...variables,
        },
        stdio: ['pipe', 'ignore', 'pipe'],
        ...(signal && { signal }),
      },
    )
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-saidMax)))
    child.stdin.on('error', () => undefined)
    child.stdin.end(refspecs.map((refspec) => `${refspec}\n`).join(''))
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', (error) => reject(signal?.aborted ? error : gitMissing(error)))
      child.on('close', resolve)
    })
    return status === 0 ? undefined : said
  }

  #connection(): readonly (readonly [string, string])[] {
    const { url, token, env } = this.#address
    this.#settings ??= [['protocol.version', '2'], ...remoteSettings(url, token, env)]
    return [[`remote.${remoteName}.url`, this.#url], ...this.#settings]
  }
}

const remoteName = 'stanch'
const filter = 'blob:none'
/** Enough for the trace of one request. */
const saidMax = 64 << 10
const headName = 'refs/stanch/HEAD'
const tipName = 'refs/stanch/tip'

const quietly = [
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
]

function failed(url: string, refspecs: readonly string[], reason: string): StanchError {
  const [first = ''] = refspecs
  const id = /^\+?([^:]+)/.exec(first)?.[1] ?? first
  const what = refspecs.length === 1 ? id : `${id} and ${refspecs.length - 1} more`
  return new StanchError('FETCH_FAILED', `${what} cannot be fetched from ${url}: ${reason}`)
}

function reasonIn(said: string): string {
  // It did not see the address, which stands in the environment as all settings do, and took the remote's name for a path.
  if (said.includes("transport 'file' not allowed"))
    return 'git is older than 2.31. Install a newer one; in a container job that is the git of its image.'
  const line = said.trim().split('\n').slice(-3).join(' · ')
  return `${line || 'git said nothing'}. The token must be allowed to read contents (permissions: contents: read).`
}

function ledAway(to: URL | undefined): string {
  const where = to === undefined ? 'elsewhere' : `to ${to.origin}`
  return `it leads ${where}, and a token goes to its own server only. Name the repository, or its server, as it is called now.`
}
