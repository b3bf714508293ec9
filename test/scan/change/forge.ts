import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Repository } from '../../../src/git/repository.ts'
import { openRepository } from '../../../src/git/repository.ts'
import type { ScanResult } from '../../../src/report/scan-result.ts'
import type { ChangeCommits, TextEvent } from '../../../src/scan/change/change.ts'
import { openChangeRepository } from '../../../src/scan/change/open-change-repository.ts'
import { scanChange, type ChangeRequest } from '../../../src/scan/change/scan-change.ts'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { Secret } from '../../../src/text/secret.ts'
import { plant, templates } from '../../engine/real-pack.ts'
import {
  gitWord,
  type HashName,
  headOf,
  newDirectory,
  removeDirectory,
  runGit,
  runGitAside,
  testDirectory,
} from '../../git/git-process.ts'
import { key } from '../../git/scan-in-process.ts'
import { startGitServer, type GitServer, type GitServerOptions } from '../../github/git-server.ts'

export const repositoryName = 'acme/app'

/** Secrets by their fingerprints. */
const planted = new Map<string, number>()

/** A token that {@link secretsIn} tells as its number. */
export function token(number: number): string {
  const { secret } = plant(templates.token, number)
  planted.set(new Secret(Buffer.from(secret), key).fingerprint, number)
  return secret
}

/** A line with that token. */
export function line(number: number): string {
  return `GH=${token(number)}\n`
}

/** Numbers of the tokens that were found, in ascending order. */
export function secretsIn({ findings }: ScanResult): number[] {
  const numbers = findings.map(({ fingerprint }) => planted.get(fingerprint) ?? -1)
  return [...new Set(numbers)].toSorted((left, right) => left - right)
}

/** A work tree, and what the forge has of it. */
export class Forge {
  readonly root: string
  readonly work: string
  readonly #server: GitServer
  #time = 1_700_000_000

  readonly #format: HashName

  constructor(root: string, work: string, server: GitServer, format: HashName) {
    this.root = root
    this.work = work
    this.#server = server
    this.#format = format
  }

  /** Removed after the test. */
  static async start(
    options: Partial<GitServerOptions> & { readonly format?: HashName } = {},
  ): Promise<Forge> {
    const root = newDirectory()
    const { format = 'sha1', ...served } = options
    const init = ['-q', '--template=', '--initial-branch=main', `--object-format=${format}`]
    const server = await startGitServer({ root, ...served })
    onTestFinished(async () => {
      await server.stop()
      removeDirectory(root)
    })
    const work = testDirectory()
    const bare = join(root, `${repositoryName}.git`)
    mkdirSync(bare, { recursive: true })
    runGit(bare, ['init', '--bare', ...init, '.'])
    runGit(work, ['init', ...init, '.'])
    runGit(work, ['remote', 'add', 'origin', bare])
    return new Forge(root, work, server, format)
  }

  get url(): string {
    return this.#server.url
  }

  get requests(): readonly string[] {
    return this.#server.requests
  }

  git(...args: readonly string[]): string {
    return gitWord(this.work, args)
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.work, name)), { recursive: true })
      writeFileSync(join(this.work, name), content)
    }
  }

  /** Two days after the one before. @returns its name */
  commit(files: Readonly<Record<string, string | Uint8Array>>, message = 'next'): string {
    this.write(files)
    this.git('add', '--all')
    return this.commitIndex(message)
  }

  /** As {@link commit} for each of `count`, by two processes; nobody else's files are in the way. @returns the last one's name */
  commitEach(count: number, filesAt: (at: number) => Readonly<Record<string, string>>): string {
    const branch = this.git('symbolic-ref', 'HEAD')
    const commits = Array.from({ length: count }, (_, at) => {
      this.#time += 2 * 86_400
      const from = at === 0 ? `from ${branch}^0\n` : ''
      const files = Object.entries(filesAt(at)).map(
        ([name, text]) => `M 100644 inline ${name}\ndata ${text.length}\n${text}\n`,
      )
      return `commit ${branch}\ncommitter Ada <ada@corp.net> ${this.#time} +0000\ndata 4\nnext\n${from}${files.join('')}\n`
    })
    runGit(this.work, ['fast-import', '--quiet'], commits.join(''))
    this.git('reset', '-q', '--hard')
    return headOf(this.work)
  }

  commitIndex(message = 'next'): string {
    this.#time += 2 * 86_400
    const time = `${this.#time} +0000`
    runGit(this.work, ['commit', '-q', '--allow-empty', '-m', message], '', {
      GIT_AUTHOR_DATE: time,
      GIT_COMMITTER_DATE: time,
    })
    return headOf(this.work)
  }

  /** Makes all branches, tags and `refs/pull` known to the forge, as they are now. */
  push(): void {
    this.git('push', '-q', '--force', '--mirror', 'origin')
  }

  /** @returns directory of a clone over HTTP, as `actions/checkout` makes one: `--depth=1`, … */
  async clone(reference: string, ...options: readonly string[]): Promise<string> {
    const directory = testDirectory()
    runGit(directory, ['init', '-q', '--template=', `--object-format=${this.#format}`, '.'])
    const filter = options.find((option) => option.startsWith('--filter='))?.slice(9)
    const partial = filter === undefined ? '' : `promisor = true\npartialclonefilter = ${filter}\n`
    const remote = `[remote "origin"]\nurl = ${this.url}/${repositoryName}\n${partial}`
    appendFileSync(join(directory, '.git/config'), remote)
    const checked = 'refs/remotes/origin/checked'
    const fetch = ['-c', 'protocol.version=2', 'fetch', '-q', '--no-tags', ...options]
    await runGitAside(directory, [...fetch, 'origin', `+${reference}:${checked}`])
    await runGitAside(directory, ['checkout', '-q', '--detach', checked])
    return directory
  }

  /** Scans a range on a clone (or without any) with what the forge gives. */
  async scan(
    commits: ChangeCommits,
    workspace: string | undefined,
    options: Partial<ChangeRequest> & {
      readonly texts?: readonly TextEvent[]
      readonly token?: string
    } = {},
  ): Promise<ScanResult> {
    const { texts = [], token, ...request } = options
    const opened = await openChangeRepository({
      workspace,
      serverUrl: this.url,
      repository: repositoryName,
      token,
      temporaryDirectory: testDirectory(),
      env: process.env,
      hashBytes: this.#format === 'sha256' ? 32 : 20,
    })
    try {
      return await scanIn(opened.repository, commits, texts, { supply: opened.supply, ...request })
    } finally {
      opened.close()
    }
  }
}

/** Scans a range of a repository as it is. */
export function scanLocally(directory: string, commits: ChangeCommits): Promise<ScanResult> {
  return scanIn(openRepository(directory), commits, [], {})
}

export async function scanIn(
  repository: Repository,
  commits: ChangeCommits,
  texts: readonly TextEvent[],
  options: Partial<ChangeRequest>,
): Promise<ScanResult> {
  const each = async function* () {
    yield* texts
  }
  return scanChange(
    {
      repository,
      change: { repository: repositoryName, commits, texts: each() },
      supply: undefined,
      policy: { at: undefined, edits: [] },
      configuration: defaultConfiguration,
      directory: '/nowhere',
      key,
      isKeyEphemeral: false,
      threads: 1,
      signal: new AbortController().signal,
      ...options,
    },
    {
      onFound: ({ allowedInline }) => !allowedInline,
      onProgress: () => undefined,
      onRegexFallback: () => undefined,
      onIndexRefused: () => undefined,
      needsValues: true,
      suppressionUse: () => ({ suppressed: 0, expired: [], dead: [] }),
    },
  )
}

export function range(
  base: string,
  head: string,
  formerHeads: readonly string[] = [],
): ChangeCommits {
  return { kind: 'range', base, head, formerHeads }
}

/** What must not depend on the clone. */
export function summaryOf({ findings, coverage }: ScanResult): unknown {
  const { documents, bytes, skipped, change } = coverage
  const { commits, fileBytes } = change!
  return { findings, documents, bytes, skipped, commits, fileBytes }
}
