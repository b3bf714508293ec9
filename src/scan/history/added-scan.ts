import type { GitOrigin, Origin } from '../../engine/document.ts'
import { readTreeFiles, type AddedFile } from '../../git/added-files.ts'
import type { BatchObject } from '../../git/batch-reader.ts'
import { messageParts, readSignature } from '../../git/message.ts'
import type { ObjectId } from '../../git/object-id.ts'
import type { Repository } from '../../git/repository.ts'
import type { Selection } from '../../git/select-commits.ts'
import { SteadyReader } from '../../git/steady-reader.ts'
import { labelOfBytes } from '../../sources/walk-label.ts'
import { emptyOutcome, type DocumentScanner, type Outcome } from '../document-scanner.ts'
import type { FoundSecret } from '../found-secret.ts'
import { makeConfiguredScanner } from '../make-configured-scanner.ts'
import type { ScanAccount } from '../scan-account.ts'
import type { ScanRequest } from '../scan-request.ts'
import { areLinesAdded } from './added-blocks.ts'
import { markHead } from './mark-head.ts'
import { AuthorMask, maskNames } from './mask-names.ts'
import { orderFound } from './order-found.ts'
import type { PathFilter } from './path-filter.ts'
import { scanVersion } from './scan-version.ts'

export interface AddedScanRequest extends Omit<ScanRequest, 'paths'> {
  readonly repository: Repository
  readonly filter: PathFilter
  /** Told of each file of which only a pointer of Git LFS is here. */
  readonly onLfsPointer: (path: string) => void
}

type CommitOrigin = Pick<GitOrigin, 'commit' | 'author' | 'date'>

/** What was found in one version of a file at one path. */
interface ScannedFile {
  readonly found: readonly FoundSecret[]
  readonly isText: boolean
}

const submoduleReason = 'submodule: its files are in another repository'

/** Files that git is asked for before the one at hand is done. */
const filesAhead = 16

/** Looks at what commits, or the index, add: each version of a file once at each path it has. */
export class AddedScan {
  readonly #request: AddedScanRequest
  readonly #account: ScanAccount
  readonly #reader: SteadyReader
  readonly #documents: DocumentScanner
  readonly #authors: AuthorMask
  readonly #found: FoundSecret[] = []
  readonly #texts: FoundSecret[] = []
  readonly #names: FoundSecret[] = []
  readonly #namesAt = new Map<string, readonly FoundSecret[]>()
  readonly #files = new Map<string, ScannedFile>()
  readonly #blobs = new Set<ObjectId>()
  readonly #origins = new Map<ObjectId, CommitOrigin>()
  readonly #places = new Set<string>()
  #fileBytes = 0

  constructor(request: AddedScanRequest, account: ScanAccount) {
    this.#request = request
    this.#account = account
    this.#reader = new SteadyReader(request.repository, (path, reason) =>
      this.#account.problems.push({ path, reason }),
    )
    this.#documents = makeConfiguredScanner(request, (reason) => this.#account.tellFallback(reason))
    this.#authors = new AuthorMask(this.#documents)
  }

  /** Of file contents, each version counted once. */
  get fileBytes(): number {
    return this.#fileBytes
  }

  close(): void {
    this.#reader.close()
  }

  async scanFiles(files: readonly AddedFile[]): Promise<void> {
    await this.#documents.loadArchives()
    const { signal, filter } = this.#request
    const ahead: (Promise<BatchObject | undefined> | undefined)[] = []
    const isWanted = ({ path, blob, isSubmodule }: AddedFile) =>
      !isSubmodule &&
      filter(path) === undefined &&
      !this.#files.has(keyOf(blob, labelOfBytes(path)))
    for (const [at, file] of files.entries()) {
      while (ahead.length < Math.min(files.length, at + filesAhead)) {
        const next = files[ahead.length]!
        ahead.push(isWanted(next) ? this.#reader.ask(next.blob) : undefined)
      }
      if (signal.aborted) break
      await this.#scanFile(file, ahead[at])
      ahead[at] = undefined
    }
  }

  /** Messages, names and annotated tags. */
  async scanSelection({ commits, ends }: Selection): Promise<void> {
    await this.#documents.loadArchives()
    for (const id of commits) {
      if (this.#request.signal.aborted) return
      const object = await this.#reader.read(id, `commit ${id}`)
      if (object) this.#scanParts(object, await this.#commitOrigin(id))
    }
    for (const { id, name } of ends) await this.#scanEnd(id, name)
  }

  /** A text that is in no repository. */
  scanDocument(bytes: Uint8Array, origin: Origin): void {
    const outcome = this.#scanText(bytes, origin)
    this.#account.add(outcome)
    this.#texts.push(...outcome.found)
  }

  /**
   * What was found, each secret once at each place: first what is in the repository, the oldest first, then the texts
   * in the order they came. What of a name is a secret is masked.
   *
   * @param head what `inHead` is of; `undefined`: nothing is in it
   */
  async finish(head: ObjectId | undefined): Promise<FoundSecret[]> {
    const found = await markHead(this.#found, this.#request.repository, head)
    return [
      ...orderFound(maskNames(found, this.#names, this.#account)),
      ...maskNames(this.#texts, this.#names, this.#account),
    ]
  }

  async #scanFile(
    { path, blob, commit, before, isPathNew, formerPath, isSubmodule }: AddedFile,
    asked: Promise<BatchObject | undefined> | undefined,
  ): Promise<void> {
    const label = labelOfBytes(path)
    const made = await this.#commitOrigin(commit)
    const names = this.#scanName(label)
    if (isPathNew) {
      const { kind, part } = { kind: 'git', part: 'path' } as const
      this.#found.push(
        ...names.map((item) => withOrigin(item, { kind, path: label, part, ...made })),
      )
    }
    const why = this.#request.filter(path) ?? (isSubmodule ? submoduleReason : undefined)
    if (why !== undefined) {
      this.#account.skipped.push({ path: label, reason: why })
      return
    }
    const origin = { kind: 'git', path: label, blob, ...made } as const
    let bytes = (await asked)?.bytes
    const known = this.#files.get(keyOf(blob, label))
    if (!known && !bytes) bytes = (await this.#reader.read(blob, label))?.bytes
    if (!known && !bytes) return
    const { found, isText } = known ?? this.#scan(bytes!, origin)
    if (found.length === 0) return
    bytes ??= (await this.#reader.read(blob, label))?.bytes ?? Buffer.alloc(0)
    const isFormerIgnored =
      formerPath !== undefined && this.#request.filter(formerPath) !== undefined
    const versions = isFormerIgnored ? [] : await this.#reader.readAll(before, label)
    const former = { ...origin, path: formerPath === undefined ? label : labelOfBytes(formerPath) }
    // Lines that were there may have been told of nowhere: in a binary, a file too large, at a path that rules leave out.
    let toldBefore: readonly (readonly string[])[] | undefined
    const told = () => (toldBefore ??= versions.map((one) => this.#fingerprintsIn(one, former)))
    for (const item of found) {
      const { fingerprint } = item.finding
      const isAdded =
        isText && item.finding.origin.path === label
          ? areLinesAdded(bytes, item.finding, versions) ||
            told().every((fingerprints) => !fingerprints.includes(fingerprint))
          : this.#isSecretAdded(fingerprint, found, told())
      if (isAdded && this.#isFirst(item)) {
        this.#found.push(withOrigin(item, { ...(item.finding.origin as GitOrigin), ...made }))
      }
    }
  }

  /** As it is shown: that is what must be masked, also of an old name, which reports must not say either. */
  #scanName(label: string): readonly FoundSecret[] {
    const known = this.#namesAt.get(label)
    if (known) return known
    const origin = { kind: 'git', path: label, part: 'path', commit: null } as const
    const { found, problems } = this.#scanText(Buffer.from(label), origin)
    this.#account.problems.push(...problems)
    this.#names.push(...found)
    this.#namesAt.set(label, found)
    return found
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
    fingerprint: string,
    found: readonly FoundSecret[],
    told: readonly (readonly string[])[],
  ): boolean {
    const countIn = (list: readonly string[]) => list.filter((one) => one === fingerprint).length
    const count = countIn(found.map(({ finding }) => finding.fingerprint))
    return told.every((fingerprints) => countIn(fingerprints) < count)
  }

  #fingerprintsIn(version: Buffer, origin: GitOrigin): readonly string[] {
    const outcome = emptyOutcome()
    scanVersion(version, origin, this.#scanning, outcome)
    return outcome.found.map(({ finding }) => finding.fingerprint)
  }

  get #scanning() {
    return { documents: this.#documents, repository: this.#request.repository }
  }

  #scan(bytes: Buffer, origin: GitOrigin): ScannedFile {
    const outcome = emptyOutcome()
    const { isText, isWhole } = scanVersion(bytes, origin, this.#scanning, outcome)
    this.#account.add(outcome)
    if (!isWhole) this.#request.onLfsPointer(origin.path)
    const scanned = { found: outcome.found, isText }
    const blob = origin.blob!
    this.#files.set(keyOf(blob, origin.path), scanned)
    if (!this.#blobs.has(blob)) this.#fileBytes += bytes.length
    this.#blobs.add(blob)
    return scanned
  }

  #scanText(bytes: Uint8Array, origin: Origin): Outcome {
    const outcome = emptyOutcome()
    this.#documents.scanText(bytes, origin, outcome)
    return outcome
  }

  #keep({ found, problems }: Outcome): void {
    this.#found.push(...found)
    this.#account.problems.push(...problems)
  }

  #scanParts({ bytes, type }: BatchObject, origin: CommitOrigin): void {
    this.#account.count(1, bytes.length)
    for (const { part, bytes: text } of messageParts(bytes, type === 'tag')) {
      this.#keep(this.#scanText(text, { kind: 'git', path: '', part, ...origin }))
    }
  }

  /** What a reference points to may be a tag, also of a tag, a blob or a tree. */
  async #scanEnd(end: ObjectId, name: string): Promise<void> {
    const origin = { kind: 'git', path: name, part: 'ref', commit: null } as const
    const named = this.#scanText(Buffer.from(name), origin)
    this.#keep(named)
    this.#names.push(...named.found)
    for (let id: ObjectId | undefined = end; id !== undefined;) {
      const object: BatchObject | undefined = await this.#reader.read(id, name)
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
        await this.scanFiles(await readTreeFiles(this.#request.repository, object.id))
      }
    }
  }

  async #commitOrigin(commit: ObjectId | null): Promise<CommitOrigin> {
    if (commit === null) return { commit }
    const known = this.#origins.get(commit)
    if (known) return known
    const object = await this.#reader.read(commit, `commit ${commit}`)
    const { date } = readSignature(object?.bytes ?? Buffer.alloc(0), 'committer')
    const { who } = readSignature(object?.bytes ?? Buffer.alloc(0), 'author')
    const origin = { commit, author: this.#authors.mask(who), ...(date !== undefined && { date }) }
    this.#origins.set(commit, origin)
    return origin
  }
}

function keyOf(blob: ObjectId, label: string): string {
  return `${blob} ${label}`
}

function withOrigin(found: FoundSecret, origin: GitOrigin): FoundSecret {
  return { ...found, finding: { ...found.finding, origin } }
}
