import { realpathSync, statSync } from 'node:fs'
import { sep } from 'node:path'
import type { FileToScan, SourceEvent } from './source.ts'
import { labelOfArgument } from './walk-label.ts'
import {
  joinName,
  type ListedEntry,
  type Listing,
  listDirectory,
  type Prefix,
} from './walk-listing.ts'
import { reasonOfErrno } from './walk-reason.ts'
import {
  addOwnRules,
  type DirectoryRules,
  type Exclusion,
  inheritRules,
  judgeDirectory,
  judgeFile,
  noRules,
  type RulesOptions,
} from './walk-rules.ts'

export interface WalkOptions {
  /** False scans everything below a directory but `.git`. */
  readonly ignore: boolean
  /** False leaves `.stanchignore` files without effect: a change under test must not steer its scan. */
  readonly stanchignore?: boolean
  /** What the configuration excludes below its directory. */
  readonly exclude?: Exclusion
  /** Where the user's git configuration is; the real home directory by default. */
  readonly home?: string
  /** Looked at between batches; an aborted walk just ends. */
  readonly signal?: AbortSignal
}

/** Events in one batch. A batch is small enough to start scanning early, large enough to be cheap. */
const batchLength = 256

/**
 * Finds the files to scan at and below `paths`, in that order; inside a directory by the bytes of the
 * names, depth first. Whatever goes wrong with one path is an event. Symbolic links are followed when they
 * are named, and skipped below a directory, so a walk always ends. A path that is met again below another
 * argument is not yielded twice.
 */
export function* walkPaths(
  paths: readonly string[],
  options: WalkOptions,
): Generator<SourceEvent[], void, undefined> {
  const rulesOptions = {
    stanchignore: options.stanchignore ?? true,
    home: options.home,
    exclude: options.exclude,
  }
  const named = new Set(paths.map((path) => labelOfArgument(path, sep)))
  let batch: SourceEvent[] = []
  for (const path of named) {
    const kind = kindOfArgument(path)
    if (kind !== 'directory') {
      batch.push(kind)
    } else {
      const prefix = path === '.' ? '' : path.endsWith('/') ? path : `${path}/`
      const walk = new DirectoryWalk(named, options.ignore ? rulesOptions : undefined)
      walk.start({ path: prefix, label: prefix }, path)
      while (walk.fill(batch)) {
        yield batch
        if (options.signal?.aborted) return
        batch = []
      }
    }
    if (batch.length >= batchLength) {
      yield batch
      if (options.signal?.aborted) return
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

/** These stand for whatever the process was given, so only opening them tells whether they can be read. */
const descriptorPath = /^\/(?:dev\/stdin|dev\/fd\/\d+|proc\/(?:self|\d+)\/fd\/\d+)$/

function kindOfArgument(path: string): SourceEvent | 'directory' {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) return 'directory'
    if (stats.isFile() || stats.isFIFO() || descriptorPath.test(path)) {
      return fileEvent(path, path, true)
    }
    return { kind: 'skipped', path, reason: stats.isSocket() ? 'socket' : 'device' }
  } catch (error) {
    return { kind: 'problem', path, reason: reasonOfErrno(error) }
  }
}

function fileEvent(path: FileToScan['path'], label: string, named: boolean): SourceEvent {
  return { kind: 'file', file: { path, origin: { kind: 'file', path: label }, named } }
}

/** A directory on the way from the root to where the walk stands. */
interface Frame {
  readonly prefix: Prefix
  readonly listing: Listing
  readonly rules: DirectoryRules
  next: number
}

/** Walks one directory tree in steps, keeping its own stack. */
class DirectoryWalk {
  readonly #named: ReadonlySet<string>
  readonly #options: RulesOptions | undefined
  readonly #stack: Frame[] = []
  #failed: SourceEvent[] = []

  /** @param options undefined to ignore nothing */
  constructor(named: ReadonlySet<string>, options: RulesOptions | undefined) {
    this.#named = named
    this.#options = options
  }

  /** @param path the root as it can be opened, `.` for the working directory */
  start(root: Prefix, path: string): void {
    try {
      const rules =
        this.#options === undefined ? noRules : inheritRules(realpathSync(path), this.#options)
      this.#enter(root, rules, this.#failed)
    } catch (error) {
      this.#failed.push({ kind: 'problem', path, reason: reasonOfErrno(error) })
    }
  }

  /** @returns whether the batch is full; false means that the walk is over */
  fill(batch: SourceEvent[]): boolean {
    batch.push(...this.#failed)
    this.#failed = []
    for (let frame = this.#stack.at(-1); frame !== undefined; frame = this.#stack.at(-1)) {
      const { entries, keys } = frame.listing
      const depth = this.#stack.length
      while (frame.next < entries.length && this.#stack.length === depth) {
        if (batch.length >= batchLength) return true
        const at = frame.next++
        this.#visit(frame, entries[at]!, keys?.[at], batch)
      }
      if (this.#stack.length === depth) this.#stack.pop()
    }
    return false
  }

  #visit(frame: Frame, entry: ListedEntry, key: string | undefined, batch: SourceEvent[]): void {
    const name = key ?? (entry.name as string)
    if (name === '.git') return
    const { path, label } = joinName(frame.prefix, entry.name)
    if (this.#named.size > 1 && this.#named.has(label)) return
    if (entry.isFile()) {
      const verdict = this.#options === undefined ? 'scan' : judgeFile(frame.rules, name)
      if (verdict === 'scan') batch.push(fileEvent(path, label, false))
      else if (verdict === 'rescued') batch.push(rescuedEvent(path, label))
      else batch.push({ kind: 'skipped', path: label, reason: verdict })
    } else if (entry.isDirectory()) {
      const judged = this.#options === undefined ? noRules : judgeDirectory(frame.rules, name)
      if (typeof judged === 'string') {
        batch.push({ kind: 'skipped', path: `${label}/`, reason: judged })
      } else {
        this.#enter({ path: slashed(path), label: `${label}/` }, judged, batch)
      }
    } else {
      batch.push({ kind: 'skipped', path: label, reason: reasonOfKind(entry) })
    }
  }

  #enter(prefix: Prefix, rules: DirectoryRules, batch: SourceEvent[]): void {
    try {
      const listing = listDirectory(prefix.path.length === 0 ? '.' : prefix.path)
      this.#stack.push({
        prefix,
        listing,
        rules: this.#options === undefined ? rules : this.#ownRules(prefix, listing, rules),
        next: 0,
      })
    } catch (error) {
      const path = prefix.label.length > 1 ? prefix.label.slice(0, -1) : prefix.label || '.'
      batch.push({ kind: 'problem', path, reason: reasonOfErrno(error) })
    }
  }

  #ownRules(prefix: Prefix, listing: Listing, rules: DirectoryRules): DirectoryRules {
    let git = false
    let gitignore = false
    let stanchignore = false
    for (const [at, entry] of listing.entries.entries()) {
      const name = listing.keys?.[at] ?? entry.name
      if (name === '.git') git = true
      else if (name === '.gitignore') gitignore = entry.isFile()
      else if (name === '.stanchignore') stanchignore = entry.isFile()
    }
    if (!git && !gitignore && !stanchignore) return rules
    return addOwnRules(rules, prefix.path, { git, gitignore, stanchignore }, this.#options!)
  }
}

function slashed(path: string | Buffer): string | Buffer {
  return typeof path === 'string' ? `${path}/` : Buffer.concat([path, Buffer.from('/')])
}

function rescuedEvent(path: FileToScan['path'], label: string): SourceEvent {
  const origin = { kind: 'file', path: label, ignoredByGit: true } as const
  return { kind: 'file', file: { path, origin, named: false } }
}

function reasonOfKind(entry: ListedEntry): string {
  if (entry.isSymbolicLink()) return 'symlink'
  if (entry.isFIFO()) return 'fifo'
  return entry.isSocket() ? 'socket' : 'device'
}
