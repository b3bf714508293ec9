import type { GitOrigin } from '../../engine/document.ts'
import type { Finding } from '../../engine/finding.ts'
import {
  readAddedFiles,
  readStagedFiles,
  readTreeFiles,
  type AddedFile,
} from '../../git/added-files.ts'
import { BatchReader, type BatchObject } from '../../git/batch-reader.ts'
import { messageParts, readSignature } from '../../git/message.ts'
import type { ObjectId } from '../../git/object-id.ts'
import { readHead } from '../../git/references.ts'
import type { Repository } from '../../git/repository.ts'
import { runGit } from '../../git/run-git.ts'
import type { Selection } from '../../git/select-commits.ts'
import { AuthorMask, maskNames } from './mask-names.ts'
import { orderFound } from './order-found.ts'
import type { ScanResult } from '../../report/scan-result.ts'
import { labelOfBytes } from '../../sources/walk-label.ts'
import { emptyOutcome, type DocumentScanner, type Outcome } from '../document-scanner.ts'
import type { FoundSecret } from '../found-secret.ts'
import { makeDocumentScanner } from '../make-document-scanner.ts'
import type { ScanListener, ScanRequest } from '../scan-request.ts'
import { ScanAccount } from '../scan-account.ts'
import { areLinesAdded } from './added-blocks.ts'
import { makePathFilter, type PathFilter } from './path-filter.ts'

/** What was added to a repository, and how to scan it. */
export interface AddedRequest extends Omit<ScanRequest, 'paths'> {
  readonly repository: Repository
  /** Globs from the repository's root; all paths when empty. */
  readonly paths: readonly string[]
  /** What was committed; `undefined`: what is staged. */
  readonly selection: Selection | undefined
}

/**
 * Scans the lines that a range of commits, or the index, adds: each changed file is scanned whole, and what stood
 * there before in any parent is left out.
 */
export async function scanAdded(
  request: AddedRequest,
  listener: ScanListener,
): Promise<ScanResult> {
  const reader = new BatchReader(request.repository)
  try {
    return await new AddedScan(request, listener, reader).run()
  } finally {
    reader.close()
  }
}

type CommitOrigin = Pick<GitOrigin, 'commit' | 'author' | 'date'>

class AddedScan {
  readonly #request: AddedRequest
  readonly #reader: BatchReader
  readonly #documents: DocumentScanner
  readonly #account: ScanAccount
  readonly #filter: PathFilter
  readonly #found: FoundSecret[] = []
  readonly #names: FoundSecret[] = []
  readonly #authors: AuthorMask
  readonly #origins = new Map<ObjectId, CommitOrigin>()
  readonly #places = new Set<string>()

  constructor(request: AddedRequest, listener: ScanListener, reader: BatchReader) {
    const { configuration, rules, key, repository, paths } = request
    this.#request = request
    this.#reader = reader
    this.#account = new ScanAccount(request, listener)
    this.#filter = makePathFilter(paths, configuration, repository.workTree)
    this.#documents = makeDocumentScanner(
      {
        scanner: {
          key,
          minConfidence: configuration.minConfidence,
          limits: configuration.limits,
          largeBytes: Infinity,
        },
        disabledRules: configuration.rules.disable,
        rules,
      },
      (reason) => this.#account.tellFallback(reason),
    )
    this.#authors = new AuthorMask(this.#documents)
  }

  async run(): Promise<ScanResult> {
    const { repository, selection, signal } = this.#request
    await this.#documents.loadArchives()
    const files = selection
      ? await readAddedFiles(repository, selection.commits)
      : await readStagedFiles(repository, await readHead(repository))
    for (const file of files) {
      if (signal.aborted) break
      await this.#scanFile(file)
    }
    if (selection) await this.#scanTexts(selection)
    const inHead = await this.#readHeadBlobs()
    const found = this.#found.map((item) => withHead(item, inHead))
    for (const item of orderFound(maskNames(found, this.#names, this.#account)))
      this.#account.report(item)
    return this.#account.result()
  }

  async #scanFile({ path, blob, commit, before, isPathNew }: AddedFile): Promise<void> {
    const label = labelOfBytes(path)
    const made = await this.#commitOrigin(commit)
    // As it is shown: that is what must be masked.
    const named = this.#scanText(Buffer.from(label), {
      kind: 'git',
      path: label,
      part: 'path',
      ...made,
    })
    // Also of an old name the reports must not say what it holds.
    this.#names.push(...named.found)
    if (isPathNew) this.#keep(named)
    const why = this.#filter(path)
    if (why !== undefined) {
      this.#account.skipped.push({ path: label, reason: why })
      return
    }
    const object = await this.#read(blob, label)
    if (!object) return
    const origin = { kind: 'git', path: label, blob, ...made } as const
    const { found, isText } = this.#scan(object.bytes, origin)
    const versions = found.length === 0 ? [] : await this.#readAll(before, label)
    for (const item of found) {
      const isAdded =
        isText && item.finding.origin.path === label
          ? areLinesAdded(object.bytes, item.finding, versions)
          : this.#isSecretAdded(item.finding, found, versions, origin)
      if (isAdded && this.#isFirst(item)) this.#found.push(item)
    }
  }

  /** A file may come back as it was, and several branches may add the same. */
  #isFirst({ finding: { rule, fingerprint, start, origin } }: FoundSecret): boolean {
    const { path, blob } = origin as GitOrigin
    const place = [rule, fingerprint, start, blob, path].join(' ')
    if (this.#places.has(place)) return false
    this.#places.add(place)
    return true
  }

  /** In an archive there are no lines to compare: whether a secret is there more often than before. */
  #isSecretAdded(
    { fingerprint }: Finding,
    found: readonly FoundSecret[],
    versions: readonly Buffer[],
    origin: GitOrigin,
  ): boolean {
    const countIn = (list: readonly FoundSecret[]) =>
      list.filter(({ finding }) => finding.fingerprint === fingerprint).length
    const count = countIn(found)
    return versions.every((version) => {
      const outcome = emptyOutcome()
      this.#documents.scanBytes(version, origin, outcome)
      return countIn(outcome.found) < count
    })
  }

  #scan(bytes: Buffer, origin: GitOrigin): { found: readonly FoundSecret[]; isText: boolean } {
    const outcome = emptyOutcome()
    const isText = this.#documents.scanBytes(bytes, origin, outcome)
    this.#account.add(outcome)
    return { found: outcome.found, isText }
  }

  #scanText(bytes: Uint8Array, origin: GitOrigin): Outcome {
    const outcome = emptyOutcome()
    this.#documents.scanText(bytes, origin, outcome)
    return outcome
  }

  #keep({ found, problems }: Outcome): void {
    this.#found.push(...found)
    this.#account.problems.push(...problems)
  }

  /** Messages, names and annotated tags. */
  async #scanTexts({ commits, ends }: Selection): Promise<void> {
    for (const id of commits) {
      if (this.#request.signal.aborted) return
      const object = await this.#read(id, `commit ${id}`)
      if (object) this.#scanParts(object, await this.#commitOrigin(id))
    }
    for (const { id, name } of ends) await this.#scanEnd(id, name)
  }

  #scanParts({ bytes, type }: BatchObject, origin: CommitOrigin): void {
    this.#account.count(1, bytes.length)
    for (const { part, bytes: text } of messageParts(bytes, type === 'tag')) {
      this.#keep(this.#scanText(text, { kind: 'git', path: '', part, ...origin }))
    }
  }

  /** What a reference points to may be a tag, also of a tag, a blob or a tree. */
  async #scanEnd(end: ObjectId, name: string): Promise<void> {
    this.#keep(
      this.#scanText(Buffer.from(name), { kind: 'git', path: name, part: 'ref', commit: null }),
    )
    for (let id: ObjectId | undefined = end; id !== undefined;) {
      const object: BatchObject | undefined = await this.#read(id, name)
      id = undefined
      if (object?.type === 'tag') {
        const { who, date } = readSignature(object.bytes, 'tagger')
        id = /^object ([0-9a-f]+)$/m.exec(object.bytes.toString('latin1', 0, 80))?.[1]
        this.#scanParts(object, {
          commit: null,
          ...(who !== '' && { author: this.#authors.mask(who) }),
          ...(date !== undefined && { date }),
        })
      } else if (object?.type === 'blob') {
        const { id: blob, bytes } = object
        this.#found.push(
          ...this.#scan(bytes, { kind: 'git', path: blob, blob, commit: null }).found,
        )
      } else if (object?.type === 'tree') {
        const files = await readTreeFiles(this.#request.repository, object.id)
        for (const file of files) await this.#scanFile(file)
      }
    }
  }

  async #read(id: ObjectId, path: string): Promise<BatchObject | undefined> {
    const object = await this.#reader.read(id)
    if (!object) this.#account.problems.push({ path, reason: `object ${id} is missing` })
    return object
  }

  async #readAll(ids: readonly ObjectId[], path: string): Promise<Buffer[]> {
    const versions: Buffer[] = []
    for (const id of ids) {
      const object = await this.#read(id, path)
      if (object) versions.push(object.bytes)
    }
    return versions
  }

  async #commitOrigin(commit: ObjectId | null): Promise<CommitOrigin> {
    if (commit === null) return { commit }
    const known = this.#origins.get(commit)
    if (known) return known
    const object = await this.#read(commit, `commit ${commit}`)
    const { date } = readSignature(object?.bytes ?? Buffer.alloc(0), 'committer')
    const { who } = readSignature(object?.bytes ?? Buffer.alloc(0), 'author')
    const origin = { commit, author: this.#authors.mask(who), ...(date !== undefined && { date }) }
    this.#origins.set(commit, origin)
    return origin
  }

  /** Paths of findings with the blobs that the commit that is checked out has there. */
  async #readHeadBlobs(): Promise<Map<string, string>> {
    const { repository, selection } = this.#request
    const blobs = new Map<string, string>()
    if (!selection || this.#found.length === 0) return blobs
    if ((await readHead(repository)) === undefined) return blobs
    const output = await runGit(repository, ['ls-tree', '-r', '-z', '--full-tree', 'HEAD'])
    for (const line of output.toString('latin1').split('\0')) {
      const found = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line)
      if (found) blobs.set(labelOfBytes(Buffer.from(found[2]!, 'latin1')), found[1]!)
    }
    return blobs
  }
}

function withHead(found: FoundSecret, blobs: ReadonlyMap<string, string>): FoundSecret {
  const origin = found.finding.origin as GitOrigin
  if (origin.blob === undefined || origin.commit === null) return found
  // An archive's entry is in HEAD when the archive is.
  const inHead = origin.path
    .split('!')
    .some((_, at, parts) => blobs.get(parts.slice(0, at + 1).join('!')) === origin.blob)
  return { ...found, finding: { ...found.finding, origin: { ...origin, inHead } } }
}
