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
import { addedIn, type CommitOrigin, type HeldFile, type ScannedFile } from './held-file.ts'
import { markHead } from './mark-head.ts'
import { AuthorMask, maskNames } from './mask-names.ts'
import { orderFound } from './order-found.ts'
import type { PathFilter } from './path-filter.ts'
import { ReadAhead } from './read-ahead.ts'
import { scanVersion } from './scan-version.ts'

export interface AddedScanRequest extends Omit<ScanRequest, 'paths'> {
  readonly repository: Repository
  readonly filter: PathFilter
  /** Told of each file of which only a pointer of Git LFS is here. */
  readonly onLfsPointer: (path: string) => void
}

/** What git was asked for, for a file. */
interface Asked {
  readonly commit: Promise<BatchObject | undefined> | undefined
  readonly blob: Promise<BatchObject | undefined> | undefined
}

const submoduleReason = 'submodule: its files are in another repository'

/** Files whose former versions are asked for at once. */
const heldMax = 16

/** Looks at what commits, or the index, add: each version of a file once at each path it has. */
export class AddedScan {
  readonly #request: AddedScanRequest
  readonly #account: ScanAccount
  readonly #reader: SteadyReader
  readonly #documents: DocumentScanner
  readonly #authors: AuthorMask
  readonly #found: FoundSecret[] = []
  readonly #held: HeldFile[] = []
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
    const isWanted = ({ path, blob, isSubmodule }: AddedFile) =>
      !isSubmodule &&
      filter(path) === undefined &&
      !this.#files.has(keyOf(blob, labelOfBytes(path)))
    const isNew = (commit: ObjectId | null, last: AddedFile | undefined): commit is ObjectId =>
      commit !== null && commit !== last?.commit && !this.#origins.has(commit)
    const ahead = new ReadAhead<AddedFile, Asked>(files, (file, last) => ({
      commit: isNew(file.commit, last) ? this.#reader.ask(file.commit) : undefined,
      blob: isWanted(file) ? this.#reader.ask(file.blob) : undefined,
    }))
    for (const file of files) {
      if (signal.aborted) break
      const held = await this.#scanFile(file, ahead.next())
      if (held) this.#held.push(held)
      if (this.#held.length === heldMax) await this.#keepHeld()
    }
    await this.#keepHeld()
  }

  /** Messages, names and annotated tags. */
  async scanSelection({ commits, ends }: Selection): Promise<void> {
    await this.#documents.loadArchives()
    const ahead = new ReadAhead(commits, (id) => this.#reader.ask(id))
    for (const id of commits) {
      if (this.#request.signal.aborted) return
      const object = (await ahead.next()) ?? (await this.#reader.read(id, `commit ${id}`))
      if (object) this.#scanParts(object, await this.#commitOrigin(id, object))
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

  /** @returns where something was found, which is not kept yet */
  async #scanFile(file: AddedFile, asked: Asked): Promise<HeldFile | undefined> {
    const { path, blob, commit, before, isPathNew, formerPath, isSubmodule } = file
    const label = labelOfBytes(path)
    const made = await this.#commitOrigin(commit, await asked.commit)
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
      return undefined
    }
    const origin = { kind: 'git', path: label, blob, ...made } as const
    let bytes = (await asked.blob)?.bytes
    const known = this.#files.get(keyOf(blob, label))
    if (!known && !bytes) bytes = (await this.#reader.read(blob, label))?.bytes
    if (!known && !bytes) return undefined
    const scanned = known ?? this.#scan(bytes!, origin)
    if (scanned.found.length === 0) return undefined
    bytes ??= (await this.#reader.read(blob, label))?.bytes ?? Buffer.alloc(0)
    const isFormerIgnored =
      formerPath !== undefined && this.#request.filter(formerPath) !== undefined
    const former = { ...origin, path: formerPath === undefined ? label : labelOfBytes(formerPath) }
    return { ...scanned, bytes, before: isFormerIgnored ? [] : before, made, label, former }
  }

  /** Keeps what is new of what was found, in the order of the files. */
  async #keepHeld(): Promise<void> {
    const held = this.#held.splice(0)
    const read = held.map(({ before, label }) => this.#reader.readAll(before, label))
    const versions = await Promise.all(read)
    for (const [at, one] of held.entries()) {
      const added = addedIn(one, versions[at]!, (version) =>
        this.#fingerprintsIn(version, one.former),
      )
      for (const item of added.filter((found) => this.#isFirst(found))) {
        this.#found.push(withOrigin(item, { ...(item.finding.origin as GitOrigin), ...one.made }))
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

  /** @param asked the commit, where it was read */
  async #commitOrigin(commit: ObjectId | null, asked?: BatchObject): Promise<CommitOrigin> {
    if (commit === null) return { commit }
    const known = this.#origins.get(commit)
    if (known) return known
    const object = asked ?? (await this.#reader.read(commit, `commit ${commit}`))
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
