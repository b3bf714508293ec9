import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Finding } from '../../engine/finding.ts'
import type { Position } from '../../github/estate/github-event.ts'
import type { Problem, SkippedDocument } from '../../report/scan-result.ts'

/** How far a resource was read, and what was found until there. Never holds a text, nor a secret. */
export interface ResourceState {
  /** Digest of rules, configuration, key and limits under which it was read. */
  readonly of: string
  /** When the scan that it belongs to began with it; ISO 8601. */
  readonly startedAt: string
  /** That scan came to its end: what was found was reported. */
  readonly isEnded: boolean
  readonly position: Position
  readonly documents: number
  readonly bytes: number
  readonly findings: readonly Finding[]
  readonly skipped: readonly SkippedDocument[]
  readonly problems: readonly Problem[]
}

/** By name of the resource. */
export type RepositoryState = Readonly<Record<string, ResourceState>>

const version = 1

/** Keeps a file for each repository: `<directory>/<host>/<owner>/<repository>.json`. */
export class StateFiles {
  readonly #root: string

  /** @param host may have a port */
  constructor(directory: string, host: string) {
    this.#root = join(directory, host.replaceAll(/[^\w.-]/g, '_'))
  }

  pathOf(repository: string): string {
    return join(this.#root, `${repository.toLowerCase()}.json`)
  }

  /** @returns `undefined` where there is none; `damaged` for what no run of this version wrote */
  read(repository: string): RepositoryState | 'damaged' | undefined {
    let text: string
    try {
      text = readFileSync(this.pathOf(repository), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      return 'damaged'
    }
    try {
      const parsed = JSON.parse(text) as { version?: unknown; resources?: unknown }
      const { resources } = parsed
      if (parsed.version !== version || typeof resources !== 'object' || resources === null)
        return 'damaged'
      const isWhole = Object.values(resources).every((state) => isResourceState(state))
      return isWhole ? (resources as RepositoryState) : 'damaged'
    } catch {
      return 'damaged'
    }
  }

  write(repository: string, resources: RepositoryState): void {
    const path = this.pathOf(repository)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const text = `${JSON.stringify({ version, repository, resources })}\n`
    // Not forced to the disk: written after each page, and read anew where it is lost.
    writeFileSync(`${path}.new`, text, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
}

function isResourceState(state: unknown): state is ResourceState {
  if (typeof state !== 'object' || state === null) return false
  const { of, startedAt, isEnded, position, documents, bytes, ...lists } = state as ResourceState
  const { findings, skipped, problems } = lists
  return (
    typeof of === 'string' &&
    typeof startedAt === 'string' &&
    typeof isEnded === 'boolean' &&
    typeof position === 'object' &&
    position !== null &&
    typeof documents === 'number' &&
    typeof bytes === 'number' &&
    [findings, skipped, problems].every((list) => Array.isArray(list))
  )
}
